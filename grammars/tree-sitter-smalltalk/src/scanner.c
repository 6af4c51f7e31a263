// Tokens whose end depends on what follows them: numbers, operators and keywords.
//
//   3-4      a send, but `3 - -4` and `0@-1` hold a negative literal
//   x:=3     an assignment, not the keyword `x:`
//   3.foo    `3`, then the end of a statement
//   3sqrt    `3`, then a message; `3s` and `3s2` are scaled decimals
//
// The scanner keeps no state.

#include "tree_sitter/parser.h"

enum Token {
  NUMBER,
  BINARY_OPERATOR,
  KEYWORD,
  KEYWORD_SYMBOL,
  MISSING_OPERAND,
  MISSING_MESSAGE,
  MISSING_PERIOD,
  MISSING_PARAMETER,
  MISSING_ARGUMENT,
  MISSING_BAR,
  MISSING_PARAMETERS_BAR,
  MISSING_ANGLE,
  MISSING_BRACKET,
  MISSING_PARENTHESIS,
  MISSING_BRACE,
  MISSING_ARRAY_END,
  MISSING_BACKTICK,
  STATEMENT_START,
  UNARY_START,
  RECOVERING,
};

static bool is_digit(int32_t c) { return c >= '0' && c <= '9'; }

// The same characters as LETTER in grammar.js.
static bool is_letter(int32_t c) {
  if (c < 0x80) return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
  if (c < 0xC0) return c == 0xAA || c == 0xB5 || c == 0xBA;
  if (c == 0xD7 || c == 0xF7) return false;
  return c <= 0x1FFF || (c >= 0x2100 && c <= 0x2188) || (c >= 0x2C00 && c <= 0x2FFF) || (c >= 0x3040 && c <= 0xD7FF) ||
         (c >= 0xF900 && c <= 0xFDFF) || (c >= 0xFE70 && c <= 0xFEFE) ||
         (c >= 0xFF21 && c <= 0xFFDC) || (c >= 0x10000 && c <= 0x1EFFF) ||
         (c >= 0x20000 && c <= 0x3FFFF);
}

static bool is_word(int32_t c) { return is_letter(c) || is_digit(c) || c == '_'; }

static bool is_space(int32_t c) {
  return c == ' ' || (c >= '\t' && c <= '\r') || c == 0xA0 || c == 0x2028 || c == 0x2029 ||
         c == 0x3000 || c == 0xFEFF;
}

// The same characters as BINARY in grammar.js.
static bool is_binary(int32_t c) {
  switch (c) {
    case '!': case '%': case '&': case '*': case '+': case ',': case '-': case '/':
    case '<': case '=': case '>': case '?': case '@': case '\\': case '~': case '|':
    case 0xD7: case 0xF7:
      return true;
    case 0xAA: case 0xAD: case 0xB5: case 0xBA:
      return false;
    default:
      return (c >= 0xA1 && c <= 0xBF) || (c >= 0x2190 && c <= 0x22FF);
  }
}

static void advance(TSLexer *lexer) { lexer->advance(lexer, false); }

static void scan_digits(TSLexer *lexer) {
  while (is_digit(lexer->lookahead)) advance(lexer);
  lexer->mark_end(lexer);
  // 1_000: an underscore belongs to the number only if a digit follows it.
  while (lexer->lookahead == '_') {
    advance(lexer);
    if (!is_digit(lexer->lookahead)) return;
    while (is_digit(lexer->lookahead)) advance(lexer);
    lexer->mark_end(lexer);
  }
}

static int digit_value(int32_t c) {
  if (is_digit(c)) return c - '0';
  if (c >= 'A' && c <= 'Z') return c - 'A' + 10;
  if (c >= 'a' && c <= 'z') return c - 'a' + 10;
  return 99;
}

static void scan_radix_digits(TSLexer *lexer, int radix) {
  while (digit_value(lexer->lookahead) < radix || lexer->lookahead == '_') advance(lexer);
  lexer->mark_end(lexer);
}

