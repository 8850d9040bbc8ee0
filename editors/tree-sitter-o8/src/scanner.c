// What a regular lexer cannot know of o8: which line ends separate, what kind of bracket is open, which `-` is a sign, and
// how far the text of a string goes. It follows `compiler/syntax/src/lines.rs` and `lexer.rs`.

#include "tree_sitter/array.h"
#include "tree_sitter/parser.h"

#include <string.h>

// In the order of `externals` in grammar.js.
enum Token {
  LINE_END,
  STRING_TEXT,
  RAW_STRING_TEXT,
  BLOCK_TEXT,
  RAW_BLOCK_TEXT,
  SIGN,
  MINUS,
  OPEN_PAREN,
  CLOSE_PAREN,
  OPEN_BRACKET,
  CLOSE_BRACKET,
  OPEN_BRACE,
  CLOSE_BRACE,
  OPEN_INTERPOLATION,
  CLOSE_INTERPOLATION,
  RECOVERING,
};

// The open brackets, outermost first, each as its opening sign; `$` is an interpolation.
typedef Array(char) Brackets;

// Deeper brackets are not remembered; the compiler takes 256.
#define MAX_DEPTH (TREE_SITTER_SERIALIZATION_BUFFER_SIZE - 1)

void *tree_sitter_o8_external_scanner_create(void) {
  Brackets *brackets = ts_malloc(sizeof(Brackets));
  array_init(brackets);
  return brackets;
}

void tree_sitter_o8_external_scanner_destroy(void *payload) {
  array_delete((Brackets *)payload);
  ts_free(payload);
}

unsigned tree_sitter_o8_external_scanner_serialize(void *payload, char *buffer) {
  Brackets *brackets = payload;
  if (brackets->size > 0) memcpy(buffer, brackets->contents, brackets->size);
  return brackets->size;
}

void tree_sitter_o8_external_scanner_deserialize(void *payload, const char *buffer, unsigned length) {
  Brackets *brackets = payload;
  array_clear(brackets);
  for (unsigned at = 0; at < length; at++) array_push(brackets, buffer[at]);
}

static char innermost(const Brackets *brackets) {
  return brackets->size > 0 ? *array_back(brackets) : 0;
}

static bool open(Brackets *brackets, TSLexer *lexer, char sign, enum Token token) {
  if (brackets->size < MAX_DEPTH) array_push(brackets, sign);
  lexer->advance(lexer, false);
  lexer->mark_end(lexer);
  lexer->result_symbol = token;
  return true;
}

// A closing bracket ends all that was opened after its counterpart; without one it ends nothing.
static bool close(Brackets *brackets, TSLexer *lexer, char sign, enum Token token) {
  unsigned depth = brackets->size;
  while (depth > 0 && brackets->contents[depth - 1] != sign) depth--;
  if (depth > 0) brackets->size = depth - 1;
  lexer->advance(lexer, false);
  lexer->mark_end(lexer);
  lexer->result_symbol = token;
  return true;
}

static bool is_blank(int32_t c) { return c == ' ' || c == '\t' || c == '\r'; }

static bool is_line_end(TSLexer *lexer) { return lexer->lookahead == '\n' || lexer->eof(lexer); }

static bool is_part(int32_t c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
}

// Whether what stands at the cursor is a blank, a line end or a comment.
static bool blank_follows(TSLexer *lexer) {
  if (is_blank(lexer->lookahead) || is_line_end(lexer)) return true;
  if (lexer->lookahead != '/') return false;
  lexer->advance(lexer, false);
  return lexer->lookahead == '/';
}

static void skip_blanks(TSLexer *lexer) {
  while (is_blank(lexer->lookahead)) lexer->advance(lexer, false);
}

// `then` or `else` at the beginning of a line, unless it names a field.
static bool continues_choice(TSLexer *lexer) {
  char word[5];
  unsigned length = 0;
  while (is_part(lexer->lookahead) || lexer->lookahead == '-') {
    if (length == sizeof word) return false;
    word[length++] = (char)lexer->lookahead;
    lexer->advance(lexer, false);
  }
  if (length != 4 || (memcmp(word, "then", 4) != 0 && memcmp(word, "else", 4) != 0)) return false;
  skip_blanks(lexer);
  if (lexer->lookahead == '+') {
    lexer->advance(lexer, false);
    return lexer->lookahead != '=';
  }
  if (lexer->lookahead != '=') return true;
  lexer->advance(lexer, false);
  return lexer->lookahead == '=';
}

// Whether the line that begins at the cursor belongs to the one before.
static bool joins_line_before(TSLexer *lexer) {
  int32_t first = lexer->lookahead;
  switch (first) {
    case '.':
    case ',':
      return true;
    case '?':
      lexer->advance(lexer, false);
      if (lexer->lookahead == '.') return true;
      if (lexer->lookahead != '?') return false;
      break;
    case '=':
    case '!':
      lexer->advance(lexer, false);
      if (lexer->lookahead != '=') return false;
      break;
    case '&':
      lexer->advance(lexer, false);
      if (lexer->lookahead != '&') return false;
      break;
    case '<':
    case '>':
    case '|':
      lexer->advance(lexer, false);
      if (lexer->lookahead != (first == '|' ? '|' : '=')) return blank_follows(lexer);
      break;
    case '+':
    case '-':
    case '*':
      break;
    case 't':
    case 'e':
      return continues_choice(lexer);
    default:
      return false;
  }
  lexer->advance(lexer, false);
  return blank_follows(lexer);
}

