#include "engine/delivery/gate.h"

#include <algorithm>

namespace telltale {

Judgement JudgeInstance(const InstanceReport& report, EpisodeState state,
                        std::vector<GateRecord>& gates) {
  const bool ended = report.kind == InstanceReport::Kind::kEnded;
  const auto gate = std::find_if(gates.begin(), gates.end(), [&](const GateRecord& record) {
    return record.process == report.process;
  });
  if (gate == gates.end()) {
    if (state != EpisodeState::kOn && ended) return {GateVerdict::kPass};  // it is done anyway
    if (state == EpisodeState::kEnding) return {GateVerdict::kLeave};
    if (state == EpisodeState::kOver) return {GateVerdict::kCancel};
    gates.push_back({report.process, report.instance, ended});
    return {GateVerdict::kPass, true};
  }
  if (gate->instance != report.instance) return {GateVerdict::kCancel};
  const bool news = ended && !gate->ended;
  gate->ended |= ended;
  return {GateVerdict::kPass, news};
}

bool AllEnded(const std::vector<GateRecord>& gates) {
  return std::all_of(gates.begin(), gates.end(), [](const GateRecord& gate) { return gate.ended; });
}

}  // namespace telltale
