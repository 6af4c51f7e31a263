-- Ghost text for Neovim without inline completion of its own (before 0.12).
-- One suggestion at a time; what is typed through it shortens it without a request.

local parts = require("kibitz.parts")

local M = {}

local METHOD = "textDocument/inlineCompletion"
local PAUSE = 75 -- milliseconds without a key before the server is asked; it pauses a little too
local namespace = vim.api.nvim_create_namespace("kibitz.ghost")

---@class kibitz.Ghost
---@field client vim.lsp.Client
---@field text string? what is shown behind the cursor
---@field row integer? where it is shown, zero-based
---@field col integer?
---@field request integer? the request that is not answered yet
---@field timer uv.uv_timer_t?
local ghosts = {} ---@type table<integer, kibitz.Ghost>

local function clear(buffer)
  local ghost = ghosts[buffer]
  if ghost ~= nil then
    ghost.text = nil
  end
  if vim.api.nvim_buf_is_valid(buffer) then
    vim.api.nvim_buf_clear_namespace(buffer, namespace, 0, -1)
  end
end

local function cancel(ghost)
  if ghost.timer ~= nil then
    ghost.timer:stop()
  end
  if ghost.request ~= nil then
    ghost.client:cancel_request(ghost.request)
    ghost.request = nil
  end
end

local function show(buffer, text, row, col)
  clear(buffer)
  local ghost = ghosts[buffer]
  ghost.text, ghost.row, ghost.col = text, row, col
  local lines = vim.split(text, "\n", { plain = true })
  local further = {}
  for i = 2, #lines do
    further[#further + 1] = { { lines[i], "Comment" } }
  end
  vim.api.nvim_buf_set_extmark(buffer, namespace, row, col, {
    virt_text = { { lines[1], "Comment" } },
    virt_text_pos = "inline",
    virt_lines = #further > 0 and further or nil,
    hl_mode = "combine",
  })
end

local function cursor(buffer)
  local row, col = unpack(vim.api.nvim_win_get_cursor(vim.fn.bufwinid(buffer)))
  return row - 1, col
end

--- Keep what is left of the suggestion when the cursor moved through it.
local function typed_through(buffer)
  local ghost = ghosts[buffer]
  local row, col = cursor(buffer)
  if ghost.text == nil or row ~= ghost.row or col < ghost.col then
    return false
  end
  local typed = vim.api.nvim_buf_get_text(buffer, row, ghost.col, row, col, {})[1]
  if #typed >= #ghost.text or not vim.startswith(ghost.text, typed) then
    return false
  end
  show(buffer, ghost.text:sub(#typed + 1), row, col)
  return true
end

local function ask(buffer)
  local ghost = ghosts[buffer]
  if ghost == nil or vim.api.nvim_get_mode().mode ~= "i" then
    return
  end
  local row, col = cursor(buffer)
  local tick = vim.api.nvim_buf_get_changedtick(buffer)
  local params = vim.lsp.util.make_position_params(vim.fn.bufwinid(buffer), ghost.client.offset_encoding)
  params.context = { triggerKind = 2 } -- automatic
  local _, id = ghost.client:request(METHOD, params, function(error, result)
    ghost.request = nil
    if error ~= nil or result == nil or vim.api.nvim_buf_get_changedtick(buffer) ~= tick then
      return
    end
    local now_row, now_col = cursor(buffer)
    local item = (result.items or result)[1]
    if item ~= nil and now_row == row and now_col == col and vim.api.nvim_get_mode().mode == "i" then
      show(buffer, item.insertText:gsub("\r\n?", "\n"), row, col)
    end
  end, buffer)
  ghost.request = id
end

local function moved(buffer)
  local ghost = ghosts[buffer]
  cancel(ghost)
  if typed_through(buffer) then
    return
  end
  clear(buffer)
  ghost.timer = ghost.timer or assert(vim.uv.new_timer())
  ghost.timer:start(PAUSE, 0, vim.schedule_wrap(function()
    ask(buffer)
  end))
end

function M.enable(on, client, buffer)
  local group = vim.api.nvim_create_augroup("kibitz.ghost." .. buffer, { clear = true })
  if ghosts[buffer] ~= nil then
    cancel(ghosts[buffer])
    clear(buffer)
  end
  ghosts[buffer] = on and { client = client } or nil
  if not on then
    return
  end
  vim.api.nvim_create_autocmd({ "TextChangedI", "CursorMovedI", "InsertEnter" }, {
    group = group,
    buffer = buffer,
    callback = function()
      moved(buffer)
    end,
  })
  vim.api.nvim_create_autocmd("InsertLeave", {
    group = group,
    buffer = buffer,
    callback = function()
      cancel(ghosts[buffer])
      clear(buffer)
    end,
  })
  vim.api.nvim_create_autocmd("BufUnload", {
    group = group,
    buffer = buffer,
    callback = function()
      M.enable(false, client, buffer)
    end,
  })
end

function M.visible(buffer)
  return ghosts[buffer] ~= nil and ghosts[buffer].text ~= nil
end

--- What is shown behind the cursor, or nil.
function M.text(buffer)
  return ghosts[buffer] and ghosts[buffer].text
end

--- "none" dismisses it until the next key.
function M.accept(part, buffer)
  local ghost = ghosts[buffer]
  local text = ghost and ghost.text
  if text == nil then
    return
  end
  clear(buffer)
  if part == "none" then
    return
  end
  local taken = parts.length(text, part)
  parts.insert(buffer, text:sub(1, taken))
  if taken < #text then
    local row, col = cursor(buffer)
    show(buffer, text:sub(taken + 1), row, col)
  end
end

return M
