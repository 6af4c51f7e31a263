-- The server's configuration for `vim.lsp.enable("kibitz")`.
-- Change any of it with `vim.lsp.config("kibitz", { … })`.

---@type vim.lsp.Config
return {
  cmd = { vim.env.KIBITZ_COMMAND or "kibitz", "serve", "--stdio" },
  filetypes = { "st", "smalltalk", "python", "typescript", "typescriptreact", "javascript", "javascriptreact" },
  root_markers = { ".kibitz", ".project", ".git" },
  workspace_required = false,
  -- Neovim calls Smalltalk "st"; the protocol calls it "smalltalk".
  get_language_id = function(_, filetype)
    return filetype == "st" and "smalltalk" or filetype
  end,
  capabilities = {
    textDocument = { inlineCompletion = { dynamicRegistration = false } },
    workspace = {
      workspaceEdit = {
        documentChanges = true,
        resourceOperations = { "create", "rename", "delete" },
      },
    },
    general = { positionEncodings = { "utf-8", "utf-16", "utf-32" } },
  },
  settings = { kibitz = vim.empty_dict() },
  handlers = {
    ["kibitz/status"] = function(_, status, context)
      require("kibitz.status").update(status, context.client_id)
    end,
    ["kibitz/explanation"] = function(_, explanation)
      require("kibitz.explain").show(explanation)
    end,
  },
  commands = {
    ["kibitz.explainMethod"] = function(command, context)
      require("kibitz.explain").run(context.client_id, command.arguments)
    end,
    ["kibitz.generateSubclass"] = function(command, context)
      require("kibitz.generate").run(context.client_id, command.arguments)
    end,
  },
  on_attach = function(client, buffer)
    require("kibitz").attach(client, buffer)
  end,
}