static bool scan_number(TSLexer *lexer) {
  int radix = 0;
  while (is_digit(lexer->lookahead)) {
    radix = radix < 1000 ? radix * 10 + (lexer->lookahead - '0') : radix;
    advance(lexer);
  }
  scan_digits(lexer);
  if (lexer->lookahead == 'r' && radix >= 2 && radix <= 36) {
    advance(lexer);
    if (lexer->lookahead == '-') advance(lexer);
    if (digit_value(lexer->lookahead) >= radix) return true;
    scan_radix_digits(lexer, radix);
  } else {
    radix = 10;
  }
  if (lexer->lookahead == '.') {
    advance(lexer);
    // 16rFF.Foo ends a statement unless digits only follow; lower-case letters are no fraction.
    if (!is_digit(lexer->lookahead) &&
        !(radix > 10 && lexer->lookahead >= 'A' && digit_value(lexer->lookahead) < radix &&
          lexer->lookahead <= 'Z')) {
      return true;
    }
    if (radix > 10) {
      scan_radix_digits(lexer, radix);
    } else {
      scan_digits(lexer);
    }
  }
  int32_t c = lexer->lookahead;
  if (c == 'e' || c == 'd' || c == 'q' || c == 'E' || c == 'D' || c == 'Q') {
    advance(lexer);
    if (lexer->lookahead == '-' || lexer->lookahead == '+') advance(lexer);
    if (!is_digit(lexer->lookahead)) {
      // 1.0q and 1d state a precision and no exponent.
      if ((c == 'd' || c == 'q') && !is_word(lexer->lookahead)) lexer->mark_end(lexer);
      return true;
    }
    while (is_digit(lexer->lookahead)) advance(lexer);
    lexer->mark_end(lexer);
  } else if (c == 's') {
    advance(lexer);
    while (is_digit(lexer->lookahead)) advance(lexer);
    if (!is_word(lexer->lookahead)) lexer->mark_end(lexer);
  }
  return true;
}

static bool produce(TSLexer *lexer, enum Token token) {
  lexer->result_symbol = (TSSymbol)token;
  return true;
}

static bool scan_operator(TSLexer *lexer, const bool *valid) {
  bool minus = lexer->lookahead == '-';
  advance(lexer);
  if (minus && valid[NUMBER] && is_digit(lexer->lookahead)) {
    return scan_number(lexer) && produce(lexer, NUMBER);
  }
  if (minus && valid[MISSING_OPERAND] && !valid[RECOVERING]) {
    return produce(lexer, MISSING_OPERAND);  // its end was marked before the minus
  }
  if (!valid[BINARY_OPERATOR]) return false;
  lexer->mark_end(lexer);
  while (is_binary(lexer->lookahead)) {
    minus = lexer->lookahead == '-';
    advance(lexer);
    // In `0@-1` the minus is the number's.
    if (minus && is_digit(lexer->lookahead)) break;
    lexer->mark_end(lexer);
  }
  return produce(lexer, BINARY_OPERATOR);
}

// A word and a colon that neither assigns (x:=3) nor scopes (Foo::Bar). Does not mark its end.
static bool scan_keyword(TSLexer *lexer) {
  while (is_word(lexer->lookahead)) advance(lexer);
  if (lexer->lookahead != ':') return false;
  advance(lexer);
  return lexer->lookahead != '=' && lexer->lookahead != ':';
}

static bool scan_word(TSLexer *lexer, const bool *valid) {
  if (valid[KEYWORD]) {
    while (is_word(lexer->lookahead)) advance(lexer);
    if (lexer->lookahead != ':') return false;
    advance(lexer);
    lexer->mark_end(lexer);
    if (lexer->lookahead == '=' || lexer->lookahead == ':') return false;
    return produce(lexer, KEYWORD);
  }
  if (valid[KEYWORD_SYMBOL]) {
    do {
      while (is_word(lexer->lookahead)) advance(lexer);
      if (lexer->lookahead != ':') break;
      advance(lexer);
      if (lexer->lookahead == '=' || lexer->lookahead == ':') break;
      lexer->mark_end(lexer);
      lexer->result_symbol = KEYWORD_SYMBOL;
    } while (is_letter(lexer->lookahead) || lexer->lookahead == '_');
    return lexer->result_symbol == KEYWORD_SYMBOL;
  }
  // at: put: 3
  if (valid[MISSING_OPERAND]) return scan_keyword(lexer) && produce(lexer, MISSING_OPERAND);
  if (valid[MISSING_ARGUMENT]) return scan_keyword(lexer) && produce(lexer, MISSING_ARGUMENT);
  return false;
}

