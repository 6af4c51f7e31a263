-- `:checkhealth kibitz`: this Neovim, the program, and what its doctor finds.

local M = {}

local function run(...)
  return vim.system({ ... }, { text = true }):wait()
end

local function check_program(program)
  if vim.fn.executable(program) == 0 then
    vim.health.error(("the program `%s` was not found"):format(program), {
      "Install Kibitz, and put `kibitz` on the path,",
      'or give its full path: vim.lsp.config("kibitz", { cmd = { "/path/to/kibitz", "serve", "--stdio" } })',
    })
    return false
  end
  local version = run(program, "--version")
  if version.code ~= 0 then
    vim.health.error(("`%s --version` failed"):format(program), vim.trim(version.stderr))
    return false
  end
  vim.health.ok(("%s (%s)"):format(vim.trim(version.stdout), vim.fn.exepath(program)))
  return true
end

local function check_with_doctor(program)
  local answer = run(program, "doctor", "--json")
  local is_read, report = pcall(vim.json.decode, answer.stdout)
  if not is_read then
    vim.health.error(("`%s doctor` failed"):format(program), vim.trim(answer.stderr))
    return
  end
  local tell = { ok = vim.health.ok, warn = vim.health.warn }
  for _, finding in ipairs(report.findings) do
    local advice = finding.way_out ~= "" and { finding.way_out } or nil
    (tell[finding.health] or vim.health.error)(finding.sentence, advice)
  end
end

function M.check()
  vim.health.start("Neovim")
  if vim.fn.has("nvim-0.11") == 0 then
    vim.health.error("Kibitz needs Neovim 0.11 or later")
    return
  end
  local own = vim.lsp.inline_completion and "Neovim's own" or "drawn by this plugin (Neovim's own comes with 0.12)"
  vim.health.ok("ghost text is " .. own)
  local clients = vim.lsp.get_clients({ name = "kibitz" })
  if #clients == 0 then
    vim.health.warn("no server runs", {
      'Put vim.lsp.enable("kibitz") in your init.lua and open a Smalltalk, Python, TypeScript or JavaScript file.',
    })
  end
  for _, client in ipairs(clients) do
    vim.health.ok(("a server runs for %s"):format(client.root_dir or "single files"))
  end

  vim.health.start("Server")
  local program = require("kibitz.doctor").program()
  if check_program(program) then
    check_with_doctor(program)
  end
end

return M
