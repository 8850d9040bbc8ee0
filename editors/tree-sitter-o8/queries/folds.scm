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
  (import_names)
  (string)
] @fold
