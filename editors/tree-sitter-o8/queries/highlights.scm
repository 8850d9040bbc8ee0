; What is coloured how. Capture names are those that Neovim, Helix and the tree-sitter program share; of several that fit,
; the last one counts.

(comment) @comment
(doc_comment) @comment.documentation

; Names

(identifier) @variable

((identifier) @variable.builtin
  (#any-of? @variable.builtin "module" "environment" "cluster" "team" "platform" "it"))

(field_expression field: (identifier) @property)
(path (identifier) @property)
(field_declaration name: (identifier) @property)
(argument name: (identifier) @variable.parameter)
(parameter name: (identifier) @variable.parameter)
(param_member (field_declaration name: (identifier) @variable.parameter))
(lambda parameters: (identifier) @variable.parameter)
(parameter_names (identifier) @variable.parameter)
(let_declaration name: (identifier) @variable)
(open_member key: (identifier) @label)

; Types

(type_name (identifier) @type)
((type_name (identifier) @type.builtin)
  (#any-of? @type.builtin
    "Bool" "Int" "Float" "String" "Duration" "Cpu" "Memory" "Percent" "Quantity" "Component" "Secret" "Json" "Any"))
(type_declaration name: (identifier) @type)
(component_declaration name: (identifier) @type)
((imported_name name: (identifier) @type)
  (#match? @type "^[A-Z]"))
(imported_name alias: (identifier) @type)

; Functions

(function_declaration name: (identifier) @function)
(call callee: (identifier) @function)
(call callee: (field_expression field: (identifier) @function))
((call callee: (identifier) @function.builtin)
  (#any-of? @function.builtin
    "mod" "abs" "range" "string" "int" "float" "semver" "cidr" "sha256" "base64" "readFile" "rendered" "assertFails"))

; Declarations

(import_path) @module
(import_declaration alias: (identifier) @module)
(entity_declaration kind: (identifier) @keyword)
(extend_declaration kind: (identifier) @keyword)
(existing_declaration kind: (identifier) @keyword)
(entity_declaration name: (identifier) @constant)
(extend_declaration name: (identifier) @constant)
(existing_declaration name: (identifier) @constant)
(retire_declaration name: (identifier) @constant)
(moved_declaration old: (identifier) @constant)
(moved_declaration new: (identifier) @constant)
(target (identifier) @constant)

(attribute "@" @attribute)
(attribute name: (identifier) @attribute)

; Values

(string) @string
(escape) @string.escape
(number) @number
(boolean) @boolean
(null) @constant.builtin
(wildcard) @variable.builtin

(interpolation
  "${" @punctuation.special
  "}" @punctuation.special) @none

; Words and signs

(import_declaration "import" @keyword.import)
(import_declaration "as" @keyword.import)
(imported_name "as" @keyword.import)
(item "pub" @keyword.modifier)
(let_declaration "let" @keyword)
(type_declaration "type" @keyword.type)
(function_declaration "fn" @keyword.function)
(component_declaration "component" @keyword.type)
(extend_declaration "extend" @keyword.modifier)
(existing_declaration "existing" @keyword.modifier)
(retire_declaration ["retire" "in"] @keyword)
(moved_declaration "moved" @keyword)
(test_declaration "test" @keyword)
(param_member "param" @keyword)
(where_clause ["where" "else"] @keyword)
(emit_member "emit" @keyword)
(emit_member "if" @keyword.conditional)
(in_member "in" @keyword)
(patch_member "patch" @keyword)
(unset_member "unset" @keyword)
(assert_member "assert" @keyword)
(if_expression ["if" "then" "else"] @keyword.conditional)
(match_expression "match" @keyword.conditional)
(for_clause ["for" "in"] @keyword.repeat)
(for_clause "if" @keyword.conditional)
(with_expression "with" @keyword.operator)
(binary_expression operator: "in" @keyword.operator)

(binary_expression operator: [
  "??" "||" "&&" "==" "!=" "<" "<=" ">" ">=" "+" "-" "*" "/"
] @operator)
(unary_expression operator: _ @operator)
["=" "+=" "=>" "->" "|" "?"] @operator

["(" ")" "[" "]" "{" "}"] @punctuation.bracket
["," "." "?." ":"] @punctuation.delimiter
