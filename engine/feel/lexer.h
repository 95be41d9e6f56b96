// Lexer: an expression's text as tokens with their columns.
//
// Thread safety: pure function.
#ifndef TELLTALE_ENGINE_FEEL_LEXER_H_
#define TELLTALE_ENGINE_FEEL_LEXER_H_

#include <string>
#include <string_view>
#include <vector>

#include "engine/feel/program.h"

namespace telltale::feel {

struct Token {
  enum class Kind { kNumber, kString, kName, kWord, kEnd };

  Kind kind = Kind::kEnd;
  // kString: unescaped; kName: without back quotes; kWord: an operator or a keyword, as written.
  std::string text;
  double number = 0;    // kNumber
  bool quoted = false;  // kName: it was written in back quotes
  int column = 1;       // of its first character, from 1

  bool Is(std::string_view word) const { return kind == Kind::kWord && text == word; }
};

// Returns false and fills `error` if `source` has something that is no token. The last token is
// kEnd.
//
// Strings have FEEL's escapes: \n \t \r \" \' \\ \uXXXX \UXXXXXX. A backslash that begins none of
// them stands for itself, so that regular expressions can be written as they are.
bool Tokenize(std::string_view source, std::vector<Token>& tokens, CompileError& error);

}  // namespace telltale::feel

#endif  // TELLTALE_ENGINE_FEEL_LEXER_H_
