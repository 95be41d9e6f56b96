// JsonObject: one object of JSON as text, member by member.
//
//   JsonObject object(json);
//   object.Text("key", key);
//   object.Time("raised_at", raised_at);  // RFC 3339; null if it is not known
//   object.Close();
//
// Names and texts must be UTF-8; they are escaped. Thread safety: none.
#ifndef TELLTALE_ENGINE_BASE_JSON_OBJECT_H_
#define TELLTALE_ENGINE_BASE_JSON_OBJECT_H_

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "absl/strings/str_cat.h"
#include "engine/base/json_text.h"
#include "engine/base/status.h"
#include "engine/base/time.h"

namespace telltale {

class JsonObject {
 public:
  // Appends to `out`, which must outlive it.
  explicit JsonObject(std::string& out) : out_(out) { out_ += '{'; }
  JsonObject(const JsonObject&) = delete;
  JsonObject& operator=(const JsonObject&) = delete;
  // REQUIRES: it was closed
  ~JsonObject() { CHECK(closed_); }

  void Text(std::string_view name, std::string_view text) { AppendJsonString(Name(name), text); }
  // What is not known is null.
  void TextOrNull(std::string_view name, std::string_view text) {
    text.empty() ? Null(name) : Text(name, text);
  }
  // What has nothing to say is left out.
  void TextIfAny(std::string_view name, std::string_view text) {
    if (!text.empty()) Text(name, text);
  }
  void Number(std::string_view name, int64_t number) { absl::StrAppend(&Name(name), number); }
  void Bool(std::string_view name, bool value) { Name(name) += value ? "true" : "false"; }
  void Null(std::string_view name) { Name(name) += "null"; }
  // What is JSON already.
  void Json(std::string_view name, std::string_view json) { Name(name) += json; }
  // A member that is an object, to be closed before the next member.
  JsonObject Object(std::string_view name) { return JsonObject(Name(name)); }

  // Null as well for times that no calendar has.
  template <class Clock>
  void Time(std::string_view name, std::optional<std::chrono::time_point<Clock, Millis>> time) {
    if (!time || ToMs(*time) < 0 || ToMs(*time) >= kYear10000Ms) return Null(name);
    Text(name, FormatRfc3339(ToMs(*time)));
  }
  template <class Clock>
  void Time(std::string_view name, std::chrono::time_point<Clock, Millis> time) {
    Time(name, std::optional(time));
  }

  void Close() {
    out_ += '}';
    closed_ = true;
  }

 private:
  std::string& Name(std::string_view name) {
    if (out_.back() != '{') out_ += ',';
    AppendJsonString(out_, name);
    out_ += ':';
    return out_;
  }

  std::string& out_;
  bool closed_ = false;
};

}  // namespace telltale

#endif  // TELLTALE_ENGINE_BASE_JSON_OBJECT_H_
