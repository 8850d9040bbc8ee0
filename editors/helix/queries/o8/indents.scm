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
] @indent

["}" "]" ")"] @outdent
