#include "engine/roads/history_reader.h"

#include <algorithm>
#include <string_view>

#include "absl/strings/ascii.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "engine/base/hash.h"
#include "engine/base/number_text.h"
#include "engine/base/strings.h"
#include "engine/roads/plain_text.h"

namespace telltale {
namespace {

// Zeebe's numbers are 64 bits wide; a double would round the keys of partition 4 and later.
std::optional<int64_t> WholeNumber(const Value& value) {
  int64_t number = 0;
  if (value.kind != Value::Kind::kNumber || !absl::SimpleAtoi(A(value.text), &number)) return {};
  return number;
}

// What Zeebe calls nothing is -1.
std::optional<std::string> ZeebeKey(const Value& value) {
  const std::optional<int64_t> key = WholeNumber(value);
  if (!key || *key < 0) return std::nullopt;
  return absl::StrCat(*key);
}

// PROCESS_INSTANCE and its like: what a topic's name may be made of.
bool IsValueType(const Value& value) {
  return value.kind == Value::Kind::kString && !value.text.empty() &&
         std::all_of(value.text.begin(), value.text.end(),
                     [](unsigned char c) { return absl::ascii_isalnum(c) || c == '_'; });
}

}  // namespace

bool HistoryReader::Read(const BulkRecord& record, DecodeError& error) {
  record_ = record;
  sign_.reset();
  if (!decoder_->Decode(record.json, absl::MakeSpan(fields_), error)) return false;
  const std::optional<int64_t> timestamp = WholeNumber(fields_[HistoryPlan::kTimestamp]);
  const bool is_zeebes = timestamp && *timestamp >= 0 && *timestamp < kYear10000Ms &&
                         IsValueType(fields_[HistoryPlan::kValueType]);
  if (is_zeebes) {
    sign_ = {*timestamp, Digest()};
    return true;
  }
  error = {ErrorId::kRecordUndecodable,
           "expected one of Zeebe's records, with `timestamp` and `valueType`, but one of them is "
           "missing or none"};
  return false;
}

uint64_t HistoryReader::Digest() const {
  const Value& key = fields_[HistoryPlan::kKey];
  const uint64_t type = Hash64(fields_[HistoryPlan::kValueType].text);
  return key.kind == Value::Kind::kNumber ? type ^ Hash64(key.text) : type;
}

bool HistoryReader::IsWanted() const { return !plan_.where || feel::IsTrue(*plan_.where, fields_); }

NewRecord HistoryReader::Make() const {
  NewRecord record{.topic = TopicName(), .key = KeyText(), .value = std::string(record_.json)};
  record.headers = {{kZeebePartitionHeader, absl::StrCat(record_.partition)},
                    {kZeebePositionHeader, absl::StrCat(record_.position)}};
  for (const HistoryHeader& header : plan_.headers) {
    if (auto text = TextOf(header.value)) record.headers.emplace_back(header.name, *text);
  }
  return record;
}

std::string HistoryReader::TopicName() const {
  const std::string_view type = fields_[HistoryPlan::kValueType].text;
  const std::string word = absl::AsciiStrToLower(absl::StrReplaceAll(A(type), {{"_", "-"}}));
  return absl::StrReplaceAll(plan_.topic, {{kValueTypeWord, word}});
}

std::string HistoryReader::KeyText() const {
  std::optional<std::string> key = plan_.key ? TextOf(*plan_.key) : std::nullopt;
  if (!key) key = ZeebeKey(fields_[HistoryPlan::kInstance]);
  if (!key) key = ZeebeKey(fields_[HistoryPlan::kKey]);
  return key ? *key : absl::StrCat(record_.partition, "-", record_.position);
}

std::optional<std::string> HistoryReader::TextOf(const feel::Program& program) const {
  char space[feel::kScratchBytes];
  feel::Scratch scratch{absl::Span<char>(space)};
  return PlainText(feel::Evaluate(program, fields_, scratch));
}

}  // namespace telltale
