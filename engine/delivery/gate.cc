#include "engine/delivery/gate.h"

#include <algorithm>

namespace telltale {

Judgement JudgeInstance(const InstanceReport& report, EpisodeState state,
                        std::vector<GateRecord>& gates) {
  const bool ended = report.kind == InstanceReport::Kind::kEnded;
  const auto gate = std::find_if(gates.begin(), gates.end(), [&](const GateRecord& record) {
    return record.process == report.process;
  });
  if (gate == gates.end() && state == EpisodeState::kOver) return {GateVerdict::kCancel};
  if (gate == gates.end()) {
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
