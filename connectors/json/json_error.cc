#include "connectors/json/json_error.h"

#include <string>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "engine/base/limits.h"

namespace telltale {
namespace {

// A byte as it can be shown: '[' or 0xEF.
std::string Shown(char byte) {
  if (byte > ' ' && byte < 0x7F) return absl::StrCat("'", std::string(1, byte), "'");
  return absl::StrFormat("0x%02X", static_cast<unsigned char>(byte));
}

std::string Describe(simdjson::error_code code, std::string_view record, size_t reached) {
  const size_t first = record.find_first_not_of(" \t\n\r");
  if (first == std::string_view::npos) return "expected a JSON object, but there are only blanks";
  if (record[first] != '{') {
    return absl::StrCat("expected a JSON object, but found ", Shown(record[first]), " at byte ",
                        first);
  }
  switch (code) {
    case simdjson::UTF8_ERROR:
      return "expected UTF-8, but some bytes are none";
    case simdjson::UNCLOSED_STRING:
      return "expected a closing '\"', but the record ends inside a string";
    case simdjson::UNESCAPED_CHARS:
      return "expected control characters to be escaped, but a string has one as it is";
    case simdjson::INCOMPLETE_ARRAY_OR_OBJECT:
      return "expected a closing '}', but the record ends before";
    case simdjson::STRING_ERROR:
      return absl::StrCat("expected a string of whole characters, but found a bad escape, or half ",
                          "a surrogate pair, at byte ", reached);
    case simdjson::NUMBER_ERROR:
      return absl::StrCat("expected a JSON number in the range of a double, but found another ",
                          "at byte ", reached);
    case simdjson::TRAILING_CONTENT:
      return absl::StrCat("expected nothing behind the object, but found more at byte ", reached);
    default:
      return absl::StrCat("expected well-formed JSON, but it is not at byte ", reached,
                          " or next to it");
  }
}

}  // namespace

DecodeError DescribeJsonError(simdjson::error_code code, std::string_view record, size_t reached) {
  if (code == simdjson::CAPACITY) {
    return {ErrorId::kRecordTooLarge, absl::StrCat("expected at most ", kMaxRecordBytes,
                                                   " bytes, but there are ", record.size())};
  }
  if (code == simdjson::DEPTH_ERROR) {
    return {ErrorId::kRecordTooDeep,
            absl::StrCat("expected at most ", kMaxRecordDepth,
                         " objects and lists in each other, but found more at byte ", reached)};
  }
  return {ErrorId::kRecordUndecodable, Describe(code, record, reached)};
}

}  // namespace telltale
