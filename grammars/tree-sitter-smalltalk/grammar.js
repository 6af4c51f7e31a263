/**
 * Smalltalk methods and expressions, a superset of the dialects.
 *
 * Containers (Tonel, chunks, …) are not this grammar's concern: it is given one
 * method, or expressions that begin with the marker "`", which no dialect uses
 * and which tells `foo bar` the expression from `foo bar` the method.
 *
 * Code that is being typed must give a usable tree, so whatever may be missing
 * at the end of a prefix of good code (a closer, an argument, a cascaded
 * message) is optional here. What is missing is reported from the tree; see
 * `kibitz/syntax/problems.py`.
 */

/// <reference types="tree-sitter-cli/dsl" />
// @ts-check

// The same characters as `is_letter` in src/scanner.c and `LETTER` in kibitz/syntax/lexer.py.
const LETTER =
  'A-Za-z\\u00AA\\u00B5\\u00BA\\u00C0-\\u00D6\\u00D8-\\u00F6\\u00F8-\\u1FFF\\u2100-\\u2188\\u2C00-\\u2FFF' +
  '\\u3040-\\uD7FF\\uF900-\\uFDFF\\uFE70-\\uFEFE\\uFF21-\\uFFDC' +
  '\\u{10000}-\\u{1EFFF}\\u{20000}-\\u{3FFFF}';
const WORD = `[${LETTER}0-9_]`;
// Any alphabet may begin an identifier, only a capital may begin a namespace.
const CAPITAL = '[A-Z\\u00C0-\\u00D6\\u00D8-\\u00DE]';
const BINARY =
  '[!%&*+,/<=>?@\\\\~|\\u00A1-\\u00A9\\u00AB\\u00AC\\u00AE-\\u00B4\\u00B6-\\u00B9' +
  '\\u00BB-\\u00BF\\u00D7\\u00F7\\u2190-\\u22FF-]';
const IDENTIFIER = `[${LETTER}]${WORD}*|_${WORD}+`;

const pattern = source => new RegExp(source, 'u');

