; With the capture names of Helix. Versions of Helix differ in whether the first or the last of several patterns counts, so
; no two patterns here fit the same node, and plain names have no colour of their own.

(comment) @comment.line
(doc_comment) @comment.block.documentation

(field_expression field: (identifier) @variable.other.member)
(path (identifier) @variable.other.member)
(type_body (field_declaration name: (identifier) @variable.other.member))
(param_member (field_declaration name: (identifier) @variable.parameter))
(argument name: (identifier) @variable.parameter)
(parameter name: (identifier) @variable.parameter)
(lambda parameters: (identifier) @variable.parameter)
(parameter_names (identifier) @variable.parameter)
(open_member key: (identifier) @label)
(field_expression
  base: ((identifier) @variable.builtin
    (#match? @variable.builtin "^(module|environment|cluster|team|platform|it)$")))

((type_name (identifier) @type.builtin)
  (#match? @type.builtin
    "^(Bool|Int|Float|String|Duration|Cpu|Memory|Percent|Quantity|Component|Secret|Json|Any)$"))
((type_name (identifier) @type)
  (#not-match? @type
    "^(Bool|Int|Float|String|Duration|Cpu|Memory|Percent|Quantity|Component|Secret|Json|Any)$"))
(type_declaration name: (identifier) @type)
(component_declaration name: (identifier) @type)
((imported_name name: (identifier) @type)
  (#match? @type "^[A-Z]"))
(imported_name alias: (identifier) @type)

(function_declaration name: (identifier) @function)
((call callee: (identifier) @function.builtin)
  (#match? @function.builtin "^(mod|abs|range|string|int|float|semver|cidr|sha256|base64|readFile|rendered|assertFails)$"))
((call callee: (identifier) @function)
  (#not-match? @function "^(mod|abs|range|string|int|float|semver|cidr|sha256|base64|readFile|rendered|assertFails)$"))

(import_path) @namespace
(import_declaration alias: (identifier) @namespace)
(entity_declaration kind: (identifier) @keyword.storage.type)
(extend_declaration kind: (identifier) @keyword.storage.type)
(existing_declaration kind: (identifier) @keyword.storage.type)
(entity_declaration name: (identifier) @constant)
(extend_declaration name: (identifier) @constant)
(existing_declaration name: (identifier) @constant)
(retire_declaration name: (identifier) @constant)
(moved_declaration old: (identifier) @constant)
(moved_declaration new: (identifier) @constant)
(target (identifier) @constant)

(attribute "@" @attribute)
(attribute name: (identifier) @attribute)

(string) @string
(escape) @constant.character.escape
(number) @constant.numeric
(boolean) @constant.builtin.boolean
(null) @constant.builtin
(wildcard) @variable.builtin
(interpolation ["${" "}"] @punctuation.special)

(import_declaration ["import" "as"] @keyword.control.import)
(imported_name "as" @keyword.control.import)
(item "pub" @keyword.storage.modifier)
(let_declaration "let" @keyword.storage)
(type_declaration "type" @keyword.storage.type)
(function_declaration "fn" @keyword.function)
(component_declaration "component" @keyword.storage.type)
(extend_declaration "extend" @keyword.storage.modifier)
(existing_declaration "existing" @keyword.storage.modifier)
(retire_declaration ["retire" "in"] @keyword)
(moved_declaration "moved" @keyword)
(test_declaration "test" @keyword)
(param_member "param" @keyword)
(where_clause ["where" "else"] @keyword)
(emit_member "emit" @keyword)
(emit_member "if" @keyword.control.conditional)
(in_member "in" @keyword)
(patch_member "patch" @keyword)
(unset_member "unset" @keyword)
(assert_member "assert" @keyword)
(if_expression ["if" "then" "else"] @keyword.control.conditional)
(match_expression "match" @keyword.control.conditional)
(for_clause ["for" "in"] @keyword.control.repeat)
(for_clause "if" @keyword.control.conditional)
(with_expression "with" @keyword.operator)
(binary_expression "in" @keyword.operator)

["??" "||" "&&" "==" "!=" "<" "<=" ">" ">=" "+" "-" "*" "/" "!" "=" "+=" "=>" "->" "|" "?"] @operator
["(" ")" "[" "]" "{"] @punctuation.bracket
(block "}" @punctuation.bracket)
(type_body "}" @punctuation.bracket)
(declarations "}" @punctuation.bracket)
(arms "}" @punctuation.bracket)
(map_type "}" @punctuation.bracket)
(map_comprehension "}" @punctuation.bracket)
(import_names "}" @punctuation.bracket)
["," "." "?." ":"] @punctuation.delimiter
