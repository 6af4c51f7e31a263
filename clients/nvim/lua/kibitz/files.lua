-- What Smalltalk's older files need: telling a change set from C#, and lines that end with CR.

local M = {}

local HEAD = 200 -- lines; a file-out shows what it is early on

--- Whether the buffer holds a Smalltalk file-out.
---@param buffer integer
---@return boolean
function M.is_file_out(buffer)
  for number, line in ipairs(vim.api.nvim_buf_get_lines(buffer, 0, HEAD, false)) do
    if (number == 1 and line:match("^%s*'From ")) or line:match("^!.*methodsFor") then
      return true
    end
  end
  return false
end

--- Let the file that is about to be read end its lines with CR.
function M.expect_cr()
  if vim.tbl_contains(vim.opt.fileformats:get(), "mac") then
    return
  end
  local earlier = vim.o.fileformats
  vim.opt.fileformats:append("mac")
  vim.api.nvim_create_autocmd("BufReadPost", {
    once = true,
    callback = function()
      vim.o.fileformats = earlier
    end,
  })
end

return M
