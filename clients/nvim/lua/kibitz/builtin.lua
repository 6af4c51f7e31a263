-- Suggestions through Neovim's own inline completion (0.12).

local parts = require("kibitz.parts")

local M = {}

local namespace = "nvim.lsp.inline_completion"

function M.enable(on, client, buffer)
  vim.lsp.inline_completion.enable(on, { client_id = client.id, bufnr = buffer })
end

function M.visible(buffer)
  local id = vim.api.nvim_get_namespaces()[namespace]
  return id ~= nil and #vim.api.nvim_buf_get_extmarks(buffer, id, 0, -1, { limit = 1 }) > 0
end

--- "none" dismisses it until the next key.
function M.accept(part, buffer)
  if part == "none" then
    vim.api.nvim_buf_clear_namespace(buffer, vim.api.nvim_get_namespaces()[namespace], 0, -1)
    return
  end
  vim.lsp.inline_completion.get({
    bufnr = buffer,
    on_accept = function(item)
      local text = item.insert_text
      -- Neovim shows what has not been typed yet; so much is inserted.
      local row, col = unpack(vim.api.nvim_win_get_cursor(vim.fn.bufwinid(buffer)))
      local start = item.range and item.range.start
      local typed = ""
      if start ~= nil and start.row == row - 1 then
        typed = vim.api.nvim_buf_get_text(buffer, start.row, start.col, row - 1, col, {})[1]
      end
      if vim.startswith(text, typed) then
        text = text:sub(#typed + 1)
        parts.insert(buffer, text:sub(1, parts.length(text, part)))
      end
    end,
  })
end

return M
