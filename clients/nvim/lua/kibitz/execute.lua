-- Runs the server's commands, one at a time; `:KibitzCancel` stops the one that runs.

local M = {}

local running = nil ---@type { client: vim.lsp.Client, request: integer }?

--- Stop the command that runs, if one does.
function M.cancel()
  if running ~= nil then
    running.client:cancel_request(running.request)
    running = nil
  end
end

--- Tell what went wrong, unless it was the user who cancelled.
---@param error lsp.ResponseError
function M.complain(error)
  if error.code ~= vim.lsp.protocol.ErrorCodes.RequestCancelled then
    vim.notify("Kibitz: " .. error.message, vim.log.levels.WARN)
  end
end

--- Run a command; `done` gets its result. A command that still runs is cancelled first.
---@param client vim.lsp.Client
---@param command string
---@param argument table
---@param done fun(result: table)
function M.run(client, command, argument, done)
  M.cancel()
  local this = { client = client }
  local sent, request = client:request("workspace/executeCommand", {
    command = command,
    arguments = { argument },
  }, function(error, result)
    if running ~= this then
      return
    end
    running = nil
    if error ~= nil then
      M.complain(error)
    elseif result ~= nil then
      done(result)
    end
  end)
  if sent then
    this.request = request
    running = this
  end
end

return M
