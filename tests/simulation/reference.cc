#include "tests/simulation/reference.h"

#include <iterator>
#include <optional>
#include <utility>

#include "connectors/json/json_decoder.h"
#include "engine/base/limits.h"
#include "engine/base/status.h"
#include "engine/runtime/startup.h"
#include "engine/state/memory_store.h"

namespace telltale {
namespace {

// One partition that lives through all its inputs.
class Survivor {
 public:
  Survivor(SimWorld& world, Partition& partition) : world_(world), partition_(partition) {}

  void Tell(const Heard& input);
  // What a workflow said has its place by offset and arrival. Where several inputs leave both as
  // they are, it changes nothing which of them it follows.
  void TellDue();
  // Adds what it decided.
  void Finish(Reference& reference);

 private:
  void Poll(const Heard& input);
  void Restart(const Progress& stored);
  Changes Keep(WallTime wall);
  void OnAnswered(WallTime wall);
  void NoteLeap(const std::optional<Leap>& before, ArrivalTime arrival);

  SimWorld& world_;
  Partition& partition_;
  size_t next_told_ = 0;
  std::vector<OutboxRow> decided_;
  std::vector<Tick> ticks_;
  std::optional<WallTime> answered_;
  Held held_ = Held::kNever;
};

void Survivor::TellDue() {
  const std::vector<Tick>& told = world_.inputs.told(partition_.id());
  for (; next_told_ < told.size(); ++next_told_) {
    const Tick& next = told[next_told_];
    if (next.next != partition_.next() || next.arrival != partition_.arrival()) return;
    partition_.OnTold(*next.told, next.at);
  }
}

void Survivor::Tell(const Heard& input) {
  TellDue();
  switch (input.kind) {
    case Heard::Kind::kPoll:
      OnAnswered(input.wall);
      return Poll(input);
    case Heard::Kind::kProvenEnd:
      OnAnswered(input.wall);
      return partition_.OnProvenEnd(
          {.partition = partition_.id(), .end = input.to, .sent = input.sent}, input.wall);
    case Heard::Kind::kReplay:
      static_cast<void>(partition_.Replay(input.row, input.wall));
      return;
    case Heard::Kind::kRestart:
      answered_ = input.progress.committed;
      return Restart(input.progress);
  }
}

void Survivor::OnAnswered(WallTime wall) {
  if (answered_ && wall - *answered_ > kOutageAfter) {
    held_ = Held::kOnce;
    world_.journal.Note(Situation::kOutageHold);
  }
  answered_ = wall;
}

void Survivor::Poll(const Heard& input) {
  const ModelTopic::Log& log = world_.topic.partitions[partition_.id().partition];
  std::vector<Record> records;
  for (int64_t offset = input.from.value; offset < input.to.value; ++offset) {
    records.push_back(ToRecord(log.entries[offset], partition_.id(), {offset}));
  }
  for (const Record& record : records) {
    const std::optional<Leap> before = Keep(input.wall).progress.unconfirmed;
    partition_.Apply(record, input.wall);
    if (before) NoteLeap(before, partition_.arrival());
  }
  partition_.EndPoll();
}

void Survivor::NoteLeap(const std::optional<Leap>& before, ArrivalTime arrival) {
  world_.journal.Note(arrival >= before->timestamp ? Situation::kLeapConfirmed
                                                   : Situation::kLeapContradicted);
}

Changes Survivor::Keep(WallTime wall) {
  Changes changes = partition_.Take(wall);
  std::move(changes.added.begin(), changes.added.end(), std::back_inserter(decided_));
  std::move(changes.ticks.begin(), changes.ticks.end(), std::back_inserter(ticks_));
  return changes;
}

void Survivor::Finish(Reference& reference) {
  TellDue();
  if (next_told_ < world_.inputs.told(partition_.id()).size()) {
    world_.journal.Complain("partition ", partition_.id().partition,
                            ": what a workflow said has no place in an uninterrupted run");
  }
  Keep(WallTime{});
  reference.decided[partition_.id()] = std::move(decided_);
  reference.ticks[partition_.id()] = std::move(ticks_);
  if (held_ == Held::kOnce) reference.held = Held::kOnce;
}

void Survivor::Restart(const Progress& stored) {
  Progress own = Keep(stored.committed).progress;
  if (own.next != stored.next || own.arrival != stored.arrival ||
      own.arrival_set != stored.arrival_set || own.unconfirmed != stored.unconfirmed ||
      own.anchor != stored.anchor || own.next_outbox != stored.next_outbox) {
    world_.journal.Complain("partition ", partition_.id().partition, " at offset ",
                            stored.next.value, ": stored arrival ", ToMs(stored.arrival),
                            ", outbox ", stored.next_outbox.value, ", but uninterrupted offset ",
                            own.next.value, ", arrival ", ToMs(own.arrival), ", outbox ",
                            own.next_outbox.value);
  }
  partition_.RestoreProgress(own);
}

}  // namespace

Reference RunReference(SimWorld& world, RuleSet rules) {
  ModelTopic topic = world.topic;
  for (ModelTopic::Log& log : topic.partitions) {
    log.begin = 0;
    log.group.reset();
  }
  ModelSource source(topic);
  MemoryStore store;
  absl::StatusOr<Opened> opened =
      Open(rules, store, source, world.node_clock, &MakeJsonDecoder, {});
  CHECK(opened.ok());
  Reference reference;
  for (const auto& partition : opened->topics[0].partitions) {
    Survivor survivor(world, *partition);
    for (const Heard& input : world.inputs.of(partition->id())) survivor.Tell(input);
    survivor.Finish(reference);
  }
  return reference;
}

}  // namespace telltale
