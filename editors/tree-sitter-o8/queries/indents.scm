; For Neovim. Helix has queries of its own in ../helix.

[
  (block)
  (type_body)
  (declarations)
  (arms)
  (list)
  (list_comprehension)
  (map_comprehension)
  (arguments)
  (parameters)
  (parameter_names)
  (parenthesized_expression)
  (import_names)
] @indent.begin

["}" "]" ")"] @indent.branch @indent.end

(string) @indent.auto
(comment) @indent.auto
