-- "Generate Store subclass": asks for the name, then lets the server make one edit, which
-- Neovim applies to buffers: nothing is on disk until it is written, and undo takes it back.

local M = {}

local function tell(error, result)
  if error ~= nil then
    vim.notify(error.message, vim.log.levels.WARN)
    return
  end
  for _, problem in ipairs(result.problems or {}) do
    vim.notify(problem, vim.log.levels.WARN)
  end
  for _, uri in ipairs(result.files or {}) do
    vim.cmd.edit(vim.fn.fnameescape(vim.uri_to_fname(uri)))
  end
end

---@param client_id integer
---@param arguments table the command's arguments: { { uri, position, name? } }
function M.run(client_id, arguments)
  local client = assert(vim.lsp.get_client_by_id(client_id))
  local place = arguments[1]
  client:request("kibitz/generateSubclass/propose", place, function(error, proposal)
    if error ~= nil then
      vim.notify(error.message, vim.log.levels.WARN)
      return
    end
    vim.ui.input({
      prompt = "New subclass of " .. proposal.superclass .. ": ",
      default = proposal.name,
    }, function(name)
      if name == nil or name == "" then
        return
      end
      client:request("workspace/executeCommand", {
        command = "kibitz.generateSubclass",
        arguments = { vim.tbl_extend("force", place, { name = name }) },
      }, tell)
    end)
  end)
end

return M
