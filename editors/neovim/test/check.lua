-- nvim --headless -u NONE -i NONE --cmd "set rtp^=editors/neovim" -S editors/neovim/test/check.lua
-- What the plugin does by itself, and with `$O8` also what that program answers as a server: see server.lua. Ends with status 1 where
-- something is wrong.
local here = vim.fn.fnamemodify(debug.getinfo(1, 'S').source:sub(2), ':p:h')
local failures = 0
local function check(what, holds)
  if not holds then
    failures = failures + 1
    io.stdout:write('not ok - ' .. what .. '\n')
  else
    io.stdout:write('ok - ' .. what .. '\n')
  end
end

local ok, problem = pcall(function()
  vim.cmd('filetype plugin on')
  vim.cmd('runtime plugin/o8.lua')
  local o8 = require('o8')
  local program = os.getenv('O8')
  o8.config.command = { program or 'no-such-program', 'lsp' }
  local folder = vim.fn.tempname()
  vim.fn.mkdir(folder .. '/a b/inner', 'p')
  vim.fn.writefile({ 'name = "x"', 'version = "0.1.0"' }, folder .. '/a b/o8.toml')
  vim.fn.writefile({ 'let one: Int = "text"' }, folder .. '/a b/inner/main.o8')
  check('the root is the folder of the manifest', o8.root(folder .. '/a b/inner/main.o8') == vim.fn.resolve(folder .. '/a b')
    or o8.root(folder .. '/a b/inner/main.o8') == folder .. '/a b')
  check('a file without a package is its own', o8.root(folder .. '/main.o8') == folder)
  vim.cmd('edit ' .. vim.fn.fnameescape(folder .. '/a b/inner/main.o8'))
  check('the type of the file', vim.bo.filetype == 'o8')
  check('comments', vim.bo.commentstring == '// %s')
  check('dashes are part of names', vim.tbl_contains(vim.opt_local.iskeyword:get(), '-'))
  if program then
    local found = vim.wait(20000, function() return #vim.diagnostic.get(0) > 0 end, 50)
    check('the server says what is wrong', found and vim.diagnostic.get(0)[1].code == 'E0301')
    for _, client in pairs((vim.lsp.get_clients or vim.lsp.get_active_clients)()) do
      client.stop(client, true)
    end
    local drive = dofile(here .. '/server.lua')
    drive(check, here .. '/../../sample', 'utf-16')
    if vim.fn.has('nvim-0.10') == 1 then
      local capabilities = vim.lsp.protocol.make_client_capabilities()
      capabilities.general = { positionEncodings = { 'utf-8', 'utf-16' } }
      o8.config.capabilities = capabilities
      drive(check, here .. '/../../sample', 'utf-8')
    end
  end
  if vim.treesitter and vim.treesitter.query and os.getenv('O8_PARSER') then
    local add = vim.treesitter.language.add or vim.treesitter.language.require_language
    add('o8', { path = os.getenv('O8_PARSER') })
    local get = vim.treesitter.query.get or vim.treesitter.query.get_query
    for _, name in ipairs({ 'highlights', 'folds', 'indents', 'locals' }) do
      check('the query ' .. name, get('o8', name) ~= nil)
    end
  end
  vim.fn.delete(folder, 'rf')
end)
check('no error: ' .. tostring(problem), ok)
vim.cmd(failures == 0 and 'qall!' or 'cquit 1')
