-- What somebody does in Neovim, told to `check`, on a copy of editors/sample. `encoding` is how positions are counted: what is asked about
-- stands behind letters of one, two and four bytes.
return function(check, sample, encoding)
  local folder = vim.fn.tempname()
  vim.fn.system({ 'cp', '-r', sample, folder })
  folder = vim.fn.resolve(folder)
  local services = folder .. '/shop/services.o8'

  local function text()
    return table.concat(vim.api.nvim_buf_get_lines(0, 0, -1, false), '\n')
  end

  --- Puts the cursor on the first letter of what the pattern finds at or after `\zs`.
  local function go(pattern)
    vim.cmd('normal! gg0')
    assert(vim.fn.search(pattern, 'cW') > 0, pattern)
  end

  local function until_true(what, holds)
    check(what, vim.wait(20000, holds, 20))
  end

  local function problems()
    return vim.tbl_map(function(problem) return problem.code end, vim.diagnostic.get(0))
  end

  local function keys(text)
    return vim.api.nvim_replace_termcodes(text, true, false, true)
  end

  --- Opens the menu of completion behind what is typed, takes what is called `label`, and leaves.
  local function complete(typed, label)
    local seen
    local timer = vim.loop.new_timer()
    local tries = 0
    timer:start(20, 20, vim.schedule_wrap(function()
      tries = tries + 1
      if tries > 500 then
        timer:stop()
        return vim.api.nvim_input('<Esc>')
      end
      if seen or vim.fn.pumvisible() == 0 then
        return
      end
      seen = vim.tbl_map(function(item) return item.abbr end, vim.fn.complete_info({ 'items' }).items)
      for index, name in ipairs(seen) do
        if name == label then
          vim.api.nvim_select_popupmenu_item(index - 1, true, true, {})
        end
      end
      vim.api.nvim_input('<Esc>')
      timer:stop()
    end))
    vim.api.nvim_feedkeys(keys(typed .. '<C-x><C-o>'), 'x!', false)
    return seen or {}
  end

  vim.o.hidden = true
  vim.o.completeopt = 'menuone'
  vim.cmd('edit ' .. vim.fn.fnameescape(services))
  local buffer = vim.api.nvim_get_current_buf()
  local client
  until_true('the server is attached', function()
    for _, each in pairs((vim.lsp.get_clients or vim.lsp.get_active_clients)()) do
      if vim.lsp.buf_is_attached(0, each.id) and each.config.root_dir == folder then
        client = each
        return true
      end
    end
  end)
  check('positions are those of ' .. encoding, (client.offset_encoding or 'utf-16') == encoding)
  vim.bo.omnifunc = 'v:lua.vim.lsp.omnifunc'
  local original = vim.api.nvim_buf_get_lines(0, 0, -1, false)
  local function restore()
    vim.api.nvim_buf_set_lines(0, 0, -1, false, original)
    until_true('nothing is wrong again', function() return #problems() == 0 end)
  end

  -- What is wrong, in this file and in another that is not open, and that it goes.
  go('copies(environment)}')
  vim.cmd('normal! cwcopis')
  until_true('a mistake behind letters of four bytes is told', function() return vim.deep_equal(problems(), { 'E0201' }) end)
  local problem = vim.diagnostic.get(0)[1]
  local line = vim.api.nvim_buf_get_lines(0, problem.lnum, problem.lnum + 1, false)[1]
  check('where it is', line:sub(problem.col + 1, problem.end_col) == 'copis')

  -- A fix of it.
  go('copis')
  vim.ui.select = function(items, options, choose)
    for _, item in ipairs(items) do
      local words = options.format_item(item)
      if words:find('write `copies`', 1, true) then
        return choose(item)
      end
    end
  end
  vim.lsp.buf.code_action()
  until_true('the fix is applied', function() return text():find('"${copies(environment)}"', 1, true) ~= nil end)
  restore()

  -- Completion: a setting, an entity, and what has to be imported.
  go('connects = ')
  local seen = complete('Oclu', 'clusters')
  check('settings are offered', vim.tbl_contains(seen, 'clusters') and not vim.tbl_contains(seen, 'version'))
  check('a setting is written', text():find('\n  clusters = %[%]\n') ~= nil)
  restore()
  go('bakers')
  vim.cmd('normal! diw')
  seen = complete('i ', 'bakers')
  check('entities are offered', vim.tbl_contains(seen, 'bakers') and not vim.tbl_contains(seen, 'catalog'))
  restore()
  go('WebService {')
  vim.cmd('normal! diw')
  seen = complete('iCron', 'CronJob')
  check('what is not imported is offered', vim.tbl_contains(seen, 'CronJob'))
  until_true('its import is written', function() return text():find('import std/cron { CronJob }', 1, true) ~= nil end)
  restore()

  -- What the word under the cursor is.
  go('sizing\\.\\zsreplicas')
  vim.lsp.buf.hover()
  local shown
  until_true('hover', function()
    for _, window in ipairs(vim.api.nvim_list_wins()) do
      if vim.api.nvim_win_get_config(window).relative ~= '' then
        shown = table.concat(vim.api.nvim_buf_get_lines(vim.api.nvim_win_get_buf(window), 0, -1, false), '\n')
        return true
      end
    end
  end)
  for _, words in ipairs({ 'replicas: Replicas', 'dev', '`1`', 'prod', '`3`' }) do
    check('hover says ' .. words, shown ~= nil and shown:find(words, 1, true) ~= nil)
  end
  vim.cmd('normal! h')

  -- Where it is declared.
  local function jump(pattern, file, words)
    vim.api.nvim_set_current_buf(buffer)
    go(pattern)
    vim.lsp.buf.definition()
    until_true('the definition of ' .. words, function()
      local column = vim.api.nvim_win_get_cursor(0)[2]
      return vim.api.nvim_buf_get_name(0):sub(-#file) == file and vim.api.nvim_get_current_line():sub(column + 1, column + #words) == words
    end)
  end
  jump('team = \\zsbakers', '/platform.o8', 'bakers')
  jump('copies(environment)}', '/shop/sizes.o8', 'copies')
  jump('= \\zsWebService', '/std/web/service.o8', 'WebService')
  vim.api.nvim_set_current_buf(buffer)

  go('bakers')
  vim.fn.setqflist({})
  vim.lsp.buf.references()
  until_true('references', function()
    local files = vim.tbl_map(function(entry) return vim.fn.fnamemodify(vim.fn.bufname(entry.bufnr), ':t') end, vim.fn.getqflist())
    table.sort(files)
    return vim.deep_equal(files, { 'platform.o8', 'services.o8', 'services.o8' })
  end)
  vim.cmd('cclose')

  -- Another name, in every file; what was open stays open, and what is not saved is changed as well.
  vim.api.nvim_set_current_buf(buffer)
  go('copies(environment)}')
  vim.lsp.buf.rename('replicas')
  until_true('rename, before letters and behind them', function()
    return text():find('sizing.replicas = replicas(environment)', 1, true) and text():find('🧁", COPIES = "${replicas(environment)}"', 1, true) ~= nil
  end)
  local sizes = table.concat(vim.api.nvim_buf_get_lines(vim.fn.bufnr(folder .. '/shop/sizes.o8'), 0, -1, false), '\n')
  check('rename in another file', sizes:find('fn replicas(where: Environment)', 1, true) ~= nil)
  until_true('nothing is wrong after it', function() return #problems() == 0 end)

  -- The layout.
  go('version = ')
  vim.cmd('normal! >>')
  local format = vim.lsp.buf.format or vim.lsp.buf.formatting_sync
  if vim.lsp.buf.format then format({ timeout_ms = 20000 }) else format(nil, 20000) end
  check('format', text():find('\n  version = "4.8.2"\n', 1, true) ~= nil)

  client.stop()
  until_true('the server leaves', function() return client.is_stopped() end)
  vim.fn.delete(folder, 'rf')
end
