#include "tests/simulation/reference.h"

#include <iterator>
#include <optional>
#include <utility>

#include "connectors/json/json_decoder.h"
#include "engine/base/limits.h"
#include "engine/base/status.h"
#include "engine/runtime/startup.h"
#include "engine/state/memory_store.h"
#include "tests/runtime/model_config.h"

namespace telltale {
namespace {

// One partition that lives through all its inputs.
class Survivor {
 public:
  Survivor(SimWorld& world, Partition& partition) : world_(world), partition_(partition) {}

  void Tell(const Heard& input);
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
  std::vector<OutboxRow> decided_;
  std::vector<Tick> ticks_;
  std::optional<WallTime> answered_;
  Held held_ = Held::kNever;
};

void Survivor::Tell(const Heard& input) {
  switch (input.kind) {
    case Heard::Kind::kPoll:
      OnAnswered(input.wall);
      return Poll(input);
    case Heard::Kind::kProvenEnd:
      OnAnswered(input.wall);
      return partition_.OnProvenEnd(
          {.partition = partition_.id(), .end = input.to, .sent = input.sent}, input.wall);
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

Reference RunReference(SimWorld& world, const std::string& text) {
  Config config = ReadConfig(text);
  ModelTopic topic = world.topic;
  for (ModelTopic::Log& log : topic.partitions) {
    log.begin = 0;
    log.group.reset();
  }
  ModelSource source(topic);
  MemoryStore store;
  absl::StatusOr<Opened> opened =
      Open(config.rules, store, source, world.node_clock, &MakeJsonDecoder, {});
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
