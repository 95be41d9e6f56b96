#include "cli/replay/replay.h"

#include <algorithm>
#include <chrono>
#include <map>
#include <memory>
#include <utility>

#include "absl/strings/str_cat.h"
#include "cli/patience.h"
#include "cli/replay/replayed_partition.h"
#include "connectors/json/json_decoder.h"
#include "engine/base/hash.h"
#include "engine/base/nearest.h"
#include "engine/base/status.h"

namespace telltale {
namespace {

using Steady = std::chrono::steady_clock;

constexpr Millis kPollLimit{100};
// Keys among which one is looked for that is like the one that nobody met.
constexpr uint64_t kMostCompared = 100'000;

std::vector<Tick> TicksOf(const ReplayPlan& plan, int32_t partition) {
  const auto ticks = plan.ticks.find(partition);
  return ticks == plan.ticks.end() ? std::vector<Tick>() : ticks->second;
}

// One partition on its way to its end.
struct Reading {
  Reading(const Bounds& there, const ReplayedPartition::Place& place, const ReplayPlan& plan,
          Decoder& decoder)
      : bounds(there),
        from(place.from),
        partition(place, plan.topic, decoder, HashKey(plan.key), TicksOf(plan, place.id.partition)),
        at_end(place.from >= there.end) {}

  const Bounds bounds;  // when the replay began
  const Offset from;
  ReplayedPartition partition;
  bool at_end;
};

class TopicReplay {
 public:
  TopicReplay(Source& source, const ReplayPlan& plan)
      : source_(source), plan_(plan), decoder_(MakeJsonDecoder(plan.topic.slots)) {}

  absl::Status Begin();
  absl::Status ReadToEnd();
  Replayed Tell();

 private:
  absl::StatusOr<std::vector<int32_t>> Partitions();
  absl::StatusOr<Offset> FirstOffset(int32_t partition, const Bounds& bounds);
  absl::Status BeginPartition(int32_t partition);
  void Apply(const Batch& batch);
  bool IsDone() const;
  uint64_t records() const;
  std::string NearestKey() const;

