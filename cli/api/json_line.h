// JsonLine: a JsonObject on a line of its own, whatever bytes its texts have.
//
//   JsonLine line(out);
//   line.Text("key", key);
//   line.Time("raised_at", raised_at);  // RFC 3339; null if it is not known
//
// The line ends with the object's life. Thread safety: none.
#ifndef TELLTALE_CLI_API_JSON_LINE_H_
#define TELLTALE_CLI_API_JSON_LINE_H_

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "engine/base/json_object.h"
#include "engine/state/changes.h"

namespace telltale {

// `bytes` with what is no UTF-8 replaced, byte by byte.
std::string AsUtf8(std::string_view bytes);

class JsonLine {
 public:
  // `out` must outlive it.
  explicit JsonLine(std::string& out) : out_(out), object_(out) {}
  ~JsonLine() {
    object_.Close();
    out_ += '\n';
  }

  void Text(std::string_view name, std::string_view text) { object_.Text(name, AsUtf8(text)); }
  void Number(std::string_view name, int64_t number) { object_.Number(name, number); }
  void Bool(std::string_view name, bool value) { object_.Bool(name, value); }
  void Null(std::string_view name) { object_.Null(name); }
  template <class T>
  void Time(std::string_view name, const T& time) {
    object_.Time(name, time);
  }
  void FateOf(std::string_view name, std::optional<Fate> fate) {
    object_.TextOrNull(name, fate ? FateName(*fate) : "");
  }

 private:
  std::string& out_;
  JsonObject object_;
};

}  // namespace telltale

#endif  // TELLTALE_CLI_API_JSON_LINE_H_
