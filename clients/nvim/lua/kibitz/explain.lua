-- "Explain method": Markdown in a split, growing while the model writes.

local M = {}

--- Show one `kibitz/explanation` notification.
function M.show(explanation)
  require("kibitz").show_split("kibitz://explanation", "markdown", vim.split(explanation.markdown, "\n"))
end

---@param client_id integer
---@param arguments table the command's arguments: { { uri, position } }
function M.run(client_id, arguments)
  local client = assert(vim.lsp.get_client_by_id(client_id))
  client:request("workspace/executeCommand", {
    command = "kibitz.explainMethod",
    arguments = arguments,
  }, function(error, result)
    if error ~= nil then
      vim.notify(error.message, vim.log.levels.WARN)
    elseif result ~= nil then
      M.show(result)
    end
  end)
end

return M