// Whether something that the grammar wants can't begin with the character at hand, so that a
// token of no width has to stand for it. Only looks, but past a colon.
static bool scan_missing(TSLexer *lexer, const bool *valid) {
  int32_t c = lexer->lookahead;
  bool end = lexer->eof(lexer);
  bool word = is_letter(c) || c == '_';
  bool operand = word || is_digit(c) || c == '\'' || c == '$' || c == '#' || c == '(' ||
                 c == '[' || c == '{' || c == '`';
  if (!end && c == '"') return false;  // a comment; the scanner is asked again after it
  if (valid[MISSING_OPERAND] && !operand && c != '-') {
    if (!valid[STATEMENT_START]) return produce(lexer, MISSING_OPERAND);
    // A statement that begins with an operator, `;` or `:=` lacks its first operand.
    if (c == ';' || (is_binary(c) && c != '|' && c != '<')) return produce(lexer, MISSING_OPERAND);
    if (c == ':') {
      advance(lexer);
      return lexer->lookahead == '=' && produce(lexer, MISSING_OPERAND);
    }
  }
  // Behind an operand a word is a message; where no message can follow (`a b; c d`) it is not.
  bool begins = word ? !valid[UNARY_START] : operand || c == '^';
  if (valid[MISSING_PERIOD] && begins) return produce(lexer, MISSING_PERIOD);
  if (valid[MISSING_MESSAGE] && !word && !is_binary(c)) return produce(lexer, MISSING_MESSAGE);
  if (valid[MISSING_PARAMETER] && !word) return produce(lexer, MISSING_PARAMETER);
  if (valid[MISSING_ARGUMENT] && !word) return produce(lexer, MISSING_ARGUMENT);
  if (valid[MISSING_BAR] && !word && c != '|') return produce(lexer, MISSING_BAR);
  if (valid[MISSING_PARAMETERS_BAR] && !end && c != '|' && c != ':' && c != ']') {
    return produce(lexer, MISSING_PARAMETERS_BAR);
  }
  if (valid[MISSING_BRACKET] && (end || c == ')' || c == '}')) {
    return produce(lexer, MISSING_BRACKET);
  }
  if (valid[MISSING_PARENTHESIS] && (end || c == ']' || c == '}' || c == '.')) {
    return produce(lexer, MISSING_PARENTHESIS);
  }
  if (valid[MISSING_BRACE] && (end || c == ')' || c == ']')) return produce(lexer, MISSING_BRACE);
  if (valid[MISSING_ARRAY_END] && (end || c == ']' || c == '}')) {
    return produce(lexer, MISSING_ARRAY_END);
  }
  if (valid[MISSING_BACKTICK] && (end || c == ']' || c == ')' || c == '}' || c == '.')) {
    return produce(lexer, MISSING_BACKTICK);
  }
  if (valid[MISSING_ANGLE] &&
      (end || c == '<' || c == '|' || (!operand && !is_binary(c)) || c == '[' || c == '{')) {
    return produce(lexer, MISSING_ANGLE);
  }
  return false;
}

void *tree_sitter_smalltalk_external_scanner_create(void) { return NULL; }

void tree_sitter_smalltalk_external_scanner_destroy(void *payload) { (void)payload; }

unsigned tree_sitter_smalltalk_external_scanner_serialize(void *payload, char *buffer) {
  (void)payload;
  (void)buffer;
  return 0;
}

void tree_sitter_smalltalk_external_scanner_deserialize(void *payload, const char *buffer,
                                                        unsigned length) {
  (void)payload;
  (void)buffer;
  (void)length;
}

bool tree_sitter_smalltalk_external_scanner_scan(void *payload, TSLexer *lexer,
                                                 const bool *valid) {
  (void)payload;
  while (is_space(lexer->lookahead)) lexer->advance(lexer, true);
  lexer->mark_end(lexer);
  lexer->result_symbol = RECOVERING;
  bool colon = lexer->lookahead == ':';
  if (!valid[RECOVERING] && scan_missing(lexer, valid)) return true;
  if (colon) return false;
  if (is_digit(lexer->lookahead)) {
    return valid[NUMBER] && scan_number(lexer) && produce(lexer, NUMBER);
  }
  if (is_binary(lexer->lookahead)) return scan_operator(lexer, valid);
  if (is_letter(lexer->lookahead) || lexer->lookahead == '_') return scan_word(lexer, valid);
  return false;
}