  Source& source_;
  const ReplayPlan& plan_;
  std::unique_ptr<Decoder> decoder_;
  std::map<int32_t, Reading> readings_;
};

absl::StatusOr<std::vector<int32_t>> TopicReplay::Partitions() {
  const std::string& topic = plan_.topic.name;
  ASSIGN_OR_RETURN(const std::vector<int32_t> all,
                   Patiently([&] { return source_.Partitions(topic); }));
  if (!plan_.partition) {
    if (all.size() == 1 || !std::holds_alternative<Offset>(plan_.from)) return all;
    return MakeError(ErrorId::kBadRequest,
                     absl::StrCat("expected --partition with an offset in --from, because topic ",
                                  topic, " has ", all.size(), " partitions, but it is not given"));
  }
  if (std::count(all.begin(), all.end(), *plan_.partition) > 0)
    return std::vector{*plan_.partition};
  return MakeError(ErrorId::kBadRequest,
                   absl::StrCat("expected --partition as one of the ", all.size(), " of topic ",
                                topic, ", but it is ", *plan_.partition));
}

absl::StatusOr<Offset> TopicReplay::FirstOffset(int32_t partition, const Bounds& bounds) {
  if (const Offset* offset = std::get_if<Offset>(&plan_.from)) {
    return std::clamp(*offset, bounds.begin, bounds.end);
  }
  const ArrivalTime* time = std::get_if<ArrivalTime>(&plan_.from);
  if (time == nullptr) return bounds.begin;
  ASSIGN_OR_RETURN(const Offset at,
                   Patiently([&] { return source_.OffsetAt(plan_.topic.name, partition, *time); }));
  return std::clamp(at, bounds.begin, bounds.end);
}

absl::Status TopicReplay::BeginPartition(int32_t partition) {
  const std::string& topic = plan_.topic.name;
  ASSIGN_OR_RETURN(const Bounds bounds,
                   Patiently([&] { return source_.GetBounds(topic, partition); }));
  ASSIGN_OR_RETURN(const Offset from, FirstOffset(partition, bounds));
  const PartitionId id{plan_.topic.id, partition};
  const ReplayedPartition::Place place{
      .id = id, .from = from, .clock = plan_.clock, .wall = plan_.wall};
  readings_.try_emplace(partition, bounds, place, plan_, *decoder_);
  return source_.Assign(id, topic, from);
}

absl::Status TopicReplay::Begin() {
  ASSIGN_OR_RETURN(const std::vector<int32_t> partitions, Partitions());
  for (const int32_t partition : partitions) RETURN_IF_ERROR(BeginPartition(partition));
  return absl::OkStatus();
}

void TopicReplay::Apply(const Batch& batch) {
  for (const Record& record : batch.records) {
    Reading& reading = readings_.at(record.partition.partition);
    if (record.offset < reading.bounds.end) reading.partition.Apply(record);
    if (record.next >= reading.bounds.end) reading.at_end = true;
  }
  for (const ProvenEnd& end : batch.ends) readings_.at(end.partition.partition).at_end = true;
  for (auto& [number, reading] : readings_) reading.partition.EndPoll();
}

absl::Status TopicReplay::ReadToEnd() {
  auto answered = Steady::now();
  while (!IsDone()) {
    ASSIGN_OR_RETURN(const Batch batch, source_.Poll(kPollLimit));
    Apply(batch);
    if (plan_.on_progress) plan_.on_progress(records());
    if (batch.finished) break;
    const auto now = Steady::now();
    const bool is_file = plan_.clock == PartitionClock::Kind::kFile;
    if (is_file || batch.answered || !batch.records.empty()) answered = now;
    if (now < answered + kPatience) continue;
    return MakeError(ErrorId::kUnavailable,
                     absl::StrCat("expected the records of topic ", plan_.topic.name,
                                  ", but nothing answers for ", kPatience.count(), " s"));
  }
  for (auto& [number, reading] : readings_) reading.partition.Finish();
  return absl::OkStatus();
}

bool TopicReplay::IsDone() const {
  return std::all_of(readings_.begin(), readings_.end(),
                     [](const auto& reading) { return reading.second.at_end; });
}

uint64_t TopicReplay::records() const {
  uint64_t all = 0;
  for (const auto& [number, reading] : readings_) all += reading.partition.records();
  return all;
}

std::string TopicReplay::NearestKey() const {
  std::vector<std::string> met;
  for (const auto& [number, reading] : readings_) {
    const KeyTable& keys = reading.partition.keys();
    if (met.size() + keys.size() > kMostCompared) return "";
    for (KeyTable::KeySlot slot = 0; slot < keys.slots(); ++slot) {
      if (keys.IsLive(slot)) met.emplace_back(keys.TextAt(slot));
    }
  }
  return Nearest(plan_.key, met);
}

Replayed TopicReplay::Tell() {
  Replayed replayed{.records = records()};
  for (auto& [number, reading] : readings_) {
    ReplayedPartition& partition = reading.partition;
    KeyStory& story = partition.story();
    replayed.keys += partition.keys().size();
    if (story.lines().empty()) continue;
    replayed.stories.push_back({.partition = number,
                                .earliest = reading.bounds.begin,
                                .from = reading.from,
                                .to = partition.next(),
                                .begin = partition.begin(),
                                .records = partition.records(),
                                .events = story.events(),
                                .set_aside = partition.set_aside(),
                                .ticks = partition.ticks(),
                                .left_out = story.left_out(),
                                .lines = story.TakeLines()});
  }
  if (replayed.stories.empty()) replayed.nearest = NearestKey();
  return replayed;
}

}  // namespace

CompiledTopic OnlyRule(const CompiledTopic& topic, const std::string& rule) {
  CompiledTopic only = topic;
  only.routes.clear();
  std::erase_if(only.rules, [&rule](const CompiledRule& each) { return each.name != rule; });
  CHECK(only.rules.size() == 1);
  return only;
}

absl::StatusOr<Replayed> ReplayKey(Source& source, const ReplayPlan& plan) {
  TopicReplay replay(source, plan);
  RETURN_IF_ERROR(replay.Begin());
  RETURN_IF_ERROR(replay.ReadToEnd());
  return replay.Tell();
}

}  // namespace telltale
