#include "connectors/json/json_decoder.h"

#include <simdjson.h>

#include <algorithm>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "connectors/json/json_error.h"
#include "connectors/json/json_scalar.h"
#include "connectors/json/path_tree.h"
#include "engine/base/limits.h"
#include "engine/base/status.h"

namespace telltale {
namespace {

using simdjson::error_code;
using simdjson::SUCCESS;

bool IsBlank(char c) { return c == ' ' || c == '\n' || c == '\r' || c == '\t'; }

// simdjson's first stage finds where tokens begin, checks UTF-8, and closes every string; what it
// found is walked here, on the record's own bytes.
//
// A token is a bracket, a colon, a comma, or a scalar; a scalar reaches up to the next token, less
// the blanks before that.
class JsonDecoder : public Decoder {
 public:
  explicit JsonDecoder(const SlotTable& slots) : root_(BuildPathTree(slots)) {}

  bool Decode(std::string_view value, absl::Span<Value> fields, DecodeError& error) override;

 private:
  error_code FindTokens();
  error_code Reserve();
  error_code Root();
  error_code Object(const PathNode* node, int depth);
  const PathNode* ChildOf(const PathNode& node, std::string_view name);
  error_code Array(int depth);
  error_code Field(const PathNode* node, int depth);
  error_code Container(const PathNode* node, int depth);
  error_code Key(std::string_view& name);
  error_code String(std::string_view token, Value* into);
  static error_code Literal(std::string_view token, Value* into);
  error_code Number(std::string_view token, Value* into);

  // The first byte of the next token; 0 if there is none.
  char Peek() const { return at_ < end_ ? record_[*at_] : '\0'; }
  // Takes the next token if it is `c`.
  bool Take(char c) {
    if (Peek() != c) return false;
    ++at_;
    return true;
  }
  // REQUIRES: there is a next token.
  std::string_view TakeScalar();
  error_code Unexpected() const {
    return at_ < end_ ? simdjson::TAPE_ERROR : simdjson::INCOMPLETE_ARRAY_OR_OBJECT;
  }
  // Room for text that is written otherwise than it is meant.
  std::string_view Unescape(std::string_view token);

  void Spoil(std::string_view token, Value& into);
  error_code FirstSpoilt();

  // What the field at one place of the root object was called last, and what it is to us. Records
  // of a topic mostly have their fields in the same order.
  struct Habit {
    std::string name;
    const PathNode* child = nullptr;
  };
  static constexpr size_t kHabits = 64;

