--- Starts `o8 lsp` for buffers of o8, one server for each package. Works with Neovim 0.7 and later.
local M = {}

--- What can be set before the first buffer: `require('o8').config.command = { '/opt/o8/bin/o8', 'lsp' }`.
M.config = {
  command = { 'o8', 'lsp' },
  --- Sent to the server: which inlay hints and code lenses are wanted.
  settings = { inlayHints = { types = true, effectiveValues = true, defaults = false } },
  on_attach = nil,
  capabilities = nil,
}

--- Servers that were started here, by root. Newer versions of Neovim keep count themselves.
local started = {}

--- The folder of the package of a file: the nearest one up with an `o8.toml`, else its own.
function M.root(file)
  local folder = vim.fn.fnamemodify(file, ':p:h')
  local manifest = vim.fn.findfile('o8.toml', vim.fn.escape(folder, ' ,;') .. ';')
  return manifest ~= '' and vim.fn.fnamemodify(manifest, ':p:h') or folder
end

--- Attaches a buffer to the server of its package.
function M.attach(buffer)
  local file = vim.api.nvim_buf_get_name(buffer)
  if vim.bo[buffer].buftype ~= '' then
    return
  end
  if vim.fn.executable(M.config.command[1]) == 0 then
    vim.notify_once('o8: `' .. M.config.command[1] .. '` cannot be run: install it, or set require("o8").config.command', vim.log.levels.WARN)
    return
  end
  local root = M.root(file)
  local config = {
    name = 'o8',
    cmd = M.config.command,
    root_dir = root,
    init_options = M.config.settings,
    settings = { o8 = M.config.settings },
    on_attach = M.config.on_attach,
    capabilities = M.config.capabilities,
  }
  if vim.lsp.start then
    return vim.lsp.start(config, { bufnr = buffer })
  end
  local client = started[root]
  if not client or vim.lsp.client_is_stopped(client) then
    client = vim.lsp.start_client(config)
    started[root] = client
  end
  if client then
    vim.lsp.buf_attach_client(buffer, client)
  end
  return client
end

--- After completion by `omnifunc`: writes what belongs to the word that was taken, such as the import of a component. Neovim does that
--- itself where `vim.lsp.completion` is there and enabled.
function M.complete_done(buffer)
  local data = vim.v.completed_item.user_data
  local item = type(data) == 'table' and vim.tbl_get(data, 'nvim', 'lsp', 'completion_item')
  if not item or not item.data or vim.lsp.completion then
    return
  end
  for _, client in pairs((vim.lsp.get_clients or vim.lsp.get_active_clients)()) do
    if client.name == 'o8' and vim.lsp.buf_is_attached(buffer, client.id) then
      client.request('completionItem/resolve', item, function(error, answer)
        local edits = not error and answer and answer.additionalTextEdits
        if edits and vim.api.nvim_buf_is_loaded(buffer) then
          vim.lsp.util.apply_text_edits(edits, buffer, client.offset_encoding or 'utf-16')
        end
      end, buffer)
      return
    end
  end
end

--- Asks the server for what the declaration at the cursor compiles to, and shows it beside. `:lua require('o8').compiled()`
function M.compiled(target)
  local parameters = vim.lsp.util.make_position_params(0, 'utf-16')
  parameters.target = target
  vim.lsp.buf_request(0, 'o8/compiled', parameters, function(error, answer)
    if error then
      return vim.notify('o8: ' .. error.message, vim.log.levels.ERROR)
    end
    if not answer then
      return vim.notify('o8: nothing is compiled from here')
    end
    vim.cmd('vertical new')
    local buffer = vim.api.nvim_get_current_buf()
    vim.api.nvim_buf_set_lines(buffer, 0, -1, false, vim.split(answer.text, '\n'))
    vim.bo[buffer].buftype, vim.bo[buffer].bufhidden, vim.bo[buffer].filetype = 'nofile', 'wipe', 'yaml'
    vim.bo[buffer].modifiable = false
    pcall(vim.api.nvim_buf_set_name, buffer, 'o8: ' .. answer.title .. ' @ ' .. answer.target)
  end)
end

return M
