(method) @local.scope
(expressions) @local.scope
(block) @local.scope

(keyword_pattern argument: (identifier) @local.definition)
(binary_pattern argument: (identifier) @local.definition)
(temporaries name: (identifier) @local.definition)
(block_parameters name: (identifier) @local.definition)
(block_parameters temporary: (identifier) @local.definition)

(variable) @local.reference
