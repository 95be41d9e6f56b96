// How a partition tries a quarantined record again.
#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "engine/base/limits.h"
#include "engine/base/status.h"
#include "engine/base/strings.h"
#include "engine/runtime/partition.h"

namespace telltale {

// Its arrival is now, which is what its sender would have got by sending it again: so an event that
// is too old is late, and one that was in the future need not be any more.
Partition::Replayed Partition::Replay(const QuarantineRow& row, WallTime wall) {
  const auto reads = [&row](const CompiledRule& rule) { return !row.rule || rule.id == *row.rule; };
  if (std::none_of(topic_.rules.begin(), topic_.rules.end(), reads)) {
    return {MakeError(ErrorId::kOrderRefused,
                      "expected the rule in the configuration, but it is not there")};
  }
  if (row.payload.size() >= kMaxQuarantinePayloadBytes) {
    return {MakeError(ErrorId::kOrderRefused,
                      absl::StrCat("expected the whole record, but only its first ",
                                   kMaxQuarantinePayloadBytes, " bytes are kept"))};
  }
  Replaying replaying{.row = row};
  replaying_ = &replaying;
  wall_ = wall;
  const Record record{
      .partition = id_, .offset = row.offset, .timestamp = row.timestamp, .value = row.payload};
  const std::optional<Header> header =
      Decode(record, wall) ? ReadHeader(record, wall) : std::nullopt;
  if (header) AdvanceTo(header->own, wall);
  for (size_t rule = 0; header && rule < tables_.size(); ++rule) {
    if (reads(topic_.rules[rule])) StepRule(rule, record, *header);
  }
  replaying_ = nullptr;
  if (replaying.error) return {MakeError(*replaying.error, replaying.text)};
  changes_.released.push_back(row.seq);
  return {absl::OkStatus(), std::move(replaying.outcomes)};
}

void Partition::NoteReplay(size_t rule, std::string_view outcome) {
  replaying_->outcomes.push_back(absl::StrCat(topic_.rules[rule].name, ": ", A(outcome)));
}

}  // namespace telltale
