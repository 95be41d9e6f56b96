#include "cli/sample.h"

#include <algorithm>
#include <chrono>
#include <map>
#include <memory>
#include <utility>

#include "absl/strings/str_cat.h"
#include "cli/patience.h"
#include "cli/run_flags.h"
#include "cli/wiring.h"
#include "connectors/json/json_decoder.h"
#include "engine/base/hash.h"
#include "engine/base/status.h"
#include "engine/rules/reader.h"

namespace telltale {
namespace {

using Steady = std::chrono::steady_clock;

constexpr Millis kPollLimit{100};

// One topic that is being read.
struct TopicReader {
  TopicReader(const CompiledTopic& which, size_t most)
      : topic(which),
        sample(which),
        decoder(MakeJsonDecoder(which.slots)),
        fields(which.slots.paths().size()),
        left(most) {}

  const CompiledTopic& topic;
  TopicSample sample;
  std::unique_ptr<Decoder> decoder;
  std::vector<Value> fields;
  size_t left;                     // records that are still wanted
  std::map<int32_t, Offset> ends;  // partitions that are not read to their end
};

uint64_t IdOf(const IdSource& source, const Record& record, const std::vector<Value>& fields) {
  if (source.kind == IdSource::Kind::kField) return ReadId(fields[source.slot]);
  if (source.kind == IdSource::Kind::kPosition) return 0;
  for (const Header& header : record.headers) {
    if (header.name == source.header) return Hash64(header.value);
  }
  return 0;
}

void Take(const Record& record, TopicReader& reading) {
  const auto end = reading.ends.find(record.partition.partition);
  if (end != reading.ends.end() && record.next >= end->second) reading.ends.erase(end);
  if (reading.left == 0) return;
  --reading.left;
  if (record.tombstone) return reading.sample.AddTombstone();
  DecodeError error;
  if (!reading.decoder->Decode(record.value, absl::MakeSpan(reading.fields), error)) {
    return reading.sample.AddUnreadable(error.text);
  }
  reading.sample.Add({.partition = record.partition.partition,
                      .timestamp = record.timestamp,
                      .producer_time = record.producer_time,
                      .id = IdOf(reading.topic.id_source, record, reading.fields),
                      .fields = reading.fields,
                      .whole = &record});
}

// Begins delivery of a topic's partitions, each as far before its end as its share of the sample.
absl::Status Begin(Source& source, bool from_end, TopicId id, TopicReader& reading) {
  const std::string& name = reading.topic.name;
  ASSIGN_OR_RETURN(const std::vector<int32_t> partitions,
                   Patiently([&] { return source.Partitions(name); }));
  const auto share =
      static_cast<int64_t>(reading.left / std::max<size_t>(partitions.size(), 1) + 1);
  for (const int32_t partition : partitions) {
    Offset from{0};
    if (from_end) {
      ASSIGN_OR_RETURN(const Bounds bounds,
                       Patiently([&] { return source.GetBounds(name, partition); }));
      from = {std::max(bounds.begin.value, bounds.end.value - share)};
      if (from < bounds.end) reading.ends[partition] = bounds.end;
    }
    RETURN_IF_ERROR(source.Assign({id, partition}, name, from));
  }
  return absl::OkStatus();
}

bool IsDone(const std::vector<std::unique_ptr<TopicReader>>& readings, bool from_end) {
  return std::all_of(readings.begin(), readings.end(), [&](const auto& reading) {
    return reading->left == 0 || (from_end && reading->ends.empty());
  });
}

absl::Status ReadAll(Source& source, bool from_end,
                     std::vector<std::unique_ptr<TopicReader>>& readings) {
  auto last = Steady::now();
  while (!IsDone(readings, from_end) && Steady::now() < last + kPatience) {
    ASSIGN_OR_RETURN(const Batch batch, source.Poll(kPollLimit));
    for (const Record& record : batch.records)
      Take(record, *readings[record.partition.topic.value]);
    for (const ProvenEnd& end : batch.ends) {
      readings[end.partition.topic.value]->ends.erase(end.partition.partition);
    }
    if (batch.finished) break;
    if (!batch.records.empty()) last = Steady::now();
  }
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<std::vector<TopicReport>> TakeSample(const Config& config,
                                                    const std::vector<std::string>& inputs,
                                                    size_t records) {
  ASSIGN_OR_RETURN(const Plumbing plumbing, DecideInput(RunFlags{.inputs = inputs}, config));
  ASSIGN_OR_RETURN(const std::unique_ptr<Source> source, MakeSource(plumbing, config));
  const bool from_end = plumbing.input == InputKind::kKafka;
  std::vector<std::unique_ptr<TopicReader>> readings;
  for (const CompiledTopic& topic : config.rules.topics) {
    const TopicId id{static_cast<uint16_t>(readings.size())};
    TopicReader& reading = *readings.emplace_back(std::make_unique<TopicReader>(topic, records));
    RETURN_IF_ERROR(Begin(*source, from_end, id, reading));
  }
  RETURN_IF_ERROR(ReadAll(*source, from_end, readings));
  std::vector<TopicReport> reports;
  for (const auto& reading : readings) reports.push_back(reading->sample.Report());
  return reports;
}

absl::StatusOr<bool> LacksTopic(const Config& config, const std::vector<std::string>& inputs,
                                const std::string& topic) {
  ASSIGN_OR_RETURN(const Plumbing plumbing, DecideInput(RunFlags{.inputs = inputs}, config));
  if (plumbing.input != InputKind::kKafka) return false;
  ASSIGN_OR_RETURN(const std::unique_ptr<Source> source, MakeSource(plumbing, config));
  const auto partitions = Patiently([&] { return source->Partitions(topic); });
  if (absl::IsNotFound(partitions.status())) return true;
  RETURN_IF_ERROR(partitions.status());
  return false;
}

}  // namespace telltale
