; Where JavaScript names are bound. @definition belongs to the innermost @scope around it,
; @definition.outer to the one around that.

[
  (program)
  (statement_block)
  (function_declaration)
  (generator_function_declaration)
  (function_expression)
  (generator_function)
  (arrow_function)
  (method_definition)
  (for_statement)
  (for_in_statement)
  (catch_clause)
] @scope

(function_declaration name: (identifier) @definition.outer)
(generator_function_declaration name: (identifier) @definition.outer)
(function_expression name: (identifier) @definition)
(class_declaration name: (identifier) @definition)

(variable_declarator name: (identifier) @definition)
(formal_parameters (identifier) @definition)
(arrow_function parameter: (identifier) @definition)
(assignment_pattern left: (identifier) @definition)
(object_pattern (shorthand_property_identifier_pattern) @definition)
(object_assignment_pattern left: (shorthand_property_identifier_pattern) @definition)
(pair_pattern value: (identifier) @definition)
(array_pattern (identifier) @definition)
(rest_pattern (identifier) @definition)
(for_in_statement left: (identifier) @definition)
(catch_clause parameter: (identifier) @definition)

(import_clause (identifier) @definition)
(namespace_import (identifier) @definition)
(import_specifier name: (identifier) @definition)
(import_specifier alias: (identifier) @definition)
