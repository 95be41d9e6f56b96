#include "engine/check/hyphens.h"

#include "absl/strings/str_cat.h"
#include "engine/feel/lexer.h"
#include "engine/feel/text.h"

namespace telltale {
namespace {

using feel::Token;

bool IsPlainName(const Token& token) { return token.kind == Token::Kind::kName && !token.quoted; }

// `record.headers.` or `job.headers.`, and a plain name behind it.
bool IsHeader(const std::vector<Token>& tokens, size_t at) {
  if (at + 4 >= tokens.size()) return false;
  const bool of_header =
      (tokens[at].text == "record" || tokens[at].text == "job") && tokens[at + 2].text == "headers";
  return of_header && IsPlainName(tokens[at]) && tokens[at + 1].Is(".") && tokens[at + 3].Is(".") &&
         IsPlainName(tokens[at + 4]);
}

// Nothing stands between the two.
bool Touch(const Token& left, const Token& right) {
  return left.column + static_cast<int>(feel::CodePoints(left.text)) == right.column;
}

}  // namespace

std::vector<HyphenSlip> FindHyphenSlips(std::string_view source) {
  std::vector<HyphenSlip> slips;
  std::vector<Token> tokens;
  feel::CompileError error;
  if (!feel::Tokenize(source, tokens, error)) return slips;
  for (size_t at = 0; at < tokens.size(); ++at) {
    if (!IsHeader(tokens, at)) continue;
    std::string name = tokens[at + 4].text;
    for (size_t i = at + 4; i + 2 < tokens.size() && tokens[i + 1].Is("-"); i += 2) {
      const bool goes_on = IsPlainName(tokens[i + 2]) || tokens[i + 2].kind == Token::Kind::kNumber;
      if (!goes_on || !Touch(tokens[i], tokens[i + 1]) || !Touch(tokens[i + 1], tokens[i + 2])) {
        break;
      }
      absl::StrAppend(&name, "-", tokens[i + 2].text);
    }
    if (name == tokens[at + 4].text) continue;
    const std::string path = tokens[at].text + ".headers.";
    slips.push_back({tokens[at].column, path + name, absl::StrCat(path, "`", name, "`")});
  }
  return slips;
}

}  // namespace telltale
