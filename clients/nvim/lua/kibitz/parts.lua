-- How much of a suggestion is accepted at once.

local M = {}

---@alias kibitz.Part "all"|"word"|"line"|"none"

--- The length, in bytes, of the part of `text` that is accepted.
---@param text string
---@param part kibitz.Part
function M.length(text, part)
  if part == "none" then
    return 0
  elseif part == "line" then
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

--- Insert text at the cursor of the current window and move the cursor behind it.
---@param text string
function M.insert(text)
  local row, col = unpack(vim.api.nvim_win_get_cursor(0))
  local lines = vim.split(text, "\n", { plain = true })
  vim.api.nvim_buf_set_text(0, row - 1, col, row - 1, col, lines)
  vim.api.nvim_win_set_cursor(0, { row + #lines - 1, (#lines == 1 and col or 0) + #lines[#lines] })
end

return M
