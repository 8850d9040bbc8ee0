autocmd BufRead,BufNewFile *.o8 setfiletype o8
