(function_declaration body: (_) @function.inside) @function.around
(test_declaration body: (_) @test.inside) @test.around

(component_declaration body: (_) @class.inside) @class.around
(type_declaration body: (_) @class.inside) @class.around
(entity_declaration body: (_) @class.inside) @class.around

(arguments (argument) @parameter.inside)
(parameters (parameter) @parameter.inside)

(comment) @comment.inside
(comment)+ @comment.around

(set_member value: (_) @entry.inside) @entry.around
(list (_) @entry.around)
