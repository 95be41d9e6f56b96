// Value: one field of one record as an expression, a key part or a time sees it.
//
// Ownership: text points into the record's bytes or the decoder's scratch and dies with the batch.
// Thread safety: a value.
#ifndef TELLTALE_ENGINE_BASE_VALUE_H_
#define TELLTALE_ENGINE_BASE_VALUE_H_

#include <cstdint>
#include <string_view>

namespace telltale {

struct Value {
  enum class Kind : uint8_t {
    kMissing,  // no such field: null to an expression, told apart only by `is defined`
    kNull,
    kBool,
    kNumber,
    kString,
    kOther,  // a list or an object
  };

  Kind kind = Kind::kMissing;
  bool boolean = false;   // kBool
  double number = 0;      // kNumber; finite
  std::string_view text;  // kString: the unescaped text. kNumber: the number as written.
                          // kOther: the JSON as written.

  static constexpr Value Missing() { return {}; }
  static constexpr Value Null() { return {.kind = Kind::kNull}; }
  static constexpr Value Bool(bool b) { return {.kind = Kind::kBool, .boolean = b}; }
  static constexpr Value Number(double d, std::string_view as_written = {}) {
    return {.kind = Kind::kNumber, .number = d, .text = as_written};
  }
  static constexpr Value String(std::string_view s) { return {.kind = Kind::kString, .text = s}; }
  static constexpr Value Other(std::string_view json) {
    return {.kind = Kind::kOther, .text = json};
  }

  constexpr bool IsNull() const { return kind == Kind::kMissing || kind == Kind::kNull; }
};

}  // namespace telltale

#endif  // TELLTALE_ENGINE_BASE_VALUE_H_
