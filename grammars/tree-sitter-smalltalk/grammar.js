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
    // Tokens of no width, for what has to stand somewhere and does not.
    $.missing_operand,
    $.missing_message,
    $.missing_period,
    $._missing_parameter,
    $._missing_argument,
    $._missing_bar,
    $._missing_parameters_bar,
    $._missing_angle,
    $._missing_bracket,
    $._missing_parenthesis,
    $._missing_brace,
    $._missing_array_end,
    $._missing_backtick,
    // Never produced. Valid where a statement may begin, so that nothing is missing yet, where a
    // unary message may follow, and while tree-sitter recovers from an error: the scanner needs
    // to know.
    $._statement_start,
    $._unary_start,
    $._recovering,
  ],

  extras: $ => [/[\s\u00A0\u2028\u2029\u3000\uFEFF]/, $.comment, $.unclosed_comment],

  supertypes: $ => [$._literal],

  inline: $ => [$._pattern, $._period, $._angle, $._bracket, $._parenthesis, $._brace, $._array_end],

  rules: {
    source_file: $ => optional(choice($.method, $.expressions)),

    method: $ => seq(field('pattern', $._pattern), optional(field('body', $.body))),

    expressions: $ => seq('`', optional(field('body', $.body))),

    // --- message patterns

    _pattern: $ => choice($.unary_pattern, $.binary_pattern, $.keyword_pattern),

    unary_pattern: $ => field('selector', alias($.identifier, $.unary_selector)),

    binary_pattern: $ => seq(field('selector', $.binary_operator), field('argument', $._argument)),

    keyword_pattern: $ => repeat1(seq(
      field('selector', $.keyword),
      field('argument', $._argument),
    )),

    _argument: $ => choice($._name, alias($._missing_argument, $.missing_name)),

    _name: $ => choice($.identifier, alias('_', $.identifier)),

    // --- bodies

    body: $ => choice(repeat1($._item), seq(repeat($._item), $._statement)),

    _item: $ => choice(
      $.pragma,
      $.temporaries,
      '.',
      seq($._statement, $._period),
      $.stray_closer,
      seq($._statement, $.stray_closer),
    ),

    inner_body: $ => choice(repeat1($._inner_item), seq(repeat($._inner_item), $._statement)),

    _inner_item: $ => choice($.temporaries, '.', seq($._statement, $._period)),

    _period: $ => choice('.', $.missing_period),

    stray_closer: _ => choice(']', ')', '}'),

    temporaries: $ => choice('||', seq('|', repeat(field('name', $._name)), $._bar)),

    _bar: $ => choice('|', alias($._missing_bar, $.missing_closer)),

    // --- pragmas, foreign function specifications among them

    pragma: $ => seq(
      '<',
      repeat(field('argument', $.identifier)),
      repeat(seq(field('selector', $.keyword), repeat(field('argument', $._pragma_argument)))),
      $._angle,
    ),

    _pragma_argument: $ => choice(
      $._literal,
      $.identifier,
      $.scoped_identifier,
      alias('*', $.pointer),
      $.foreign_arguments,
    ),

    foreign_arguments: $ => seq('(', repeat(choice($._pragma_argument, ',')), $._parenthesis),

    _angle: $ => choice('>', alias($._missing_angle, $.missing_closer)),

    // --- statements and messages

    _statement: $ => choice($.return, $._expression, $._statement_start),

    return: $ => seq('^', field('value', $._expression)),

    _expression: $ => choice($.assignment, $._sent),

    // Anything but an assignment.
    _sent: $ => choice(
      $._operand,
      $.keyword_message,
      $.cascade,
      $._chained_operand,
      alias($._chained_keyword_message, $.keyword_message),
      alias($._chained_cascade, $.cascade),
    ),

    // Only a variable can be assigned to, but where a period is missing before the variable,
    // the message before it seems to be the target.
    assignment: $ => seq(
      field('target', choice($._operand, $.keyword_message)),
      choice(':=', '_', alias(':', $.half_assignment)),
      field('value', $._expression),
    ),

    unary_message: $ => seq(
      field('receiver', $._unary_operand),
      choice($._unary_part, $._unary_start),
    ),

    binary_message: $ => seq(field('receiver', $._operand), $._binary_part),

    keyword_message: $ => seq(field('receiver', $._operand), $._keyword_part),

    cascade: $ => seq(field('first', choice($._operand, $.keyword_message)), $._cascade_part),

    _unary_part: $ => field('selector', alias($.identifier, $.unary_selector)),

    _binary_part: $ => seq(
      field('selector', $.binary_operator),
      field('argument', $._unary_operand),
    ),

    _keyword_part: $ => repeat1(seq(
      field('selector', $.keyword),
      field('argument', $._operand),
    )),

    _cascade_part: $ => repeat1(seq(
      ';',
      field('message', choice($.cascaded_message, $.missing_message)),
    )),

    cascaded_message: $ => choice($._unary_part, $._binary_part, $._keyword_part),

    _operand: $ => choice($._unary_operand, $.binary_message),

    _unary_operand: $ => choice($._primary, $.unary_message),

    // Cuis: `a at: 1 :: foo` sends foo to the result of all that stands before the colons.
    chain: $ => seq(field('receiver', $._sent), '::'),

    _chained_unary_operand: $ => choice(
      $.chain,
      alias($._chained_unary_message, $.unary_message),
    ),

    _chained_operand: $ => choice(
      $._chained_unary_operand,
      alias($._chained_binary_message, $.binary_message),
    ),

    _chained_unary_message: $ => seq(
      field('receiver', $._chained_unary_operand),
      choice($._unary_part, $._unary_start),
    ),

    _chained_binary_message: $ => seq(field('receiver', $._chained_operand), $._binary_part),

    _chained_keyword_message: $ => seq(field('receiver', $._chained_operand), $._keyword_part),

    _chained_cascade: $ => seq(
      field('first', choice(
        $._chained_operand,
        alias($._chained_keyword_message, $.keyword_message),
      )),
      $._cascade_part,
    ),

    // --- operands

    _primary: $ => choice(
      alias($.identifier, $.variable),
      alias('_', $.variable),
      $.scoped_identifier,
      $.self,
      $.super,
      $.this_context,
      $.this_process,
      $._literal,
      $.block,
      $.parenthesized,
      $.brace_array,
      $.missing_operand,
    ),

    identifier: _ => pattern(IDENTIFIER),

    // Foo.Bar and Foo::Bar: no space, every part begins with a capital.
    scoped_identifier: _ => token(pattern(`${CAPITAL}${WORD}*((\\.|::)${CAPITAL}${WORD}*)+`)),

    self: _ => 'self',
    super: _ => 'super',
    this_context: _ => 'thisContext',
    this_process: _ => 'thisProcess',

    parenthesized: $ => seq('(', $._expression, $._parenthesis),

    brace_array: $ => seq(
      '{',
      optional(field('body', alias($.inner_body, $.body))),
      $._brace,
    ),

    block: $ => seq(
      '[',
      optional($.block_parameters),
      optional(field('body', alias($.inner_body, $.body))),
      $._bracket,
    ),

    // `[:x || t | …]` may be written without a space: one `||` then closes the parameters and
    // opens the temporaries.
    block_parameters: $ => prec.right(seq(
      repeat1(seq(':', field('name', $._parameter))),
      optional(choice(
        '|',
        alias($._missing_parameters_bar, $.missing_closer),
        seq('||', repeat(field('temporary', $._name)), $._bar),
      )),
    )),

    _parameter: $ => choice($._name, alias($._missing_parameter, $.missing_name)),

    _bracket: $ => choice(']', alias($._missing_bracket, $.missing_closer)),
    _parenthesis: $ => choice(')', alias($._missing_parenthesis, $.missing_closer)),
    _brace: $ => choice('}', alias($._missing_brace, $.missing_closer)),
    _array_end: $ => choice(')', alias($._missing_array_end, $.missing_closer)),

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
      pattern(`##?[${LETTER}_]${WORD}*(:+${WORD}+)*:*`),
      pattern(`##?${BINARY}+`),
      /##?'([^']|'')*'/,
      /##?/,
    )),
    unclosed_symbol: _ => token(/##?'([^']|'')*/),

    literal_array: $ => seq('#(', repeat($._array_element), $._array_end),

    byte_array: $ => seq('#[', repeat($._array_element), $._bracket),

    binding: $ => seq(
      choice('#{', '##{'),
      optional(field('name', choice($.identifier, $.scoped_identifier))),
      $._brace,
    ),

    // ##(…) in Dolphin and GNU Smalltalk, `…` in Cuis.
    compile_time: $ => choice(
      seq('##(', $._expression, $._parenthesis),
      seq('`', $._expression, choice('`', alias($._missing_backtick, $.missing_closer))),
    ),

    _array_element: $ => choice(
      $._literal,
      $.bare_symbol,
      alias($._inner_array, $.literal_array),
      alias($._inner_byte_array, $.byte_array),
    ),

    _inner_array: $ => seq('(', repeat($._array_element), $._array_end),

    _inner_byte_array: $ => seq('[', repeat($._array_element), $._bracket),

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
