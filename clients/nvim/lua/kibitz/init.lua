-- Kibitz in Neovim: its options, and what happens in the buffers that the server serves.
-- Ghost text is Neovim's own where that exists (0.12); `kibitz.ghost` draws it elsewhere.

local M = {}

---@class kibitz.Keys what they are in insert mode while a suggestion is visible; false for none
---@field accept string|false takes the whole suggestion
---@field accept_word string|false
---@field accept_line string|false
---@field dismiss string|false

---@class kibitz.Options
---@field inline boolean whether ghost text is shown
---@field keys kibitz.Keys
local defaults = {
  inline = true,
  keys = { accept = "<Tab>", accept_word = "<C-Right>", accept_line = "<C-Down>", dismiss = "<C-]>" },
}

M.options = vim.deepcopy(defaults) ---@type kibitz.Options

--- Change the options; to be called before a buffer is opened, if at all.
---@param options? table some of kibitz.Options
function M.setup(options)
  M.options = vim.tbl_deep_extend("force", defaults, options or {})
end

--- Where suggestions come from: `kibitz.builtin` or `kibitz.ghost`, which have the functions
--- `enable(on, client, buffer)`, `visible(buffer)` and `accept(buffer, part)`.
function M.suggestions()
  return require(vim.lsp.inline_completion and "kibitz.builtin" or "kibitz.ghost")
end

---@param client vim.lsp.Client
---@param buffer integer
function M.attach(client, buffer)
  M.suggestions().enable(M.options.inline, client, buffer)
  require("kibitz.keys").map(buffer, M.options.keys)
end

---@param buffer integer
function M.detach(buffer)
  M.suggestions().enable(false, nil, buffer)
end

local function clients()
  return vim.lsp.get_clients({ name = "kibitz" })
end

local function why_not_served()
  local program = require("kibitz.doctor").program()
  if vim.fn.executable(program) == 0 then
    return ("Kibitz: the program `%s` was not found. Install it, or give its full path: "):format(program)
      .. 'vim.lsp.config("kibitz", { cmd = { "/path/to/kibitz", "serve", "--stdio" } })'
  end
  return ("Kibitz does not serve this buffer (file type %q). "):format(vim.bo.filetype)
    .. 'Is `vim.lsp.enable("kibitz")` in your init.lua? `:checkhealth kibitz` tells more.'
end

--- Run something with the server of the current buffer, or say why there is none.
---@param run fun(client: vim.lsp.Client)
function M.with_client(run)
  local client = vim.lsp.get_clients({ name = "kibitz", bufnr = 0 })[1]
  if client == nil then
    vim.notify(why_not_served(), vim.log.levels.WARN)
    return
  end
  run(client)
end

--- The cursor as the server's commands take it.
---@param client vim.lsp.Client
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
  vim.notify("Kibitz: ghost text is " .. (M.options.inline and "on" or "off") .. ".")
end

local POLL = 50 -- milliseconds
local PATIENCE = 3000 -- milliseconds that a server may take to end by itself

--- Stop the servers, and start them again for the buffers they served.
function M.restart()
  for _, client in ipairs(clients()) do
    local buffers = vim.tbl_keys(client.attached_buffers)
    local waited = 0
    local function start_again()
      if not client:is_stopped() then
        waited = waited + POLL
        if waited == PATIENCE then
          client:stop(true)
        end
        vim.defer_fn(start_again, POLL)
        return
      end
      for _, buffer in ipairs(vim.tbl_filter(vim.api.nvim_buf_is_loaded, buffers)) do
        vim.lsp.start(client.config, { bufnr = buffer })
      end
    end
    client:stop()
    start_again()
  end
end

return M
