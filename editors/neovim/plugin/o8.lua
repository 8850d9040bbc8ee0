-- The language server for files of o8.
vim.api.nvim_create_autocmd('FileType', {
  pattern = 'o8',
  callback = function(event)
    require('o8').attach(event.buf)
    vim.api.nvim_create_autocmd('CompleteDone', {
      group = vim.api.nvim_create_augroup('o8-' .. event.buf, {}),
      buffer = event.buf,
      callback = function()
        require('o8').complete_done(event.buf)
      end,
    })
  end,
})
