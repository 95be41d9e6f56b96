// JsonLine: one object of JSON on a line of its own, member by member.
//
//   JsonLine line(out);
//   line.Text("key", key);
//   line.Time("raised_at", raised_at);  // RFC 3339; null if it is not known
//
// The line ends with the object's life. Thread safety: none.
#ifndef TELLTALE_CLI_API_JSON_LINE_H_
#define TELLTALE_CLI_API_JSON_LINE_H_

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "absl/strings/str_cat.h"
#include "engine/base/json_text.h"
#include "engine/base/time.h"
#include "engine/state/changes.h"

namespace telltale {

// `bytes` with what is no UTF-8 replaced, byte by byte.
std::string AsUtf8(std::string_view bytes);

class JsonLine {
 public:
  // `out` must outlive it.
  explicit JsonLine(std::string& out) : out_(out) { out_ += '{'; }
  ~JsonLine() { out_ += "}\n"; }
  JsonLine(const JsonLine&) = delete;
  JsonLine& operator=(const JsonLine&) = delete;

  void Text(std::string_view name, std::string_view text) {
    Name(name);
    AppendJsonString(out_, AsUtf8(text));
  }
  void Number(std::string_view name, int64_t number) {
    Name(name);
    absl::StrAppend(&out_, number);
  }
  void Bool(std::string_view name, bool value) { Raw(name, value ? "true" : "false"); }
  void Null(std::string_view name) { Raw(name, "null"); }

  template <class Clock>
  void Time(std::string_view name, std::optional<std::chrono::time_point<Clock, Millis>> time) {
    if (!time || ToMs(*time) < 0 || ToMs(*time) >= kYear10000Ms) return Null(name);
    Text(name, FormatRfc3339(ToMs(*time)));
  }
  void FateOf(std::string_view name, std::optional<Fate> fate) {
    if (!fate) return Null(name);
    Text(name, FateName(*fate));
  }

 private:
  void Name(std::string_view name) {
    if (out_.back() != '{') out_ += ',';
    AppendJsonString(out_, name);
    out_ += ':';
  }
  void Raw(std::string_view name, std::string_view json) {
    Name(name);
    out_ += json;
  }

  std::string& out_;
};

}  // namespace telltale

#endif  // TELLTALE_CLI_API_JSON_LINE_H_
