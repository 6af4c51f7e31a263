-- Kibitz in Neovim: attaches ghost text to buffers and runs the user commands.
-- Ghost text is Neovim's own where that exists (0.12); `kibitz.ghost` draws it elsewhere.

local M = {}

---@class kibitz.Keys
---@field accept string|false accepts the whole suggestion
---@field accept_word string|false
---@field accept_line string|false
---@field dismiss string|false
local defaults = {
  inline = true,
  keys = { accept = "<Tab>", accept_word = "<C-Right>", accept_line = "<C-Down>", dismiss = "<C-]>" },
}

M.options = vim.deepcopy(defaults)

--- Change the options; to be called before `vim.lsp.enable("kibitz")`, if at all.
---@param options? { inline?: boolean, keys?: kibitz.Keys }
function M.setup(options)
  M.options = vim.tbl_deep_extend("force", vim.deepcopy(defaults), options or {})
end

--- Whether this Neovim has inline completion of its own.
function M.has_builtin()
  return vim.lsp.inline_completion ~= nil
end

--- Where suggestions come from: functions `visible`, `accept(part)` and `dismiss`.
function M.suggestions()
  return require(M.has_builtin() and "kibitz.builtin" or "kibitz.ghost")
end

---@param client vim.lsp.Client
---@param buffer integer
function M.attach(client, buffer)
  if not client.server_capabilities.inlineCompletionProvider then
    return
  end
  local suggestions = M.suggestions()
  if M.options.inline then
    suggestions.enable(true, client, buffer)
  end
  local function map(key, part, description)
    if not key then
      return
    end
    vim.keymap.set("i", key, function()
      if not suggestions.visible(buffer) then
        return key
      end
      vim.schedule(function()
        suggestions.accept(part, buffer)
      end)
      return ""
    end, { buffer = buffer, expr = true, desc = "Kibitz: " .. description })
  end
  local keys = M.options.keys
  map(keys.accept, "all", "accept the suggestion")
  map(keys.accept_word, "word", "accept the next word")
  map(keys.accept_line, "line", "accept the line")
  map(keys.dismiss, "none", "dismiss the suggestion")
end

---@return vim.lsp.Client[]
local function clients()
  return vim.lsp.get_clients({ name = "kibitz" })
end

--- Run something with the server of the current buffer, or say that there is none.
function M.with_client(run)
  local client = vim.lsp.get_clients({ name = "kibitz", bufnr = 0 })[1]
  if client == nil then
    vim.notify(
      'Kibitz does not serve this buffer. Is `vim.lsp.enable("kibitz")` in your init.lua, and `kibitz` on the path?',
      vim.log.levels.WARN
    )
    return
  end
  run(client)
end

--- The cursor as the server's commands take it.
function M.place(client)
  local at = vim.lsp.util.make_position_params(0, client.offset_encoding)
  return { uri = at.textDocument.uri, position = at.position }
end

function M.toggle_inline()
  M.options.inline = not M.options.inline
  for _, client in ipairs(clients()) do
    for buffer in pairs(client.attached_buffers) do
      M.suggestions().enable(M.options.inline, client, buffer)
    end
  end
  vim.notify("Kibitz: ghost text is " .. (M.options.inline and "on" or "off"))
end

--- Stop the server, and start it again for the buffers it served.
function M.restart()
  for _, client in ipairs(clients()) do
    local buffers = vim.tbl_keys(client.attached_buffers)
    local config = client.config
    client:stop()
    local function start_again()
      if not client:is_stopped() then
        vim.defer_fn(start_again, 50)
        return
      end
      for _, buffer in ipairs(buffers) do
        if vim.api.nvim_buf_is_loaded(buffer) then
          vim.lsp.start(config, { bufnr = buffer })
        end
      end
    end
    start_again()
  end
end

--- Show the doctor's report in a split.
function M.doctor()
  local configured = vim.lsp.config.kibitz.cmd
  local program = type(configured) == "table" and configured[1] or "kibitz"
  vim.system({ program, "doctor" }, { text = true }, function(result)
    vim.schedule(function()
      local report = result.stdout ~= "" and result.stdout or result.stderr
      M.show_split("kibitz://doctor", "text", vim.split(report or "", "\n"))
    end)
  end)
end

--- Show lines in a scratch window; the same name uses the same window again.
---@return integer buffer
function M.show_split(name, filetype, lines)
  local buffer = vim.fn.bufnr("^" .. vim.fn.escape(name, "[]*?") .. "$")
  if buffer < 0 then
    buffer = vim.api.nvim_create_buf(false, true)
    vim.api.nvim_buf_set_name(buffer, name)
    vim.bo[buffer].bufhidden = "wipe"
    vim.bo[buffer].filetype = filetype
  end
  if vim.fn.bufwinid(buffer) < 0 then
    vim.api.nvim_open_win(buffer, false, { split = "right", win = 0 })
    vim.wo[vim.fn.bufwinid(buffer)].wrap = true
    vim.wo[vim.fn.bufwinid(buffer)].linebreak = true
  end
  vim.bo[buffer].modifiable = true
  vim.api.nvim_buf_set_lines(buffer, 0, -1, false, lines)
  vim.bo[buffer].modifiable = false
  return buffer
end

return M
