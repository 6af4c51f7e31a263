-- How the models and the index are, for `:KibitzStatus` and status lines; progress as it comes.

local M = {}

local last = nil ---@type table? what the server said last

--- Remember a `kibitz/status` notification and tell the status lines.
function M.update(status)
  last = status
  vim.api.nvim_exec_autocmds("User", { pattern = "KibitzStatus", modeline = false })
  vim.cmd.redrawstatus()
end

--- A few words for a status line, or nothing where no server runs.
---@return string
function M.short()
  if last == nil or #vim.lsp.get_clients({ name = "kibitz" }) == 0 then
    return ""
  elseif last.index.state ~= "ready" then
    return ("Kibitz: reading %d/%d"):format(last.index.files, last.index.total)
  end
  return "Kibitz: " .. last.engines.completion.state
end

local function text_of(status)
  local lines = { ("Kibitz: index %s, %d files"):format(status.index.state, status.index.files) }
  for _, role in ipairs({ "completion", "command" }) do
    local engine = status.engines[role]
    local detail = engine.detail and engine.detail ~= "" and " (" .. engine.detail .. ")" or ""
    lines[#lines + 1] = ("%s model: %s, %s%s"):format(role, engine.model or "none", engine.state, detail)
  end
  return table.concat(lines, "\n")
end

--- Ask the server how it is, and tell.
---@param client vim.lsp.Client
function M.tell(client)
  client:request("kibitz/status", vim.empty_dict(), function(error, status)
    if error ~= nil then
      require("kibitz.execute").complain(error)
      return
    end
    M.update(status)
    vim.notify(text_of(status))
  end)
end

--- Show where a long piece of work is, outside insert mode.
---@param value { kind: "begin"|"report"|"end", title?: string, message?: string, percentage?: integer }
function M.progress(value)
  if vim.api.nvim_get_mode().mode ~= "n" then
    return
  end
  local words = value.kind == "end" and {} or { "Kibitz:", value.title or "", value.message or "" }
  if value.percentage ~= nil and value.kind ~= "end" then
    words[#words + 1] = ("%d %%"):format(value.percentage)
  end
  vim.api.nvim_echo({ { table.concat(words, " ") } }, false, {})
end

return M
