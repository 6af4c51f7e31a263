-- "Explain method": Markdown in a split, growing while the model writes. Closing it stops that.

local execute = require("kibitz.execute")

local M = {}

local is_wanted = false

--- Show what there is of the explanation so far.
---@param explanation { markdown: string }
function M.show(explanation)
  if not is_wanted then
    return
  end
  require("kibitz.split").show("kibitz://explanation", "markdown", explanation.markdown, function()
    if is_wanted then
      is_wanted = false
      execute.cancel()
    end
  end)
end

---@param client vim.lsp.Client
---@param place { uri: string, position: lsp.Position }
function M.run(client, place)
  is_wanted = true
  execute.run(client, "kibitz.explainMethod", place, function(explanation)
    M.show(explanation)
    is_wanted = false
  end)
end

return M
