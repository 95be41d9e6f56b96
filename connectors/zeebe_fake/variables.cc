#include "connectors/zeebe_fake/variables.h"

#include <simdjson.h>

#include "absl/strings/str_cat.h"
#include "engine/base/strings.h"

namespace telltale {
namespace {

namespace od = simdjson::ondemand;

}  // namespace

std::optional<std::string> TextAt(std::string_view json,
                                  std::initializer_list<std::string_view> path) {
  const simdjson::padded_string padded(json);
  od::parser parser;
  od::document document;
  if (parser.iterate(padded).get(document) != simdjson::SUCCESS) return std::nullopt;
  od::value value;
  if (document.get_value().get(value) != simdjson::SUCCESS) return std::nullopt;
  for (const std::string_view name : path) {
    if (value.find_field_unordered(name).get(value) != simdjson::SUCCESS) return std::nullopt;
  }
  std::string_view text;
  if (value.get_string().get(text) != simdjson::SUCCESS) return std::nullopt;
  return std::string(text);
}

std::string Select(std::string_view json, const std::vector<std::string>& names) {
  if (names.empty()) return std::string(json);
  const simdjson::padded_string padded(json);
  od::parser parser;
  od::document document;
  std::string selected;
  if (parser.iterate(padded).get(document) != simdjson::SUCCESS) return "{}";
  for (const std::string& name : names) {
    od::value value;
    std::string_view text;
    if (document.find_field_unordered(name).get(value) != simdjson::SUCCESS) continue;
    if (simdjson::to_json_string(value).get(text) != simdjson::SUCCESS) continue;
    absl::StrAppend(&selected, selected.empty() ? "" : ",", "\"", name, "\":", A(text));
  }
  return absl::StrCat("{", selected, "}");
}

}  // namespace telltale
