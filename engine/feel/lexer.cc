#include "engine/feel/lexer.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <optional>

#include "engine/feel/escape.h"
#include "engine/feel/text.h"

namespace telltale::feel {
namespace {

bool IsDigit(char c) { return c >= '0' && c <= '9'; }
bool IsNameStart(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || (c & 0x80) != 0;
}
bool IsSpace(char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r'; }

constexpr std::array<std::string_view, 11> kKeywords = {
    "and", "or", "not", "in", "between", "true", "false", "null", "if", "then", "else"};
// Longer ones first, so that the longest match wins.
constexpr std::array<std::string_view, 18> kOperators = {
    "**", "<=", ">=", "!=", "..", "+", "-", "*", "/", "=", "<", ">", "(", ")", "[", "]", ",", "."};

// How FEEL says what `c` says in other languages; empty if it is no such sign.
std::string InFeel(char c) {
  switch (c) {
    case '\'':
      return "a text stands in double quotes: \"RUN\"";
    case '|':
      return "write `or`";
    case '&':
      return "write `and`";
    case '!':
      return "write `not(...)`";
    default:
      return "";
  }
}

// Reads one token after another off the front of the source.
class Lexer {
 public:
  Lexer(std::string_view source, CompileError& error) : source_(source), error_(error) {}

  bool Run(std::vector<Token>& tokens) {
    while (true) {
      while (at_ < source_.size() && IsSpace(source_[at_])) ++at_;
      Token& token = tokens.emplace_back();
      token.column = Column(at_);
      if (at_ == source_.size()) return true;
      if (!Next(token)) return false;
    }
  }

 private:
  bool Next(Token& token) {
    const char c = source_[at_];
    if (IsDigit(c) || (c == '.' && Digits(at_ + 1) > at_ + 1)) return Number(token);
    if (c == '"') return String(token);
    if (c == '`') return QuotedName(token);
    if (IsNameStart(c)) return Name(token);
    for (const std::string_view op : kOperators) {
      if (source_.substr(at_, op.size()) != op) continue;
      token.kind = Token::Kind::kWord;
      token.text = op;
      at_ += op.size();
      return true;
    }
    Fail(at_, "expected an expression, but found '" + std::string(1, c) + "'");
    error_.remedy = InFeel(c);
    return false;
  }

  size_t Digits(size_t at) const {
    while (at < source_.size() && IsDigit(source_[at])) ++at;
    return at;
  }

  bool Number(Token& token) {
    const size_t begin = at_;
    size_t end = Digits(at_);
    // `1..5` is a range, not `1.` and `.5`.
    if (source_.substr(end, 1) == "." && Digits(end + 1) > end + 1) end = Digits(end + 1);
    if (const std::string_view e = source_.substr(end, 1); e == "e" || e == "E") {
      const std::string_view sign = source_.substr(end + 1, 1);
      const size_t digits = end + 1 + (sign == "+" || sign == "-" ? 1 : 0);
      if (Digits(digits) > digits) end = Digits(digits);
    }
    token.kind = Token::Kind::kNumber;
    token.text = source_.substr(begin, end - begin);
    at_ = end;
    const std::string padded = "0" + token.text;  // from_chars wants a digit before the dot
    const auto result = std::from_chars(padded.data(), padded.data() + padded.size(), token.number);
    if (result.ec == std::errc()) return true;
    return Fail(begin, "expected a number that fits a double, but found " + token.text);
  }

  bool String(Token& token) {
    const size_t begin = at_++;
    token.kind = Token::Kind::kString;
    while (at_ < source_.size() && source_[at_] != '"') {
      const std::optional<size_t> length = AppendUnescaped(source_.substr(at_), token.text);
      if (!length) {
        return Fail(at_, "expected the digits of a character, but the escape has none");
      }
      at_ += *length;
    }
    if (at_++ < source_.size()) return true;
    return Fail(begin, "expected a closing '\"', but the string does not end");
  }

  bool QuotedName(Token& token) {
    const size_t end = source_.find('`', at_ + 1);
    if (end == std::string_view::npos || end == at_ + 1) {
      return Fail(at_, "expected a name in back quotes, but it is empty or does not end");
    }
    token.kind = Token::Kind::kName;
    token.quoted = true;
    token.text = source_.substr(at_ + 1, end - at_ - 1);
    at_ = end + 1;
    return true;
  }

  bool Name(Token& token) {
    const size_t begin = at_;
    while (at_ < source_.size() && (IsNameStart(source_[at_]) || IsDigit(source_[at_]))) ++at_;
    token.text = source_.substr(begin, at_ - begin);
    const bool keyword =
        std::find(kKeywords.begin(), kKeywords.end(), token.text) != kKeywords.end();
    token.kind = keyword ? Token::Kind::kWord : Token::Kind::kName;
    return true;
  }

  // Columns count characters, not bytes.
  int Column(size_t at) const { return 1 + static_cast<int>(CodePoints(source_.substr(0, at))); }

  bool Fail(size_t at, std::string message) {
    error_ = {Column(at), std::move(message)};
    return false;
  }

  std::string_view source_;
  CompileError& error_;
  size_t at_ = 0;
};

}  // namespace

bool Tokenize(std::string_view source, std::vector<Token>& tokens, CompileError& error) {
  return Lexer(source, error).Run(tokens);
}

}  // namespace telltale::feel
