-- How much of a suggestion is accepted at once.

local M = {}

--- The length, in bytes, of the part of `text` that "word", "line" or "all" accepts.
---@param text string
---@param part "all"|"word"|"line"
function M.length(text, part)
  if part == "line" then
    local newline = text:find("\n", 2, true)
    return newline and newline - 1 or #text
  elseif part == "word" then
    -- Leading blanks, then a word (a keyword with its colon) or a run of other characters.
    local _, last = text:find("^%s*[%w_\128-\255]+:?")
    if last == nil then
      _, last = text:find("^%s*[^%w%s_\128-\255]+")
    end
    return last or #text
  end
  return #text
end

--- Insert text at the cursor of a buffer's window and move the cursor behind it.
function M.insert(buffer, text)
  local window = vim.fn.bufwinid(buffer)
  local row, col = unpack(vim.api.nvim_win_get_cursor(window))
  local lines = vim.split(text, "\n", { plain = true })
  vim.api.nvim_buf_set_text(buffer, row - 1, col, row - 1, col, lines)
  local last = lines[#lines]
  vim.api.nvim_win_set_cursor(window, { row + #lines - 1, (#lines == 1 and col or 0) + #last })
end

return M
