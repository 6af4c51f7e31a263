-- `kibitz doctor`, as a report in a split.

local M = {}

--- The program that `vim.lsp.config` starts as the server.
---@return string
function M.program()
  local command = (vim.lsp.config.kibitz or {}).cmd
  return type(command) == "table" and command[1] or "kibitz"
end

--- Show the report once it is there.
function M.show()
  local program = M.program()
  if vim.fn.executable(program) == 0 then
    vim.notify(("Kibitz: the program `%s` was not found."):format(program), vim.log.levels.WARN)
    return
  end
  vim.system({ program, "doctor" }, { text = true }, vim.schedule_wrap(function(result)
    require("kibitz.split").show("kibitz://doctor", "text", result.stdout .. result.stderr)
  end))
end

return M
