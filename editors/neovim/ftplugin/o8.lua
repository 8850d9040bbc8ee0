vim.bo.commentstring = '// %s'
vim.bo.comments = ':///,://'
vim.bo.expandtab = true
vim.bo.shiftwidth = 2
vim.bo.softtabstop = 2
vim.bo.textwidth = 100
-- A name may have dashes in it.
vim.opt_local.iskeyword:append('-')
vim.opt_local.formatoptions:remove('t')

-- Colours by tree-sitter, where the parser is installed; see docs/editors.md.
if vim.treesitter and vim.treesitter.start and pcall(vim.treesitter.start, 0, 'o8') then
  vim.wo.foldmethod = 'expr'
  vim.wo.foldexpr = vim.treesitter.foldexpr and 'v:lua.vim.treesitter.foldexpr()' or '0'
  vim.wo.foldlevel = 99
end
