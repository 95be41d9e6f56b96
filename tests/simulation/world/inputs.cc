#include "tests/simulation/world/inputs.h"

#include <algorithm>
#include <iterator>
#include <utility>

namespace telltale {

void Inputs::Tell(const Batch& batch, WallTime wall) {
  PartitionId last{{}, -1};
  for (const Record& record : batch.records) {
    std::vector<Heard>& inputs = inputs_[record.partition];
    if (record.partition != last) {
      inputs.push_back({.kind = Heard::Kind::kPoll, .wall = wall, .from = record.offset});
    }
    inputs.back().to = record.next;
    last = record.partition;
  }
  for (const ProvenEnd& end : batch.ends) {
    inputs_[end.partition].push_back(
        {.kind = Heard::Kind::kProvenEnd, .wall = wall, .to = end.end, .sent = end.sent});
  }
}

void Inputs::Replay(PartitionId partition, QuarantineRow row, WallTime wall) {
  inputs_[partition].push_back({.kind = Heard::Kind::kReplay, .wall = wall, .row = std::move(row)});
}

bool Inputs::IsReplayed(PartitionId partition, QuarantineSeq seq) const {
  const std::vector<Heard>& inputs = inputs_.at(partition);
  return std::any_of(inputs.begin(), inputs.end(), [seq](const Heard& input) {
    return input.kind == Heard::Kind::kReplay && input.row.seq == seq;
  });
}

bool Inputs::HasReplays() const {
  const auto is_replay = [](const Heard& input) { return input.kind == Heard::Kind::kReplay; };
  return std::any_of(inputs_.begin(), inputs_.end(), [&](const auto& each) {
    return std::any_of(each.second.begin(), each.second.end(), is_replay);
  });
}

void Inputs::Closed(const Changes& changes) {
  closed_[{changes.partition, changes.progress.seq}] = inputs_[changes.partition].size();
}

void Inputs::Durable(const Changes& changes) {
  const auto closed = closed_.find({changes.partition, changes.progress.seq});
  durable_[changes.partition] = {closed == closed_.end() ? 0 : closed->second, changes.progress};
  std::vector<Tick>& told = told_[changes.partition];
  std::copy_if(changes.ticks.begin(), changes.ticks.end(), std::back_inserter(told),
               [](const Tick& tick) { return tick.told.has_value(); });
}

void Inputs::Crash() {
  closed_.clear();
  for (auto& [partition, mark] : durable_) {
    std::vector<Heard>& inputs = inputs_[partition];
    inputs.resize(mark.inputs);
    inputs.push_back({.kind = Heard::Kind::kRestart, .progress = mark.progress});
    mark.inputs = inputs.size();
  }
}

std::vector<PartitionId> Inputs::partitions() const {
  std::vector<PartitionId> partitions;
  for (const auto& [partition, mark] : durable_) partitions.push_back(partition);
  return partitions;
}

bool Inputs::IsReadToTheEnd(const ModelTopic& topic) const {
  if (durable_.size() != topic.partitions.size()) return false;
  return std::all_of(durable_.begin(), durable_.end(), [&](const auto& each) {
    const auto& entries = topic.partitions[each.first.partition].entries;
    return each.second.progress.next.value == static_cast<int64_t>(entries.size());
  });
}

}  // namespace telltale
