; Names

(variable) @variable
(scoped_identifier) @type
((variable) @type
  (#match? @type "^[A-Z]"))

(self) @variable.builtin
(super) @variable.builtin
(this_context) @variable.builtin
(this_process) @variable.builtin

(true) @boolean
(false) @boolean
(nil) @constant.builtin

(keyword_pattern argument: (identifier) @variable.parameter)
(binary_pattern argument: (identifier) @variable.parameter)
(block_parameters name: (identifier) @variable.parameter)
(block_parameters temporary: (identifier) @variable)
(temporaries name: (identifier) @variable)
(binding name: (_) @type)

; Messages

(unary_pattern (unary_selector) @function)
(binary_pattern (binary_operator) @function)
(keyword_pattern (keyword) @function)

(unary_selector) @function.method
(keyword) @function.method
(binary_operator) @operator

; Pragmas

(pragma) @attribute
(pragma argument: (identifier) @attribute)
(pragma (keyword) @attribute)
(foreign_arguments (identifier) @type)
(pointer) @operator

; Literals

(number) @number
(string) @string
(unclosed_string) @string
(character) @character
(symbol) @string.special.symbol
(unclosed_symbol) @string.special.symbol
(bare_symbol) @string.special.symbol
(comment) @comment
(unclosed_comment) @comment

; Punctuation

[":=" "^"] @operator
["." ";" "::" ":"] @punctuation.delimiter
["(" ")" "[" "]" "{" "}" "#(" "#[" "#{" "##{" "##(" "`"] @punctuation.bracket
(temporaries ["|" "||"] @punctuation.bracket)
(block_parameters ["|" "||"] @punctuation.delimiter)
