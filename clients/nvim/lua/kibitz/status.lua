-- How the models and the index are; for `:KibitzStatus` and status lines.

local M = {}

local last = nil ---@type table?

function M.update(status)
  last = status
  vim.schedule(function()
    vim.cmd.redrawstatus()
    vim.api.nvim_exec_autocmds("User", { pattern = "KibitzStatus", modeline = false })
  end)
end

--- The server's last word, as it sent it, or nil.
function M.last()
  return last
end

--- A few words for a status line: `%{v:lua.require'kibitz.status'.short()}`.
function M.short()
  if last == nil then
    return ""
  end
  if last.index.state ~= "ready" then
    return "Kibitz: reading " .. (last.index.files or "")
  end
  return "Kibitz: " .. last.engines.completion.state
end

function M.text()
  if last == nil then
    return "Kibitz has not reported yet."
  end
  local lines = { ("index: %s, %d files"):format(last.index.state, last.index.files or 0) }
  for _, role in ipairs({ "completion", "command" }) do
    local engine = last.engines[role]
    lines[#lines + 1] = ("%s model: %s, %s. %s"):format(role, engine.model or "none", engine.state, engine.detail or "")
  end
  return table.concat(lines, "\n")
end

return M
