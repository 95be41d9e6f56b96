#include "engine/runtime/job_reader.h"

#include "absl/strings/numbers.h"
#include "absl/types/span.h"
#include "engine/base/strings.h"

namespace telltale {
namespace {

constexpr size_t kHexDigits = 16;  // of half a hash

std::optional<KeyHash> ReadHash(const Value& value) {
  KeyHash hash;
  if (value.kind != Value::Kind::kString || value.text.size() != 2 * kHexDigits) {
    return std::nullopt;
  }
  if (!absl::SimpleHexAtoi(A(value.text.substr(0, kHexDigits)), &hash.high) ||
      !absl::SimpleHexAtoi(A(value.text.substr(kHexDigits)), &hash.low)) {
    return std::nullopt;
  }
  return hash;
}

template <class Int>
std::optional<Int> ReadWhole(const Value& value) {
  Int number = 0;
  if (value.kind != Value::Kind::kNumber || !absl::SimpleAtoi(A(value.text), &number)) {
    return std::nullopt;
  }
  return number;
}

bool IsText(const Value& value) { return value.kind == Value::Kind::kString; }

}  // namespace

JobReader::JobReader(const MakeDecoder& make_decoder) {
  SlotTable slots;
  const auto slot = [&slots](const char* name) { return slots.Add(Path{{kJobVariable, name}}); };
  slots_ = {.rule = slot("rule"),
            .topic = slot("topic"),
            .partition = slot("partition"),
            .key = slot("key"),
            .raised_at = slot("raised_at")};
  decoder_ = make_decoder(slots);
  fields_.resize(slots.paths().size());
}

std::optional<JobReport> JobReader::Read(InstanceReport::Kind kind, const Job& job) {
  DecodeError error;
  if (!decoder_->Decode(job.variables, absl::MakeSpan(fields_), error)) return std::nullopt;
  const std::optional<KeyHash> key = ReadHash(fields_[slots_.key]);
  const auto partition = ReadWhole<int32_t>(fields_[slots_.partition]);
  const auto raised_at = ReadWhole<int64_t>(fields_[slots_.raised_at]);
  const Value& topic = fields_[slots_.topic];
  const Value& rule = fields_[slots_.rule];
  if (!key || !partition || !raised_at || !IsText(topic) || !IsText(rule)) return std::nullopt;
  return JobReport{.job = job.key,
                   .topic = std::string(topic.text),
                   .partition = *partition,
                   .rule = std::string(rule.text),
                   .report = {.kind = kind,
                              .key = *key,
                              .raised_at = EventMs(*raised_at),
                              .process = job.process,
                              .instance = job.instance.value}};
}

}  // namespace telltale
