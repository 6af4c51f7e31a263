-- How the models and the index are, for `:KibitzStatus` and status lines; progress as it comes.

local M = {}

local last = {} ---@type table<integer, table> what each server said last, by client id

--- Remember a `kibitz/status` notification and tell the status lines.
---@param client_id integer
function M.update(client_id, status)
  last[client_id] = status
  vim.api.nvim_exec_autocmds("User", { pattern = "KibitzStatus", modeline = false })
  vim.cmd.redrawstatus()
end

--- A few words for a status line; nothing where no server serves the current buffer.
---@return string
function M.short()
  local client = vim.lsp.get_clients({ name = "kibitz", bufnr = 0 })[1]
  local status = client and last[client.id]
  if status == nil then
    return ""
  elseif status.index.state ~= "ready" then
    return ("Kibitz: reading %d/%d"):format(status.index.files, status.index.total)
  end
  return "Kibitz: " .. status.engines.completion.state
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
    M.update(client.id, status)
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