// The cursor stands at a line end that may separate: the first line after it that is more than a comment decides. A `-` that
// joins the lines is taken at once, because only this scanner knows that token.
static bool line_end(TSLexer *lexer, const bool *valid) {
  lexer->result_symbol = LINE_END;
  lexer->mark_end(lexer);
  bool commented = false;
  for (;;) {
    while (is_blank(lexer->lookahead) || lexer->lookahead == '\n') lexer->advance(lexer, true);
    if (lexer->lookahead != '/') break;
    // A comment, or the operator.
    lexer->advance(lexer, true);
    if (lexer->lookahead != '/') return !blank_follows(lexer);
    unsigned slashes = 1;
    while (lexer->lookahead == '/') {
      slashes++;
      lexer->advance(lexer, true);
    }
    if (slashes == 3) return true;
    while (!is_line_end(lexer)) lexer->advance(lexer, true);
    commented = true;
  }
  if (lexer->lookahead == '-' && valid[MINUS] && !commented) {
    lexer->advance(lexer, false);
    if (!is_blank(lexer->lookahead) && !is_line_end(lexer)) return true;
    lexer->mark_end(lexer);
    lexer->result_symbol = MINUS;
    return true;
  }
  return !joins_line_before(lexer);
}

// Text of a string up to what ends it; a plain string ends with its line.
// `any` says whether the cursor is past some of it.
static bool text(TSLexer *lexer, enum Token token, bool any) {
  bool raw = token == RAW_STRING_TEXT || token == RAW_BLOCK_TEXT;
  bool block = token == BLOCK_TEXT || token == RAW_BLOCK_TEXT;
  while (!lexer->eof(lexer)) {
    int32_t c = lexer->lookahead;
    if (!block && c == '\n') break;
    if (!raw && c == '\\') break;
    if (c == '"') {
      if (!block) break;
      lexer->mark_end(lexer);
      lexer->advance(lexer, false);
      if (lexer->lookahead == '"') {
        lexer->advance(lexer, false);
        if (lexer->lookahead == '"') {
          lexer->result_symbol = token;
          return any;
        }
      }
      any = true;
      continue;
    }
    if (!raw && c == '$') {
      lexer->mark_end(lexer);
      lexer->advance(lexer, false);
      if (lexer->lookahead == '{') {
        lexer->result_symbol = token;
        return any;
      }
      any = true;
      continue;
    }
    lexer->advance(lexer, false);
    any = true;
  }
  lexer->mark_end(lexer);
  lexer->result_symbol = token;
  return any;
}

bool tree_sitter_o8_external_scanner_scan(void *payload, TSLexer *lexer, const bool *valid) {
  Brackets *brackets = payload;
  bool recovering = valid[RECOVERING];

  if (!recovering) {
    bool in_text = valid[STRING_TEXT] || valid[RAW_STRING_TEXT] || valid[BLOCK_TEXT] || valid[RAW_BLOCK_TEXT];
    if (in_text) {
      bool any = false;
      if ((valid[STRING_TEXT] || valid[BLOCK_TEXT]) && lexer->lookahead == '$') {
        lexer->advance(lexer, false);
        if (lexer->lookahead == '{') return open(brackets, lexer, '$', OPEN_INTERPOLATION);
        // A lone `$` begins a text.
        any = true;
      }
      if (valid[STRING_TEXT]) return text(lexer, STRING_TEXT, any);
      if (valid[RAW_STRING_TEXT]) return text(lexer, RAW_STRING_TEXT, any);
      return text(lexer, valid[BLOCK_TEXT] ? BLOCK_TEXT : RAW_BLOCK_TEXT, any);
    }
  }

  bool spaced = false;
  for (;;) {
    if (is_blank(lexer->lookahead)) {
      spaced = true;
      lexer->advance(lexer, true);
    } else if (lexer->lookahead == '\n') {
      spaced = true;
      // An interpolation ends with its line at the latest.
      if (innermost(brackets) == '$' && !recovering) {
        lexer->mark_end(lexer);
        return close(brackets, lexer, '$', RECOVERING);
      }
      if (innermost(brackets) != '(' && valid[LINE_END] && !recovering) return line_end(lexer, valid);
      lexer->advance(lexer, true);
    } else {
      break;
    }
  }

  switch (lexer->lookahead) {
    case '(':
      return valid[OPEN_PAREN] && open(brackets, lexer, '(', OPEN_PAREN);
    case '[':
      return valid[OPEN_BRACKET] && open(brackets, lexer, '[', OPEN_BRACKET);
    case '{':
      return valid[OPEN_BRACE] && open(brackets, lexer, '{', OPEN_BRACE);
    case ')':
      return valid[CLOSE_PAREN] && close(brackets, lexer, '(', CLOSE_PAREN);
    case ']':
      return valid[CLOSE_BRACKET] && close(brackets, lexer, '[', CLOSE_BRACKET);
    case '}':
      if (valid[CLOSE_INTERPOLATION] && (innermost(brackets) == '$' || !valid[CLOSE_BRACE])) {
        return close(brackets, lexer, '$', CLOSE_INTERPOLATION);
      }
      return valid[CLOSE_BRACE] && close(brackets, lexer, '{', CLOSE_BRACE);
    case '-':
      if (!valid[SIGN] && !valid[MINUS]) return false;
      lexer->advance(lexer, false);
      lexer->mark_end(lexer);
      // `->` is another token.
      if (lexer->lookahead == '>') return false;
      bool apart = blank_follows(lexer);
      if (valid[MINUS] && spaced && apart) {
        lexer->result_symbol = MINUS;
        return true;
      }
      if (valid[SIGN] && !apart) {
        lexer->result_symbol = SIGN;
        return true;
      }
      return false;
    default:
      return false;
  }
}
