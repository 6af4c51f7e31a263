-- File types and user commands. The server is started by `vim.lsp.enable("kibitz")`.

if vim.g.loaded_kibitz then
  return
end
vim.g.loaded_kibitz = true

-- `.st` is known to Neovim. A change set has C#'s extension; its first line tells.
vim.filetype.add({
  pattern = {
    [".*%.cs"] = {
      function(_, buffer)
        local first = vim.api.nvim_buf_get_lines(buffer, 0, 1, false)[1] or ""
        if first:match("^'From ") or first:match("^!") then
          return "st"
        end
      end,
      { priority = 10 },
    },
  },
})

local function with_kibitz(run)
  return function()
    require("kibitz").with_client(run)
  end
end

local function command(name, description, run)
  vim.api.nvim_create_user_command("Kibitz" .. name, run, { desc = description })
end

command("Explain", "Explain the method at the cursor", with_kibitz(function(client)
  require("kibitz.explain").run(client.id, { require("kibitz").place(client) })
end))
command("Generate", "Generate a subclass of the class at the cursor", with_kibitz(function(client)
  require("kibitz.generate").run(client.id, { require("kibitz").place(client) })
end))
command("Status", "Tell how the models and the index are", function()
  vim.notify(require("kibitz.status").text())
end)
command("Restart", "Restart the server", function()
  require("kibitz").restart()
end)
command("ToggleInline", "Turn ghost text on or off", function()
  require("kibitz").toggle_inline()
end)
command("Doctor", "Find out what is wrong, and what to do about it", function()
  require("kibitz").doctor()
end)