  const PathNode root_;
  std::vector<Habit> habits_ = std::vector<Habit>(kHabits);
  size_t place_ = 0;  // of the next field in the root object
  std::unique_ptr<simdjson::internal::dom_parser_implementation> finder_;
  std::string_view record_;
  const uint32_t* at_ = nullptr;   // where the next token begins
  const uint32_t* end_ = nullptr;  // behind the last one
  bool plain_ = false;             // there is no backslash in the record
  std::string unescaped_;
  absl::Span<Value> fields_;
  bool spoilt_ = false;  // Spoil() was called for this record
  size_t reached_ = 0;   // where the last value began, for messages
};

bool JsonDecoder::Decode(std::string_view value, absl::Span<Value> fields, DecodeError& error) {
  record_ = value;
  fields_ = fields;
  std::fill(fields.begin(), fields.end(), Value::Missing());
  spoilt_ = false;
  reached_ = 0;
  place_ = 0;
  error_code code = FindTokens();
  if (code == SUCCESS) code = Root();
  if (code == SUCCESS) return true;
  error = DescribeJsonError(code, value, reached_);
  return false;
}

error_code JsonDecoder::FindTokens() {
  if (record_.size() > kMaxRecordBytes) return simdjson::CAPACITY;
  if (record_.empty()) return simdjson::EMPTY;
  if (error_code code = Reserve()) return code;
  const auto* bytes = reinterpret_cast<const uint8_t*>(record_.data());
  if (error_code code = finder_->stage1(bytes, record_.size(), simdjson::stage1_mode::regular)) {
    return code;
  }
  at_ = finder_->structural_indexes.get();
  end_ = at_ + finder_->n_structural_indexes;
  plain_ = record_.find('\\') == std::string_view::npos;
  unescaped_.clear();
  if (!plain_) unescaped_.reserve(record_.size());  // texts point into it: it must not move
  return SUCCESS;
}

error_code JsonDecoder::Reserve() {
  if (finder_ != nullptr && record_.size() < finder_->capacity()) return SUCCESS;
  finder_.reset();
  return simdjson::get_active_implementation()->create_dom_parser_implementation(
      2 * record_.size(), kMaxRecordDepth, finder_);
}

error_code JsonDecoder::Root() {
  if (!Take('{')) return simdjson::INCORRECT_TYPE;
  if (error_code code = Object(&root_, 1)) return code;
  if (at_ == end_) return spoilt_ ? FirstSpoilt() : SUCCESS;
  reached_ = *at_;
  return simdjson::TRAILING_CONTENT;
}

// What a rule reads but cannot be held is an error only if no later duplicate replaced it. Until
// that is known it is missing, with its token as text.
void JsonDecoder::Spoil(std::string_view token, Value& into) {
  spoilt_ = true;
  into = Value::Missing();
  into.text = token;
}

error_code JsonDecoder::FirstSpoilt() {
  for (const Value& field : fields_) {
    if (field.kind != Value::Kind::kMissing || field.text.empty()) continue;
    reached_ = static_cast<size_t>(field.text.data() - record_.data());
    return field.text.front() == '"' ? simdjson::STRING_ERROR : simdjson::NUMBER_ERROR;
  }
  return SUCCESS;
}

std::string_view JsonDecoder::TakeScalar() {
  const size_t begin = *at_++;
  size_t end = at_ < end_ ? *at_ : record_.size();
  while (IsBlank(record_[end - 1])) --end;  // its first byte is no blank
  return record_.substr(begin, end - begin);
}

// Behind its bracket.
error_code JsonDecoder::Object(const PathNode* node, int depth) {
  if (Take('}')) return SUCCESS;
  while (true) {
    std::string_view name;
    if (error_code code = Key(name)) return code;
    if (!Take(':')) return Unexpected();
    const PathNode* child = node != nullptr ? ChildOf(*node, name) : nullptr;
    if (error_code code = Field(child, depth)) return code;
    if (Take(',')) continue;
    return Take('}') ? SUCCESS : Unexpected();
  }
}

const PathNode* JsonDecoder::ChildOf(const PathNode& node, std::string_view name) {
  if (&node != &root_ || place_ == kHabits) return node.Find(name);
  Habit& habit = habits_[place_++];
  if (habit.name != name) {
    habit.name = name;
    habit.child = node.Find(name);
  }
  return habit.child;
}

error_code JsonDecoder::Array(int depth) {
  if (Take(']')) return SUCCESS;
  while (true) {
    if (error_code code = Field(nullptr, depth)) return code;
    if (Take(',')) continue;
    return Take(']') ? SUCCESS : Unexpected();
  }
}

// A name that is no whole text cannot be that of any path: it is left empty.
error_code JsonDecoder::Key(std::string_view& name) {
  if (Peek() != '"') return Unexpected();
  const size_t begin = *at_;
  const std::string_view token = TakeScalar();
  name = token.substr(1, token.size() - 2);
  if (plain_ || name.find('\\') == std::string_view::npos) return SUCCESS;
  name = {};
  reached_ = begin;
  if (!HasGoodEscapes(token, Surrogates::kAnyhow)) return simdjson::STRING_ERROR;
  if (HasGoodEscapes(token, Surrogates::kPairsOnly)) name = Unescape(token);
  return SUCCESS;
}

error_code JsonDecoder::Field(const PathNode* node, int depth) {
  const char first = Peek();
  if (at_ < end_) reached_ = *at_;
  // Of duplicates the last wins, whole.
  if (node != nullptr && !node->children.empty()) node->Clear(fields_);
  Value* into = node != nullptr && node->slot ? &fields_[*node->slot] : nullptr;
  switch (first) {
    case '{':
    case '[':
      return Container(node, depth + 1);
    case '"':
      return String(TakeScalar(), into);
    case 't':
    case 'f':
    case 'n':
      return Literal(TakeScalar(), into);
    case '}':
    case ']':
    case ':':
    case ',':
    case '\0':
      return Unexpected();
    default:
      return Number(TakeScalar(), into);
  }
}

error_code JsonDecoder::Container(const PathNode* node, int depth) {
  if (depth > kMaxRecordDepth) return simdjson::DEPTH_ERROR;
  const size_t begin = *at_;
  const bool is_object = record_[*at_++] == '{';
  if (error_code code = is_object ? Object(node, depth) : Array(depth)) return code;
  if (node == nullptr || !node->slot) return SUCCESS;
  const size_t end = at_[-1] + 1;  // behind its closing bracket
  fields_[*node->slot] = Value::Other(record_.substr(begin, end - begin));
  return SUCCESS;
}

// Control characters, UTF-8 and the closing quote were checked for the whole record.
error_code JsonDecoder::String(std::string_view token, Value* into) {
  const bool plain = plain_ || token.find('\\') == std::string_view::npos;
  if (!plain && !HasGoodEscapes(token, Surrogates::kAnyhow)) return simdjson::STRING_ERROR;
  if (into == nullptr) return SUCCESS;
  if (plain) {
    *into = Value::String(token.substr(1, token.size() - 2));
  } else if (HasGoodEscapes(token, Surrogates::kPairsOnly)) {
    *into = Value::String(Unescape(token));
  } else {
    Spoil(token, *into);
  }
  return SUCCESS;
}

std::string_view JsonDecoder::Unescape(std::string_view token) {
  const size_t begin = unescaped_.size();
  AppendUnescaped(token, unescaped_);
  return std::string_view(unescaped_).substr(begin);
}

error_code JsonDecoder::Number(std::string_view token, Value* into) {
  if (!IsJsonNumber(token)) return simdjson::NUMBER_ERROR;
  if (into == nullptr) return SUCCESS;
  if (const std::optional<double> number = JsonNumber(token)) {
    *into = Value::Number(*number, token);
  } else {
    Spoil(token, *into);
  }
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
