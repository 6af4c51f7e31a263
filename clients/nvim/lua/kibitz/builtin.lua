-- Suggestions through Neovim's own inline completion (0.12).

local parts = require("kibitz.parts")

local M = {}

local METHOD = "textDocument/inlineCompletion"
local NAMESPACE = "nvim.lsp.inline_completion"

-- Neovim's pause before it asks outlives insert mode: what is asked for then is not wanted.
vim.api.nvim_create_autocmd("LspRequest", {
  group = vim.api.nvim_create_augroup("kibitz.builtin", {}),
  callback = function(event)
    local request = event.data.request
    local is_new = request.type == "pending" and request.method == METHOD
    if is_new and vim.api.nvim_get_mode().mode:sub(1, 1) == "n" then
      local client = vim.lsp.get_client_by_id(event.data.client_id)
      if client ~= nil and client.name == "kibitz" then
        client:cancel_request(event.data.request_id)
      end
    end
  end,
})

---@param on boolean
---@param buffer integer
function M.enable(on, _, buffer)
  vim.lsp.inline_completion.enable(on, { bufnr = buffer })
end

---@param buffer integer
---@return boolean
function M.visible(buffer)
  local id = vim.api.nvim_get_namespaces()[NAMESPACE]
  return id ~= nil and #vim.api.nvim_buf_get_extmarks(buffer, id, 0, -1, { limit = 1 }) > 0
end

--- Where a range starts: zero-based row and byte column. The shape of vim.Range changed
--- while 0.12 was being developed.
local function start_of(range)
  if range.start_row ~= nil then
    return range.start_row, range.start_col
  end
  return range.start.row, range.start.col
end

--- Accept a part of what is shown; with "none", dismiss it. Neovim asks for the rest again,
--- which the server still knows.
---@param buffer integer
---@param part kibitz.Part
function M.accept(buffer, part)
  vim.lsp.inline_completion.get({
    bufnr = buffer,
    on_accept = function(item)
      local row, col = unpack(vim.api.nvim_win_get_cursor(0))
      local start_row, start_col = start_of(item.range)
      if vim.api.nvim_get_current_buf() ~= buffer or start_row ~= row - 1 or start_col > col then
        return
      end
      -- What was typed through the suggestion is in the buffer already.
      local typed = vim.api.nvim_buf_get_text(buffer, start_row, start_col, start_row, col, {})[1]
      local text = item.insert_text
      if vim.startswith(text, typed) then
        text = text:sub(#typed + 1)
        parts.insert(text:sub(1, parts.length(text, part)))
      end
    end,
  })
end

return M
