#include "connectors/json/json_decoder.h"

#include <simdjson.h>

#include <algorithm>
#include <cstring>
#include <string>
#include <string_view>
#include <utility>

#include "connectors/json/json_error.h"
#include "connectors/json/json_scalar.h"
#include "connectors/json/path_tree.h"
#include "engine/base/limits.h"

namespace telltale {
namespace {

namespace od = simdjson::ondemand;
using simdjson::error_code;
using simdjson::SUCCESS;

bool IsBlank(char c) { return c == ' ' || c == '\n' || c == '\r' || c == '\t'; }

// Without the blanks behind it: simdjson's tokens reach up to the next one.
std::string_view TrimEnd(std::string_view token) {
  while (!token.empty() && IsBlank(token.back())) token.remove_suffix(1);
  return token;
}

// Each step returns simdjson's code. After one other than SUCCESS the document must not be touched
// again: in builds with assertions simdjson aborts then.
class JsonDecoder : public Decoder {
 public:
  explicit JsonDecoder(const SlotTable& slots) : root_(BuildPathTree(slots)) {}

  bool Decode(std::string_view value, absl::Span<Value> fields, DecodeError& error) override;

 private:
  error_code Copy(std::string_view record);
  error_code Root();
  error_code Object(od::object object, const PathNode* node, int depth);
  error_code Array(od::array array, int depth);
  error_code Key(od::field& field, std::string_view& name);
  error_code Field(od::value& value, const PathNode* node, int depth);
  error_code Container(od::value& value, const PathNode* node, int depth);
  error_code String(od::value& value, std::string_view token, Value* into);
  error_code Number(od::value& value, std::string_view token, Value* into);
  static error_code Literal(std::string_view token, Value* into);

  void Spoil(std::string_view token, Value& into);
  error_code FirstSpoilt();

