; Where Python names are bound. @definition belongs to the innermost @scope around it,
; @definition.outer to the one around that. Names of a @scope.class are not seen from inside
; its methods.

[
  (module)
  (function_definition)
  (lambda)
  (list_comprehension)
  (set_comprehension)
  (dictionary_comprehension)
  (generator_expression)
] @scope

(class_definition) @scope.class

(function_definition name: (identifier) @definition.outer)
(class_definition name: (identifier) @definition.outer)

(parameters (identifier) @definition)
(lambda_parameters (identifier) @definition)
(typed_parameter (identifier) @definition)
(default_parameter name: (identifier) @definition)
(typed_default_parameter name: (identifier) @definition)
(list_splat_pattern (identifier) @definition)
(dictionary_splat_pattern (identifier) @definition)

(assignment left: (identifier) @definition)
(augmented_assignment left: (identifier) @definition)
(named_expression name: (identifier) @definition)
(pattern_list (identifier) @definition)
(tuple_pattern (identifier) @definition)
(list_pattern (identifier) @definition)

(for_statement left: (identifier) @definition)
(for_in_clause left: (identifier) @definition)
(as_pattern_target (identifier) @definition)
(case_pattern (dotted_name . (identifier) @definition .))

(import_statement name: (dotted_name . (identifier) @definition))
(import_from_statement name: (dotted_name . (identifier) @definition))
(aliased_import alias: (identifier) @definition)

(global_statement (identifier) @definition)
(nonlocal_statement (identifier) @definition)
