#include "connectors/json/json_decoder.h"

#include <simdjson.h>

#include <algorithm>
#include <cstring>
#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "connectors/json/json_scalar.h"
#include "connectors/json/path_tree.h"
#include "engine/base/limits.h"

namespace telltale {
namespace {

namespace od = simdjson::ondemand;

constexpr std::string_view kBlanks = " \t\n\r";

std::string_view Trim(std::string_view token) {
  while (!token.empty() && kBlanks.find(token.back()) != std::string_view::npos) {
    token.remove_suffix(1);
  }
  return token;
}

class JsonDecoder : public Decoder {
 public:
  explicit JsonDecoder(const SlotTable& slots) : root_(BuildPathTree(slots)) {}

  bool Decode(std::string_view value, absl::Span<Value> fields, DecodeError& error) override;

 private:
  // Once one of these has returned an error, the document must not be touched again.
  simdjson::error_code Object(od::object object, const PathNode& node, int depth);
  simdjson::error_code Field(od::value value, const PathNode* node, int depth);
  simdjson::error_code Container(od::value value, bool is_object, const PathNode* node, int depth);
  simdjson::error_code Pass(od::value value, od::json_type type);
  simdjson::error_code Scalar(od::value value, od::json_type type, Value& into);
  simdjson::error_code Root(simdjson::padded_string_view json);
  bool Fail(simdjson::error_code code, std::string_view value, DecodeError& error) const;

  const PathNode root_;
  od::parser parser_;
  std::string scratch_;  // the record, with the padding that the parser wants
  absl::Span<Value> fields_;
};

bool JsonDecoder::Decode(std::string_view value, absl::Span<Value> fields, DecodeError& error) {
  if (value.size() > kMaxRecordBytes) {
    error = {ErrorId::kRecordTooLarge,
             absl::StrCat("expected at most ", kMaxRecordBytes, " bytes, but there are more")};
    return false;
  }
  fields_ = fields;
  root_.Clear(fields);
  if (scratch_.size() < value.size() + simdjson::SIMDJSON_PADDING) {
    scratch_.resize(2 * value.size() + simdjson::SIMDJSON_PADDING);
  }
  std::memcpy(scratch_.data(), value.data(), value.size());
  const auto code = Root(simdjson::padded_string_view(scratch_.data(), value.size(), scratch_.size()));
  return code == simdjson::SUCCESS || Fail(code, value, error);
}

simdjson::error_code JsonDecoder::Root(simdjson::padded_string_view json) {
  od::document document;
  if (auto code = parser_.iterate(json).get(document)) return code;
  od::object object;
  if (auto code = document.get_object().get(object)) return code;
  if (auto code = Object(object, root_, 1)) return code;
  const char* rest = nullptr;
  const bool at_end = document.current_location().get(rest) == simdjson::OUT_OF_BOUNDS;
  return at_end ? simdjson::SUCCESS : simdjson::TRAILING_CONTENT;
}

simdjson::error_code JsonDecoder::Object(od::object object, const PathNode& node, int depth) {
  for (simdjson::simdjson_result<od::field> each : object) {
    od::field field;
    if (auto code = std::move(each).get(field)) return code;
    std::string_view name;
    if (auto code = field.unescaped_key().get(name)) return code;
    if (auto code = Field(field.value(), node.Find(name), depth)) return code;
  }
  return simdjson::SUCCESS;
}

simdjson::error_code JsonDecoder::Field(od::value value, const PathNode* node, int depth) {
  if (node != nullptr) node->Clear(fields_);  // of duplicates the last wins, whole
  od::json_type type;
  if (auto code = value.type().get(type)) return code;
  const bool is_object = type == od::json_type::object;
  if (is_object || type == od::json_type::array) return Container(value, is_object, node, depth + 1);
  if (node == nullptr || !node->slot) return Pass(value, type);
  return Scalar(value, type, fields_[*node->slot]);
}

// A scalar that nobody reads: it must be one, but may be larger than what we could hold.
simdjson::error_code JsonDecoder::Pass(od::value value, od::json_type type) {
  const std::string_view token = Trim(value.raw_json_token());
  switch (type) {
    case od::json_type::string:
      return HasGoodEscapes(token, Surrogates::kAnyhow) ? simdjson::SUCCESS
                                                        : simdjson::STRING_ERROR;
    case od::json_type::number:
      return IsJsonNumber(token) ? simdjson::SUCCESS : simdjson::NUMBER_ERROR;
    default:
      return token == "true" || token == "false" || token == "null" ? simdjson::SUCCESS
                                                                    : simdjson::N_ATOM_ERROR;
  }
}

simdjson::error_code JsonDecoder::Container(od::value value, bool is_object, const PathNode* node,
                                            int depth) {
  if (depth > kMaxRecordDepth) return simdjson::DEPTH_ERROR;
  if (node != nullptr && node->slot) fields_[*node->slot] = Value::Other("");
  if (!is_object) {
    od::array array;
    if (auto code = value.get_array().get(array)) return code;
    for (simdjson::simdjson_result<od::value> each : array) {
      od::value element;
      if (auto code = std::move(each).get(element)) return code;
      if (auto code = Field(element, nullptr, depth)) return code;
    }
    return simdjson::SUCCESS;
  }
  static const PathNode kNothing;
  od::object object;
  if (auto code = value.get_object().get(object)) return code;
  return Object(object, node != nullptr ? *node : kNothing, depth);
}

simdjson::error_code JsonDecoder::Scalar(od::value value, od::json_type type, Value& into) {
  switch (type) {
    case od::json_type::string: {
      const std::string_view token = Trim(value.raw_json_token());
      if (!HasGoodEscapes(token, Surrogates::kPairsOnly)) return simdjson::STRING_ERROR;
      std::string_view text;
      if (auto code = value.get_string().get(text)) return code;
      into = Value::String(text);
      return simdjson::SUCCESS;
    }
    case od::json_type::number: {
      const std::string_view token = Trim(value.raw_json_token());
      double number;
      if (auto code = value.get_double().get(number)) return code;
      into = Value::Number(number, token);
      return simdjson::SUCCESS;
    }
    case od::json_type::boolean: {
      bool boolean;
      if (auto code = value.get_bool().get(boolean)) return code;
      into = Value::Bool(boolean);
      return simdjson::SUCCESS;
    }
    default: {
      into = Value::Null();
      return Pass(value, type);
    }
  }
}

bool JsonDecoder::Fail(simdjson::error_code code, std::string_view value,
                       DecodeError& error) const {
  if (code == simdjson::DEPTH_ERROR) {
    error = {ErrorId::kRecordTooDeep, absl::StrCat("expected at most ", kMaxRecordDepth,
                                                   " objects and lists in each other, but there "
                                                   "are more")};
    return false;
  }
  error.error = ErrorId::kRecordUndecodable;
  const size_t first = std::min(value.find_first_not_of(kBlanks), value.size());
  if (first == value.size()) {
    error.text = "expected a JSON object, but there are only blanks";
  } else if (value[first] != '{') {
    error.text = absl::StrCat("expected a JSON object, but found '", std::string(1, value[first]),
                              "' at byte ", first);
  } else {
    error.text = absl::StrCat("expected a JSON object, but ", simdjson::error_message(code));
  }
  return false;
}

}  // namespace

std::unique_ptr<Decoder> MakeJsonDecoder(const SlotTable& slots) {
  return std::make_unique<JsonDecoder>(slots);
}

}  // namespace telltale
