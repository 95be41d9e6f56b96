#include "tests/acceptance/tools/input_record.h"

#include <simdjson.h>

#include <string_view>

#include "absl/strings/escaping.h"

namespace telltale::acceptance {
namespace {

using simdjson::dom::element;

std::optional<std::string> TextField(element object, std::string_view name) {
  std::string_view text;
  if (object[name].get(text) != simdjson::SUCCESS) return std::nullopt;
  return std::string(text);
}

absl::StatusOr<std::optional<std::string>> Value(element object) {
  const std::optional<std::string> encoded = TextField(object, "value64");
  if (!encoded) return TextField(object, "value");
  std::string bytes;
  if (!absl::Base64Unescape(*encoded, &bytes)) {
    return absl::InvalidArgumentError("value64 is not base64");
  }
  return bytes;
}

}  // namespace

absl::StatusOr<InputRecord> ParseInputRecord(const std::string& line) {
  simdjson::dom::parser parser;
  element root;
  if (parser.parse(line).get(root) != simdjson::SUCCESS || !root.is_object()) {
    return absl::InvalidArgumentError("expected a JSON object, but found: " + line.substr(0, 80));
  }
  InputRecord record;
  if (root["timestamp"].get(record.timestamp_ms) != simdjson::SUCCESS) {
    return absl::InvalidArgumentError("timestamp is missing: " + line.substr(0, 80));
  }
  absl::StatusOr<std::optional<std::string>> value = Value(root);
  if (!value.ok()) return value.status();
  record.value = *std::move(value);
  record.key = TextField(root, "key");
  int64_t partition = 0;
  if (root["partition"].get(partition) == simdjson::SUCCESS) record.partition = partition;
  simdjson::dom::object headers;
  if (root["headers"].get(headers) == simdjson::SUCCESS) {
    for (const auto field : headers) {
      record.headers.emplace_back(field.key, TextField(root["headers"], field.key).value_or(""));
    }
  }
  return record;
}

}  // namespace telltale::acceptance