module.exports = grammar({
  name: 'smalltalk',

  word: $ => $.identifier,

  externals: $ => [
    $.number,
    $.binary_operator,
    $.keyword,
    $._keyword_symbol,
    // Nothing wide: where a closer had to stand and the text ends, or another closer comes first.
    $._missing_bracket,
    $._missing_parenthesis,
    $._missing_brace,
    $._missing_angle,
    $._missing_backtick,
    $._missing_array_end,
    $._recovering,
  ],

  extras: $ => [/[\s\u00A0\u2028\u2029\u3000\uFEFF]/, $.comment, $.unclosed_comment],

  supertypes: $ => [$._literal],

  inline: $ => [$._pattern],

  rules: {
    source_file: $ => optional(choice($.method, $.expressions)),

    method: $ => seq(field('pattern', $._pattern), optional(field('body', $.body))),

    expressions: $ => seq('`', optional(field('body', $.body))),

    // --- message patterns

    _pattern: $ => choice($.unary_pattern, $.binary_pattern, $.keyword_pattern),

    unary_pattern: $ => field('selector', alias($.identifier, $.unary_selector)),

    binary_pattern: $ => prec.right(seq(
      field('selector', $.binary_operator),
      optional(field('argument', $._name)),
    )),

    keyword_pattern: $ => repeat1($._keyword_pattern_part),

    // A rule of its own, not a sequence within the repeat: tree-sitter would take a conflict within
    // a repeat for the repeat's own ambiguity and end the part early.
    _keyword_pattern_part: $ => prec.right(seq(
      field('selector', $.keyword),
      optional(field('argument', $._name)),
    )),

    // --- bodies

    body: $ => choice(repeat1($._method_item), seq(repeat($._method_item), $._statement)),

    _method_item: $ => choice(
      $.pragma,
      $.temporaries,
      '.',
      seq($._statement, '.'),
      $.stray_closer,
      seq($._statement, $.stray_closer),
    ),

    block_body: $ => choice(repeat1($._block_item), seq(repeat($._block_item), $._statement)),

    _block_item: $ => choice($.temporaries, '.', seq($._statement, '.')),

    stray_closer: _ => choice(']', ')', '}'),

    temporaries: $ => prec.right(choice(
      '||',
      seq('|', repeat(field('name', $._name)), optional('|')),
    )),

    // --- pragmas, foreign function specifications among them

    pragma: $ => prec.right(seq(
      '<',
      repeat(field('argument', $.identifier)),
      repeat(seq(field('selector', $.keyword), repeat(field('argument', $._pragma_argument)))),
      choice('>', $._missing_angle),
    )),

    _pragma_argument: $ => choice(
      $._literal,
      $.identifier,
      $.scoped_identifier,
      alias('*', $.pointer),
      $.foreign_arguments,
    ),

    foreign_arguments: $ => prec.right(seq(
      '(',
      repeat(choice($._pragma_argument, ',')),
      choice(')', $._missing_parenthesis),
    )),

    // --- statements and messages

    _statement: $ => choice($.return, $._expression),

    return: $ => seq('^', optional(field('value', $._expression))),

    _expression: $ => choice($.assignment, $.cascade, $.keyword_message, $._binary_operand),

    assignment: $ => prec.right(seq(
      field('target', choice($._binary_operand, $.keyword_message)),
      field('operator', choice(':=', '_')),
      optional(field('value', $._expression)),
    )),

    cascade: $ => prec.right(seq(
      field('first', choice($._binary_operand, $.keyword_message)),
      repeat1(seq(';', optional(field('message', $._cascaded_message)))),
    )),

    _cascaded_message: $ => choice(
      alias($._cascaded_unary, $.cascaded_message),
      alias($._cascaded_binary, $.cascaded_message),
      alias($._cascaded_keyword, $.cascaded_message),
    ),

    _cascaded_unary: $ => field('selector', alias($.identifier, $.unary_selector)),

    _cascaded_binary: $ => prec.right(seq(
      field('selector', $.binary_operator),
      optional(field('argument', $._unary_operand)),
    )),

    _cascaded_keyword: $ => prec.right(repeat1(seq(
      field('selector', $.keyword),
      optional(field('argument', $._binary_operand)),
    ))),

    keyword_message: $ => prec.right(seq(
      field('receiver', $._binary_operand),
      repeat1(seq(field('selector', $.keyword), optional(field('argument', $._binary_operand)))),
    )),

    _binary_operand: $ => choice($._unary_operand, $.binary_message),

    binary_message: $ => prec.right(seq(
      field('receiver', $._binary_operand),
      field('selector', $.binary_operator),
      optional(field('argument', $._unary_operand)),
    )),

    _unary_operand: $ => choice($._primary, $.unary_message),

    unary_message: $ => seq(
      field('receiver', $._unary_operand),
      field('selector', alias($.identifier, $.unary_selector)),
    ),

    // --- operands

    _primary: $ => choice(
      $._name,
      $.scoped_identifier,
      $.self,
      $.super,
      $.this_context,
      $.this_process,
      $._literal,
      $.block,
      $.parenthesized,
      $.brace_array,
    ),

    _name: $ => choice($.identifier, alias('_', $.identifier)),

    identifier: _ => pattern(IDENTIFIER),

    // Foo.Bar and Foo::Bar: no space, every part begins with a capital.
    scoped_identifier: _ => token(pattern(`${CAPITAL}${WORD}*((\\.|::)${CAPITAL}${WORD}*)+`)),

    self: _ => 'self',
    super: _ => 'super',
    this_context: _ => 'thisContext',
    this_process: _ => 'thisProcess',

    parenthesized: $ => prec.right(seq('(', optional($._expression), choice(')', $._missing_parenthesis))),

    brace_array: $ => prec.right(seq('{', optional(field('body', alias($.block_body, $.body))), choice('}', $._missing_brace))),

    block: $ => prec.right(seq(
      '[',
      optional($.block_parameters),
      optional(field('body', alias($.block_body, $.body))),
      choice(']', $._missing_bracket),
    )),

    // `[:x || t | …]` may be written without a space: one `||` then closes the parameters and
    // opens the temporaries.
    block_parameters: $ => prec.right(seq(
      repeat1($._block_parameter),
      optional(choice('|', seq('||', repeat(field('temporary', $._name)), optional('|')))),
    )),

    _block_parameter: $ => prec.right(seq(':', optional(field('name', $._name)))),

    // --- literals

    _literal: $ => choice(
      $.number,
      $.string,
      $.unclosed_string,
      $.character,
      $.symbol,
      $.unclosed_symbol,
      $.literal_array,
      $.byte_array,
      $.binding,
      $.compile_time,
      $.true,
      $.false,
      $.nil,
    ),

    true: _ => 'true',
    false: _ => 'false',
    nil: _ => 'nil',

    string: _ => token(/'([^']|'')*'/),
    unclosed_string: _ => token(/'([^']|'')*/),

    // `$` alone is a character literal whose character is still to be typed.
    character: _ => token(/\$(.|\r|\n)?/u),

    symbol: _ => token(choice(
      pattern(`##?(${IDENTIFIER})(:+${WORD}+)*:*`),
      pattern(`##?${BINARY}+`),
      /##?'([^']|'')*'/,
      /##?/,
    )),
    unclosed_symbol: _ => token(/##?'([^']|'')*/),

    literal_array: $ => prec.right(seq('#(', repeat($._array_element), choice(')', $._missing_array_end))),

    byte_array: $ => prec.right(seq('#[', repeat($._array_element), choice(']', $._missing_bracket))),

    binding: $ => prec.right(seq(
      choice('#{', '##{'),
      optional(field('name', choice($.identifier, $.scoped_identifier))),
      choice('}', $._missing_brace),
    )),

    // ##(…) in Dolphin and GNU Smalltalk, `…` in Cuis.
    compile_time: $ => choice(
      seq('##(', optional($._expression), choice(')', $._missing_parenthesis)),
      seq('`', $._expression, choice('`', $._missing_backtick)),
      seq('`', $._missing_backtick),
    ),

    _array_element: $ => choice(
      $._literal,
      $.bare_symbol,
      alias($._inner_array, $.literal_array),
      alias($._inner_byte_array, $.byte_array),
    ),

    _inner_array: $ => prec.right(seq('(', repeat($._array_element), choice(')', $._missing_array_end))),

    _inner_byte_array: $ => prec.right(seq('[', repeat($._array_element), choice(']', $._missing_bracket))),

    bare_symbol: $ => choice(
      $.identifier,
      $.scoped_identifier,
      alias($._keyword_symbol, $.keyword),
      $.binary_operator,
      '_',
      '.',
      ';',
      '^',
      ':',
      ':=',
    ),

    comment: _ => token(/"([^"]|"")*"/),
    unclosed_comment: _ => token(/"([^"]|"")*/),
  },
});
