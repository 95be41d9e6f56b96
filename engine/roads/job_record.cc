#include "engine/roads/job_record.h"

#include <array>
#include <optional>
#include <string_view>
#include <utility>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "absl/types/span.h"
#include "engine/base/status.h"
#include "engine/base/strings.h"
#include "engine/feel/lists.h"
#include "engine/roads/plain_text.h"
#include "engine/rules/topic_name.h"

namespace telltale {
namespace {

absl::Status Unpublishable(std::string_view expected, std::string_view but) {
  return MakeError(ErrorId::kJobUnpublishable,
                   absl::StrCat("expected ", A(expected), ", but ", A(but)));
}

absl::Status Decode(Decoder& decoder, std::string_view what, std::string_view json,
                    std::vector<Value>& fields) {
  DecodeError error;
  if (decoder.Decode(json.empty() ? "{}" : json, absl::MakeSpan(fields), error)) {
    return absl::OkStatus();
  }
  return MakeError(ErrorId::kJobUnpublishable,
                   absl::StrCat("the job's ", A(what), ": ", error.text));
}

}  // namespace

JobRecords::JobRecords(const PublishPlan& plan, const MakeDecoder& make_decoder)
    : plan_(plan),
      variable_decoder_(make_decoder(plan.paths.variables())),
      header_decoder_(make_decoder(plan.paths.headers())),
      variables_(plan.paths.variables().paths().size()),
      headers_(plan.paths.headers().paths().size()),
      space_(feel::kScratchBytes) {}

absl::StatusOr<NewRecord> JobRecords::Make(const Job& job) {
  NewRecord record;
  RETURN_IF_ERROR(Read(job));
  RETURN_IF_ERROR(Fill(job, record));
  return record;
}

absl::Status JobRecords::Read(const Job& job) {
  RETURN_IF_ERROR(Decode(*variable_decoder_, "variables", job.variables, variables_));
  RETURN_IF_ERROR(Decode(*header_decoder_, "headers", job.headers, headers_));
  key_ = absl::StrCat(job.key.value);
  instance_ = absl::StrCat(job.instance.value);
  retries_ = absl::StrCat(job.retries);
  const std::array<Value, kJobFacts> facts = {
      Value::String(key_),        Value::String(job.type),    Value::String(instance_),
      Value::String(job.process), Value::String(job.element), Value::Number(job.retries, retries_),
      Value::Other(job.headers),  Value::Other(job.variables)};
  values_ = plan_.paths.Values(facts, variables_, headers_);
  return absl::OkStatus();
}

Value JobRecords::Evaluate(const feel::Program& program) {
  feel::Scratch scratch{absl::MakeSpan(space_)};
  return feel::Evaluate(program, values_, scratch);
}

absl::StatusOr<std::string> JobRecords::TopicOf() {
  if (!plan_.topic_of) return plan_.topic;
  const Value topic = Evaluate(*plan_.topic_of);
  if (topic.kind != Value::Kind::kString) {
    return Unpublishable("a text for 'topic'", "the job has none for it");
  }
  if (IsTopicName(topic.text)) return std::string(topic.text);
  const std::string_view shown = topic.text.substr(0, kMostTopicBytes);
  return Unpublishable(absl::StrCat(A(kATopicName), " for 'topic'"),
                       absl::StrCat("it is '", absl::CEscape(A(shown)), "'"));
}

absl::Status JobRecords::Fill(const Job& job, NewRecord& record) {
  ASSIGN_OR_RETURN(record.topic, TopicOf());
  if (plan_.key) {
    record.key = PlainText(Evaluate(*plan_.key));
    if (!record.key) return Unpublishable("a value for 'key'", "it is null");
  }
  if (!plan_.tombstone || !feel::IsTrue(*plan_.tombstone, values_)) {
    const Value value = Evaluate(plan_.value);
    if (value.IsNull()) return Unpublishable("a value for 'value'", "it is null");
    feel::AppendJson(value, record.value.emplace());
  }
  for (const auto& [name, program] : plan_.headers) {
    if (std::optional<std::string> text = PlainText(Evaluate(program))) {
      record.headers.emplace_back(name, *std::move(text));
    }
  }
  record.headers.emplace_back(kJobKeyHeader, key_);
  record.headers.emplace_back(kInstanceHeader, instance_);
  record.headers.emplace_back(kProcessHeader, job.process);
  return absl::OkStatus();
}

}  // namespace telltale
