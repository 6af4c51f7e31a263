; What a Python file declares. @name inside the node named after its kind.

(class_definition name: (identifier) @name) @class
(function_definition name: (identifier) @name) @function
(type_alias_statement left: (type) @name) @type

(module (expression_statement (assignment left: (identifier) @name) @variable))
(module (expression_statement (assignment left: (pattern_list (identifier) @name)) @variable))

(class_definition
  body: (block (expression_statement (assignment left: (identifier) @name) @property)))
