-- The keys that take a suggestion. Where none is visible, a key does what it did before.

local M = {}

--- What the key would do without us: the user's mapping for all buffers, or the key itself.
local function earlier(key)
  local raw = vim.keycode(key)
  for _, map in ipairs(vim.api.nvim_get_keymap("i")) do
    if vim.keycode(map.lhs) == raw then
      if map.callback ~= nil and map.expr == 1 then
        return map.callback() or ""
      elseif map.callback ~= nil then
        vim.schedule(map.callback)
        return ""
      end
      local keys = map.expr == 1 and vim.api.nvim_eval(map.rhs) or vim.keycode(map.rhs)
      vim.api.nvim_feedkeys(keys, map.noremap == 1 and "n" or "m", false)
      return ""
    end
  end
  return key
end

---@param buffer integer
---@param keys kibitz.Keys
function M.map(buffer, keys)
  local function map(key, description, action)
    if not key then
      return
    end
    vim.keymap.set("i", key, function()
      if vim.fn.pumvisible() == 1 or not require("kibitz").suggestions().visible(buffer) then
        return earlier(key)
      end
      return action
    end, { buffer = buffer, expr = true, desc = "Kibitz: " .. description })
  end

  local function take(part)
    -- CTRL-G u: undo takes back the suggestion and leaves what was typed before it.
    return ("<C-G>u<Cmd>lua require('kibitz').suggestions().accept(%d, '%s')<CR>"):format(buffer, part)
  end

  map(keys.accept, "accept the suggestion", take("all"))
  map(keys.accept_word, "accept the next word", take("word"))
  map(keys.accept_line, "accept the line", take("line"))
  map(keys.dismiss, "dismiss the suggestion", take("none"))
end

return M
