-- Ghost text for Neovim without inline completion of its own (before 0.12).
-- One suggestion at a time; what is typed through it shortens it without a request.

local parts = require("kibitz.parts")

local M = {}

local METHOD = "textDocument/inlineCompletion"
local PAUSE = 75 -- milliseconds without a key before the server is asked; it pauses a little too
local namespace = vim.api.nvim_create_namespace("kibitz.ghost")

vim.api.nvim_set_hl(0, "KibitzGhost", { link = "Comment", default = true })

---@class kibitz.Suggestion what is shown behind the cursor
---@field text string
---@field row integer zero-based
---@field col integer byte
---@field rest string what follows it in its line

---@class kibitz.Ghost ghost text in one buffer
---@field client vim.lsp.Client
---@field timer uv.uv_timer_t
---@field suggestion? kibitz.Suggestion
---@field request? integer the request that is not answered yet

local ghosts = {} ---@type table<integer, kibitz.Ghost>

local function cursor()
  local row, col = unpack(vim.api.nvim_win_get_cursor(0))
  return row - 1, col
end

local function is_inserting(buffer)
  return vim.api.nvim_get_current_buf() == buffer and vim.api.nvim_get_mode().mode:sub(1, 1) == "i"
end

local function hide(buffer)
  ghosts[buffer].suggestion = nil
  vim.api.nvim_buf_clear_namespace(buffer, namespace, 0, -1)
end

local function cancel(ghost)
  ghost.timer:stop()
  if ghost.request ~= nil then
    ghost.client:cancel_request(ghost.request)
    ghost.request = nil
  end
end

--- Show the text at the cursor; nothing for an empty text.
local function show(buffer, text)
  hide(buffer)
  if text == "" then
    return
  end
  local row, col = cursor()
  local rest = vim.api.nvim_get_current_line():sub(col + 1)
  ghosts[buffer].suggestion = { text = text, row = row, col = col, rest = rest }
  local tab = (" "):rep(vim.bo[buffer].tabstop) -- virtual text shows a tab as ^I
  local lines = {}
  for _, line in ipairs(vim.split(text, "\n", { plain = true })) do
    lines[#lines + 1] = { { (line:gsub("\t", tab)), "KibitzGhost" } }
  end
  vim.api.nvim_buf_set_extmark(buffer, namespace, row, col, {
    virt_text = lines[1],
    virt_text_pos = "inline",
    virt_lines = #lines > 1 and vim.list_slice(lines, 2) or nil,
  })
end

--- Keep what is left of the suggestion where the cursor moved through it by typing.
---@return boolean
local function typed_through(buffer)
  local suggestion = ghosts[buffer].suggestion
  local row, col = cursor()
  if suggestion == nil or row ~= suggestion.row or col < suggestion.col then
    return false
  end
  local line = vim.api.nvim_get_current_line()
  local typed, rest = line:sub(suggestion.col + 1, col), line:sub(col + 1)
  if typed == suggestion.text or rest ~= suggestion.rest or not vim.startswith(suggestion.text, typed) then
    return false
  end
  show(buffer, suggestion.text:sub(#typed + 1))
  return true
end

local function ask(buffer)
  local ghost = ghosts[buffer]
  if ghost == nil or not is_inserting(buffer) then
    return
  end
  local row, col = cursor()
  local tick = vim.api.nvim_buf_get_changedtick(buffer)
  local params = vim.lsp.util.make_position_params(0, ghost.client.offset_encoding)
  params.context = { triggerKind = 2 } -- automatic
  local request
  _, request = ghost.client:request(METHOD, params, function(_, result)
    if ghosts[buffer] ~= ghost or ghost.request ~= request then
      return -- cancelled, or turned off
    end
    ghost.request = nil
    local item = result and (result.items or result)[1]
    if item == nil or not is_inserting(buffer) or vim.api.nvim_buf_get_changedtick(buffer) ~= tick then
      return
    end
    local now_row, now_col = cursor()
    if now_row == row and now_col == col then
      show(buffer, (item.insertText:gsub("\r\n?", "\n")))
    end
  end, buffer)
  ghost.request = request
end

local function moved(buffer)
  local ghost = ghosts[buffer]
  if typed_through(buffer) then
    return
  end
  cancel(ghost)
  hide(buffer)
  ghost.timer:start(PAUSE, 0, vim.schedule_wrap(function()
    ask(buffer)
  end))
end

local function disable(buffer)
  local ghost = ghosts[buffer]
  if ghost == nil then
    return
  end
  cancel(ghost)
  ghost.timer:close()
  hide(buffer)
  ghosts[buffer] = nil
  vim.api.nvim_del_augroup_by_name("kibitz.ghost." .. buffer)
end

---@param on boolean
---@param client vim.lsp.Client? needed to turn it on
---@param buffer integer
function M.enable(on, client, buffer)
  disable(buffer)
  if not on or client == nil then
    return
  end
  ghosts[buffer] = { client = client, timer = assert(vim.uv.new_timer()) }
  local group = vim.api.nvim_create_augroup("kibitz.ghost." .. buffer, {})
  local function when(events, run)
    vim.api.nvim_create_autocmd(events, {
      group = group,
      buffer = buffer,
      callback = function()
        run(buffer)
      end,
    })
  end
  when({ "InsertEnter", "TextChangedI", "TextChangedP", "CursorMovedI", "CompleteDone" }, moved)
  when("InsertLeave", function()
    cancel(ghosts[buffer])
    hide(buffer)
  end)
  when("BufUnload", disable)
end

---@param buffer integer
---@return boolean
function M.visible(buffer)
  return ghosts[buffer] ~= nil and ghosts[buffer].suggestion ~= nil
end

--- Accept a part of what is shown; with "none", dismiss it.
---@param buffer integer
---@param part kibitz.Part
function M.accept(buffer, part)
  local suggestion = ghosts[buffer] and ghosts[buffer].suggestion
  if suggestion == nil then
    return
  end
  hide(buffer)
  if part == "none" then
    return
  end
  local taken = parts.length(suggestion.text, part)
  parts.insert(suggestion.text:sub(1, taken))
  show(buffer, suggestion.text:sub(taken + 1))
end

return M
