-- "Generate Store subclass": asks for the name, then lets the server make one edit, which
-- Neovim applies to buffers: nothing is on disk until it is written, and undo takes it back.

local execute = require("kibitz.execute")

local M = {}

---@param result { name: string, files: string[], problems: string[] }
local function show(result)
  for _, problem in ipairs(result.problems) do
    vim.notify("Kibitz: " .. problem, vim.log.levels.WARN)
  end
  vim.cmd("normal! m'") -- CTRL-O leads back
  vim.api.nvim_set_current_buf(vim.uri_to_bufnr(result.files[1]))
  vim.fn.search(([[\<%s\>]]):format(result.name), "cw")
  local files = #result.files == 1 and "1 buffer" or #result.files .. " buffers"
  vim.notify(("Kibitz: %s is in %s, not saved yet. `:wall` saves, `u` takes it back."):format(result.name, files))
end

---@param client vim.lsp.Client
---@param place { uri: string, position: lsp.Position }
function M.run(client, place)
  client:request("kibitz/generateSubclass/propose", place, function(error, proposal)
    if error ~= nil then
      execute.complain(error)
      return
    end
    vim.ui.input({
      prompt = ("New subclass of %s: "):format(proposal.superclass),
      default = proposal.name,
    }, function(name)
      if name ~= nil and name ~= "" then
        local argument = vim.tbl_extend("force", place, { name = name })
        execute.run(client, "kibitz.generateSubclass", argument, show)
      end
    end)
  end)
end

return M
