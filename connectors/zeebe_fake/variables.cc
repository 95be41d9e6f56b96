#include "connectors/zeebe_fake/variables.h"

#include <simdjson.h>

#include <map>

#include "absl/strings/str_cat.h"
#include "engine/base/json_text.h"
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

std::string Merge(std::string_view json, std::string_view over) {
  if (over.empty()) return std::string(json);
  std::map<std::string, std::string> members;
  for (const std::string_view object : {json, over}) {
    const simdjson::padded_string padded(object);
    od::parser parser;
    od::document document;
    od::object fields;
    if (parser.iterate(padded).get(document) != simdjson::SUCCESS) continue;
    if (document.get_object().get(fields) != simdjson::SUCCESS) continue;
    for (auto field : fields) {
      std::string_view name, text;
      od::value value;
      if (field.unescaped_key().get(name) != simdjson::SUCCESS) break;
      if (field.value().get(value) != simdjson::SUCCESS) break;
      if (simdjson::to_json_string(value).get(text) != simdjson::SUCCESS) break;
      members[std::string(name)] = text;
    }
  }
  std::string merged;
  for (const auto& [name, value] : members) {
    if (!merged.empty()) merged += ',';
    AppendJsonString(merged, name);
    absl::StrAppend(&merged, ":", value);
  }
  return absl::StrCat("{", merged, "}");
}

}  // namespace telltale
