-- A window beside the others for text that is read and not edited; `q` closes it.

local M = {}

local buffers = {} ---@type table<string, integer> by name

---@param on_close? fun()
local function create(name, filetype, on_close)
  local buffer = vim.api.nvim_create_buf(false, true)
  buffers[name] = buffer
  vim.api.nvim_buf_set_name(buffer, name)
  vim.bo[buffer].bufhidden = "wipe"
  vim.bo[buffer].filetype = filetype
  vim.keymap.set("n", "q", "<Cmd>close<CR>", { buffer = buffer, desc = "Close" })
  vim.api.nvim_create_autocmd("BufWipeout", {
    buffer = buffer,
    callback = function()
      buffers[name] = nil
      if on_close ~= nil then
        on_close()
      end
    end,
  })
  local window = vim.api.nvim_open_win(buffer, false, { split = "right", win = 0 })
  vim.wo[window].wrap = true
  vim.wo[window].linebreak = true
  return buffer
end

--- Show text under a name; the same name uses the same window again while it is open.
---@param name string
---@param filetype string
---@param text string
---@param on_close? fun() called once when the window is closed
function M.show(name, filetype, text, on_close)
  local buffer = buffers[name] or create(name, filetype, on_close)
  vim.bo[buffer].modifiable = true
  vim.api.nvim_buf_set_lines(buffer, 0, -1, false, vim.split(vim.trim(text), "\n", { plain = true }))
  vim.bo[buffer].modifiable = false
end

return M
