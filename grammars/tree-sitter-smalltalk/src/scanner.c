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
  MISSING_BRACKET,
  MISSING_PARENTHESIS,
  MISSING_BRACE,
  MISSING_ANGLE,
  MISSING_BACKTICK,
  MISSING_ARRAY_END,
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

static bool is_closer(int32_t c) { return c == '.' || c == ']' || c == ')' || c == '}'; }

static bool ends_pragma(int32_t c) {
  return c == '^' || c == '|' || c == '[' || c == '{' || c == ':' || c == ';' || c == '<';
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

static bool scan_operator(TSLexer *lexer, const bool *valid) {
  if (lexer->lookahead == '-' && valid[NUMBER]) {
    advance(lexer);
    lexer->mark_end(lexer);
    if (is_digit(lexer->lookahead)) {
      lexer->result_symbol = NUMBER;
      return scan_number(lexer);
    }
    if (!valid[BINARY_OPERATOR]) return false;
  } else {
    if (!valid[BINARY_OPERATOR]) return false;
    advance(lexer);
    lexer->mark_end(lexer);
  }
  lexer->result_symbol = BINARY_OPERATOR;
  while (is_binary(lexer->lookahead)) {
    bool minus = lexer->lookahead == '-';
    advance(lexer);
    // In `0@-1` the minus is the number's.
    if (minus && is_digit(lexer->lookahead)) return true;
    lexer->mark_end(lexer);
  }
  return true;
}

// A word and a colon that neither assigns (x:=3) nor scopes (Foo::Bar).
static bool scan_keyword(TSLexer *lexer) {
  while (is_word(lexer->lookahead)) advance(lexer);
  if (lexer->lookahead != ':') return false;
  advance(lexer);
  lexer->mark_end(lexer);
  return lexer->lookahead != '=' && lexer->lookahead != ':';
}

// Ends a bracket that is not closed where it can't go on: at the end of the text, at a closer of
// another kind and, for what holds no statements, at a period.
static bool scan_missing(TSLexer *lexer, const bool *valid) {
  int32_t c = lexer->lookahead;
  bool end = lexer->eof(lexer);
  if (valid[MISSING_BRACKET] && (end || c == ')' || c == '}')) {
    lexer->result_symbol = MISSING_BRACKET;
  } else if (valid[MISSING_PARENTHESIS] && (end || c == ']' || c == '}' || c == '.')) {
    lexer->result_symbol = MISSING_PARENTHESIS;
  } else if (valid[MISSING_BRACE] && (end || c == ')' || c == ']')) {
    lexer->result_symbol = MISSING_BRACE;
  } else if (valid[MISSING_ARRAY_END] && (end || c == ']' || c == '}')) {
    lexer->result_symbol = MISSING_ARRAY_END;
  } else if (valid[MISSING_BACKTICK]) {
    lexer->result_symbol = MISSING_BACKTICK;
  } else if (valid[MISSING_ANGLE] && c != ')') {
    lexer->result_symbol = MISSING_ANGLE;
  } else {
    return false;
  }
  return true;
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
  int32_t c = lexer->lookahead;
  if (!valid[RECOVERING] && (lexer->eof(lexer) || is_closer(c) || (valid[MISSING_ANGLE] && ends_pragma(c)))) {
    lexer->mark_end(lexer);
    return scan_missing(lexer, valid);
  }
  if (is_digit(c)) {
    lexer->result_symbol = NUMBER;
    return valid[NUMBER] && scan_number(lexer);
  }
  if (is_binary(c)) return scan_operator(lexer, valid);
  if (is_letter(c) || c == '_') {
    if (valid[KEYWORD]) {
      lexer->result_symbol = KEYWORD;
      return scan_keyword(lexer);
    }
    if (valid[KEYWORD_SYMBOL]) {
      lexer->result_symbol = KEYWORD_SYMBOL;
      if (!scan_keyword(lexer)) return false;
      while (is_letter(lexer->lookahead) || lexer->lookahead == '_') {
        if (!scan_keyword(lexer)) break;
      }
      return true;
    }
  }
  return false;
}
