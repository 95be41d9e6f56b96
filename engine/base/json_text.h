// JSON text: appends values to a string, for variables, output lines and logs.
//
// `Out` is a std::string, or whatever else has += for a char and for a std::string_view.
#ifndef TELLTALE_ENGINE_BASE_JSON_TEXT_H_
#define TELLTALE_ENGINE_BASE_JSON_TEXT_H_

#include <string>
#include <string_view>

namespace telltale {

// Appends `text` as a JSON string: quotes, backslashes and control characters escaped, everything
// else as it is.
template <class Out>
void AppendJsonString(Out& out, std::string_view text) {
  constexpr char kHex[] = "0123456789abcdef";
  out += '"';
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (c == '"' || c == '\\') {
      out += '\\';
      out += c;
    } else if (c == '\n') {
      out += std::string_view("\\n");
    } else if (c == '\t') {
      out += std::string_view("\\t");
    } else if (byte < 0x20) {
      out += std::string_view("\\u00");
      out += kHex[byte >> 4];
      out += kHex[byte & 15];
    } else {
      out += c;
    }
  }
  out += '"';
}

// `text` as a JSON string.
inline std::string JsonString(std::string_view text) {
  std::string json;
  AppendJsonString(json, text);
  return json;
}

}  // namespace telltale

#endif  // TELLTALE_ENGINE_BASE_JSON_TEXT_H_
