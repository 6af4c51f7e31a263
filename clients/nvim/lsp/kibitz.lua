-- The server's configuration for `vim.lsp.enable("kibitz")`.
-- Change any of it with `vim.lsp.config("kibitz", { … })`.

---@type vim.lsp.Config
return {
  cmd = { "kibitz", "serve", "--stdio" },
  filetypes = { "st", "smalltalk", "python", "typescript", "typescriptreact", "javascript", "javascriptreact" },
  root_markers = { ".project", ".git" },
  -- Neovim calls Smalltalk "st"; the protocol calls it "smalltalk".
  get_language_id = function(_, filetype)
    return filetype == "st" and "smalltalk" or filetype
  end,
  capabilities = {
    textDocument = { inlineCompletion = { dynamicRegistration = false } },
    workspace = {
      workspaceEdit = {
        -- Without "create", which Neovim does by writing an empty file at once: the server's
        -- new files begin as unsaved buffers.
        resourceOperations = { "rename", "delete" },
        -- Neovim would ask about each file without showing it. Nothing is saved anyway.
        changeAnnotationSupport = vim.NIL,
      },
    },
  },
  handlers = {
    ["kibitz/status"] = function(_, status, context)
      require("kibitz.status").update(context.client_id, status)
    end,
    ["kibitz/explanation"] = function(_, explanation)
      require("kibitz.explain").show(explanation)
    end,
  },
  -- The two commands behind the code actions.
  commands = {
    ["kibitz.explainMethod"] = function(command, context)
      require("kibitz.explain").run(vim.lsp.get_client_by_id(context.client_id), command.arguments[1])
    end,
    ["kibitz.generateSubclass"] = function(command, context)
      require("kibitz.generate").run(vim.lsp.get_client_by_id(context.client_id), command.arguments[1])
    end,
  },
}
