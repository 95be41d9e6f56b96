// How a partition tries a quarantined record again.
#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "engine/base/limits.h"
#include "engine/base/status.h"
#include "engine/base/strings.h"
#include "engine/runtime/partition.h"

namespace telltale {
namespace {

// Routes have no clock: they have taken a record whose time no rule could use.
bool IsAboutTime(ErrorId error) {
  return error == ErrorId::kTimeImpossible || error == ErrorId::kTimeInFuture;
}

}  // namespace

// Its arrival is now, which is what its sender would have got by sending it again: so an event that
// is too old is late, and one that was in the future need not be any more.
Partition::Replayed Partition::Replay(const QuarantineRow& row, WallTime wall) {
  const auto reads = [&row](const auto& each) { return !row.rule || each.id == *row.rule; };
  if (std::none_of(topic_.rules.begin(), topic_.rules.end(), reads) &&
      std::none_of(topic_.routes.begin(), topic_.routes.end(), reads)) {
    return {MakeError(ErrorId::kOrderRefused,
                      "expected the rule or the route in the configuration, but it is not there")};
  }
  if (row.payload.size() >= kMaxQuarantinePayloadBytes || row.cut) {
    return {MakeError(ErrorId::kOrderRefused,
                      absl::StrCat("expected the whole record, but only its first ",
                                   kMaxQuarantinePayloadBytes, " bytes are kept"))};
  }
  Replaying replaying(topic_, row);
  replaying_ = &replaying;
  StepObserver* const watching = std::exchange(observer_, &replaying);
  wall_ = wall;
  std::vector<telltale::Header> headers;
  for (const auto& [name, value] : row.headers) headers.push_back({name, value});
  const Record record{.partition = id_,
                      .offset = row.offset,
                      .timestamp = row.timestamp,
                      .key = row.key,
                      .value = row.payload,
                      .headers = headers};
  const bool decoded = Decode(record, wall);
  const bool is_rules = std::any_of(topic_.rules.begin(), topic_.rules.end(), reads);
  const std::optional<Header> header =
      decoded && is_rules ? ReadHeader(record, wall) : std::nullopt;
  const bool may_route = decoded && !replaying.error && !IsAboutTime(row.error);
  for (size_t route = 0; may_route && route < topic_.routes.size(); ++route) {
    if (reads(topic_.routes[route])) RouteRecord(route, record);
  }
  if (header) AdvanceTo(header->own, wall);
  for (size_t rule = 0; header && rule < tables_.size(); ++rule) {
    if (!reads(topic_.rules[rule])) continue;
    ReadRule(rule);
    StepRule(rule, record, *header);
  }
  replaying_ = nullptr;
  observer_ = watching;
  if (replaying.error) return {MakeError(*replaying.error, replaying.text)};
  changes_.released.push_back(row.seq);
  return {absl::OkStatus(), std::move(replaying.outcomes)};
}

// What a deadline concluded is not the record's.
void Partition::Replaying::OnStep(const SeenStep& step) {
  if (std::holds_alternative<Due>(step.cause)) return;
  Note(topic.rules[step.rule].name, OutcomeName(step.result.outcome));
}

void Partition::Replaying::Note(std::string_view name, std::string_view outcome) {
  outcomes.push_back(absl::StrCat(A(name), ": ", A(outcome)));
}

}  // namespace telltale