  const PathNode root_;
  od::parser parser_;
  od::document document_;
  std::string scratch_;  // the record, with the padding that simdjson wants behind it
  size_t size_ = 0;      // of the record
  absl::Span<Value> fields_;
  bool spoilt_ = false;            // Spoil() was called for this record
  const char* reached_ = nullptr;  // where the last value began, for messages
};

bool JsonDecoder::Decode(std::string_view value, absl::Span<Value> fields, DecodeError& error) {
  fields_ = fields;
  std::fill(fields.begin(), fields.end(), Value::Missing());
  spoilt_ = false;
  error_code code = Copy(value);
  if (code == SUCCESS) code = Root();
  if (code == SUCCESS) return true;
  error = DescribeJsonError(code, value, static_cast<size_t>(reached_ - scratch_.data()));
  return false;
}

error_code JsonDecoder::Copy(std::string_view record) {
  reached_ = scratch_.data();
  if (record.size() > kMaxRecordBytes) return simdjson::CAPACITY;
  if (record.empty()) return simdjson::EMPTY;
  if (record.front() == '\xEF') return simdjson::TAPE_ERROR;  // some versions skip a mark
  size_ = record.size();
  if (scratch_.size() < size_ + simdjson::SIMDJSON_PADDING) {
    scratch_.resize(2 * size_ + simdjson::SIMDJSON_PADDING);
    reached_ = scratch_.data();
    if (error_code code = parser_.allocate(scratch_.size())) return code;
  }
  std::memcpy(scratch_.data(), record.data(), size_);
  // What an earlier record left here could pass for the brackets that this one lacks.
  std::memset(scratch_.data() + size_, 0, simdjson::SIMDJSON_PADDING);
  return SUCCESS;
}

error_code JsonDecoder::Root() {
  const simdjson::padded_string_view json(scratch_.data(), size_, scratch_.size());
  if (error_code code = parser_.iterate(json).get(document_)) return code;
  od::object object;
  if (error_code code = document_.get_object().get(object)) return code;
  if (error_code code = Object(object, &root_, 1)) return code;
  const error_code end = document_.current_location().get(reached_);
  if (end != simdjson::OUT_OF_BOUNDS) return simdjson::TRAILING_CONTENT;
  return spoilt_ ? FirstSpoilt() : SUCCESS;
}

// What a rule reads but cannot be held is an error only if no later duplicate replaced it. Until
// that is known it is missing, with its token as text.
void JsonDecoder::Spoil(std::string_view token, Value& into) {
  spoilt_ = true;
  into.text = token;
}

error_code JsonDecoder::FirstSpoilt() {
  for (const Value& field : fields_) {
    if (field.kind != Value::Kind::kMissing || field.text.empty()) continue;
    reached_ = field.text.data();
    return *reached_ == '"' ? simdjson::STRING_ERROR : simdjson::NUMBER_ERROR;
  }
  return SUCCESS;
}

error_code JsonDecoder::Object(od::object object, const PathNode* node, int depth) {
  for (simdjson::simdjson_result<od::field> each : object) {
    if (each.error() != SUCCESS) return each.error();
    od::field&& field = std::move(each).value_unsafe();
    std::string_view name;
    if (error_code code = Key(field, name)) return code;
    const PathNode* child = node != nullptr ? node->Find(name) : nullptr;
    if (error_code code = Field(field.value(), child, depth)) return code;
  }
  return SUCCESS;
}

error_code JsonDecoder::Array(od::array array, int depth) {
  for (simdjson::simdjson_result<od::value> each : array) {
    if (each.error() != SUCCESS) return each.error();
    od::value&& element = std::move(each).value_unsafe();
    if (error_code code = Field(element, nullptr, depth)) return code;
  }
  return SUCCESS;
}

// A name that is no whole text cannot be that of any path: it is left empty.
error_code JsonDecoder::Key(od::field& field, std::string_view& name) {
  const char* begin = field.key().raw();
  const char* quote = begin;
  while (*quote != '"' && *quote != '\\') ++quote;
  name = {begin, static_cast<size_t>(quote - begin)};
  if (*quote == '"') return SUCCESS;
  reached_ = begin - 1;
  while (*quote != '"') quote += *quote == '\\' ? 2 : 1;
  const std::string_view token(begin, static_cast<size_t>(quote - begin));
  name = {};
  if (!HasGoodEscapes(token, Surrogates::kAnyhow)) return simdjson::STRING_ERROR;
  if (!HasGoodEscapes(token, Surrogates::kPairsOnly)) return SUCCESS;
  return field.unescaped_key().get(name);
}

error_code JsonDecoder::Field(od::value& value, const PathNode* node, int depth) {
  const std::string_view token = TrimEnd(value.raw_json_token());
  if (token.empty()) return simdjson::INCOMPLETE_ARRAY_OR_OBJECT;
  reached_ = token.data();
  if (node != nullptr) node->Clear(fields_);  // of duplicates the last wins, whole
  Value* into = node != nullptr && node->slot ? &fields_[*node->slot] : nullptr;
  switch (token.front()) {
    case '{':
    case '[':
      return Container(value, node, depth + 1);
    case '"':
      return String(value, token, into);
    case 't':
    case 'f':
    case 'n':
      return Literal(token, into);
    default:
      return Number(value, token, into);
  }
}

error_code JsonDecoder::Container(od::value& value, const PathNode* node, int depth) {
  if (depth > kMaxRecordDepth) return simdjson::DEPTH_ERROR;
  const char* begin = reached_;
  if (*begin == '{') {
    od::object object;
    if (error_code code = value.get_object().get(object)) return code;
    if (error_code code = Object(object, node, depth)) return code;
  } else {
    od::array array;
    if (error_code code = value.get_array().get(array)) return code;
    if (error_code code = Array(array, depth)) return code;
  }
  if (node == nullptr || !node->slot) return SUCCESS;
  const char* next = nullptr;  // the token behind its closing bracket
  if (error_code code = document_.current_location().get(next)) return code;
  const std::string_view json(begin, static_cast<size_t>(next - begin));
  fields_[*node->slot] = Value::Other(TrimEnd(json));
  return SUCCESS;
}

// Control characters, UTF-8 and the closing quote were checked for the whole record.
error_code JsonDecoder::String(od::value& value, std::string_view token, Value* into) {
  const bool plain = token.find('\\') == std::string_view::npos;
  if (!plain && !HasGoodEscapes(token, Surrogates::kAnyhow)) return simdjson::STRING_ERROR;
  if (!plain && into != nullptr && HasGoodEscapes(token, Surrogates::kPairsOnly)) {
    std::string_view text;
    if (error_code code = value.get_string().get(text)) return code;
    *into = Value::String(text);
    return SUCCESS;
  }
  // Consumed here, because simdjson skips `"a":` as a name where a value should be.
  od::raw_json_string raw;
  if (error_code code = value.get_raw_json_string().get(raw)) return code;
  if (into == nullptr) return SUCCESS;
  if (plain) {
    *into = Value::String(token.substr(1, token.size() - 2));
  } else {
    Spoil(token, *into);
  }
  return SUCCESS;
}

// simdjson refuses what is no number and what is beyond a double alike, without leaving its place.
error_code JsonDecoder::Number(od::value& value, std::string_view token, Value* into) {
  double number = 0;
  if (into != nullptr && value.get_double().get(number) == SUCCESS) {
    *into = Value::Number(number, token);
    return SUCCESS;
  }
  if (!IsJsonNumber(token)) return simdjson::NUMBER_ERROR;
  if (into != nullptr) Spoil(token, *into);
  return SUCCESS;
}

error_code JsonDecoder::Literal(std::string_view token, Value* into) {
  const bool is_true = token == "true";
  const bool is_null = token == "null";
  if (!is_true && !is_null && token != "false") return simdjson::T_ATOM_ERROR;
  if (into != nullptr) *into = is_null ? Value::Null() : Value::Bool(is_true);
  return SUCCESS;
}

}  // namespace

std::unique_ptr<Decoder> MakeJsonDecoder(const SlotTable& slots) {
  return std::make_unique<JsonDecoder>(slots);
}

}  // namespace telltale
