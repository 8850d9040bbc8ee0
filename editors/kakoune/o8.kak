# o8 for Kakoune: type of the file, colours, indentation, and the language server through kakoune-lsp.
# Braces in regular expressions are written \x7B and \x7D, because those of a block have to be balanced.
# To be put into ~/.config/kak/autoload.

hook global BufCreate .*[.]o8 %{
    set-option buffer filetype o8
}

hook global WinSetOption filetype=o8 %{
    require-module o8
    set-option window indentwidth 2
    set-option window comment_line '//'
    # A dash is a part of names.
    set-option window extra_word_chars '_' '-'
    hook window InsertChar \n -group o8-indent o8-indent-on-new-line
    hook window InsertChar [)\x7D\]] -group o8-indent o8-indent-on-closing
    hook -once -always window WinSetOption filetype=.* %{ remove-hooks window o8-.+ }
}

hook -group o8-highlight global WinSetOption filetype=o8 %{
    add-highlighter window/o8 ref o8
    hook -once -always window WinSetOption filetype=.* %{ remove-highlighter window/o8 }
}

# kakoune-lsp reads this; without it, nothing happens.
hook -group o8-lsp global BufSetOption filetype=o8 %{
    try %{
        set-option buffer lsp_servers %{
            [o8]
            root_globs = ["o8.toml"]
            command = "o8"
            args = ["lsp"]
        }
    }
}

provide-module o8 %§

add-highlighter shared/o8 regions
add-highlighter shared/o8/code default-region group
add-highlighter shared/o8/docs region '///' '$' fill documentation
add-highlighter shared/o8/comment region '//' '$' fill comment
add-highlighter shared/o8/raw_block region '\br"""' '"""' fill string
add-highlighter shared/o8/block region '"""' (?<!\\)(\\\\)*""" group
add-highlighter shared/o8/raw region '\br"' '"' fill string
add-highlighter shared/o8/string region '"' (?<!\\)(\\\\)*" group

add-highlighter shared/o8/block/ fill string
add-highlighter shared/o8/block/ regex '\\([nt"\\$]|u\x7B[0-9A-Fa-f]{1,6}\x7D)' 0:value
add-highlighter shared/o8/block/ regex '\$\x7B[^\x7D"\n]*\x7D' 0:meta
add-highlighter shared/o8/string/ fill string
add-highlighter shared/o8/string/ regex '\\([nt"\\$]|u\x7B[0-9A-Fa-f]{1,6}\x7D)' 0:value
add-highlighter shared/o8/string/ regex '\$\x7B[^\x7D"\n]*\x7D' 0:meta

add-highlighter shared/o8/code/ regex '\b[A-Z][A-Za-z0-9]*\b' 0:type
add-highlighter shared/o8/code/ regex '(?<![-\w])\d[\d_]*(\.\d+)?(%|[A-Za-z][A-Za-z0-9]*)?' 0:value
add-highlighter shared/o8/code/ regex '(?<![-\w.])(true|false|null|it)(?![-\w])' 1:value
add-highlighter shared/o8/code/ regex '([a-z][-\w]*)\(' 1:function
add-highlighter shared/o8/code/ regex '(?<![-\w.])(module|environment|cluster|team|platform)\??\.' 1:builtin
add-highlighter shared/o8/code/ regex '(?<![-\w.])(if|then|else|match|for|in|with|as|emit|where|assert|unset|patch)\h+[^=+\x7B.\[\s]' 1:keyword
add-highlighter shared/o8/code/ regex '^\h*(?:(pub)\h+)?(type|component|fn|let|param)\h+([-\w]+)' 1:attribute 2:keyword 3:variable
add-highlighter shared/o8/code/ regex '^(import)\h+([-\w./]+)' 1:keyword 2:module
add-highlighter shared/o8/code/ regex '^(?:(extend|existing)\h+)?([a-z][-\w]*)\h+([A-Za-z][-\w]*)\h*(?:\x7B|$)' 1:attribute 2:keyword 3:variable
add-highlighter shared/o8/code/ regex '^(retire|moved|test)\b' 1:keyword
add-highlighter shared/o8/code/ regex '(?:^|[\x7B,])\h*([A-Za-z][-\w]*)((?:\.[-\w]+|\[[^\]\n]*\])*)\h*(?:\+=|=[^=>])' 1:variable 2:variable
add-highlighter shared/o8/code/ regex '(?:^|[\h\x7B,])(@[A-Za-z][-\w]*)' 1:attribute
add-highlighter shared/o8/code/ regex '[=!<>]=|=>|->|&&|\|\||\?\?|\+=' 0:operator

define-command -hidden o8-indent-on-new-line %{
    evaluate-commands -draft -itersel %{
        # As the line before, and deeper after what opens.
        try %{ execute-keys -draft <semicolon> K <a-&> }
        try %{ execute-keys -draft k x <a-k> [[(\x7B]\h*(//.*)?$ <ret> j <a-gt> }
        try %{ execute-keys -draft x <a-k> ^\h*[\])\x7D] <ret> <a-lt> }
        # `///` goes on.
        try %{ execute-keys -draft k x s ^\h*\K///\h? <ret> y gh j P }
    }
}

define-command -hidden o8-indent-on-closing %{
    evaluate-commands -draft -itersel %{
        try %{ execute-keys -draft <a-h> <a-k> ^\h*[\])\x7D]$ <ret> h m <a-S> 1 <a-&> }
    }
}

§
