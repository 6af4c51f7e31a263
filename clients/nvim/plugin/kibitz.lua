-- File types, user commands, and what happens when the server attaches to a buffer.
-- The server itself is started by `vim.lsp.enable("kibitz")`.

if vim.g.loaded_kibitz then
  return
end
vim.g.loaded_kibitz = true

-- `.st` is known to Neovim. A change set has C#'s extension; what is in it tells.
vim.filetype.add({
  pattern = {
    [".*%.cs"] = {
      function(_, buffer)
        return require("kibitz.files").is_file_out(buffer) and "st" or nil
      end,
      { priority = 10 },
    },
  },
})

local group = vim.api.nvim_create_augroup("kibitz", {})

local function on(event, pattern, run)
  vim.api.nvim_create_autocmd(event, { group = group, pattern = pattern, callback = run })
end

-- Old file-outs end their lines with CR alone, which Neovim does not expect by default.
on("BufReadPre", { "*.st", "*.cs" }, function()
  require("kibitz.files").expect_cr()
end)

local function with_our_client(run)
  return function(event)
    local client = vim.lsp.get_client_by_id(event.data.client_id)
    if client ~= nil and client.name == "kibitz" then
      run(client, event)
    end
  end
end

on("LspAttach", "*", with_our_client(function(client, event)
  require("kibitz").attach(client, event.buf)
end))
on("LspDetach", "*", with_our_client(function(_, event)
  require("kibitz").detach(event.buf)
end))
on("LspProgress", "*", with_our_client(function(_, event)
  require("kibitz.status").progress(event.data.params.value)
end))

local function command(name, description, run)
  vim.api.nvim_create_user_command("Kibitz" .. name, run, { desc = description })
end

local function with_client(run)
  return function()
    require("kibitz").with_client(run)
  end
end

command("Explain", "Explain the method at the cursor", with_client(function(client)
  require("kibitz.explain").run(client, require("kibitz").place(client))
end))
command("Generate", "Generate a subclass of the class at the cursor", with_client(function(client)
  require("kibitz.generate").run(client, require("kibitz").place(client))
end))
command("Status", "Tell how the models and the index are", with_client(function(client)
  require("kibitz.status").tell(client)
end))
command("Cancel", "Stop explaining or generating", function()
  require("kibitz.execute").cancel()
end)
command("Restart", "Restart the server", function()
  require("kibitz").restart()
end)
command("ToggleInline", "Turn ghost text on or off", function()
  require("kibitz").toggle_inline()
end)
command("Doctor", "Find out what is wrong, and what to do about it", function()
  require("kibitz.doctor").show()
end)
