-- The language server for files of o8.
vim.api.nvim_create_autocmd('FileType', {
  pattern = 'o8',
  callback = function(event)
    require('o8').attach(event.buf)
  end,
})
