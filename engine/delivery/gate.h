// Gate: which instance of a process is the one of its episode.
//
// The first that reports is the one, and is recorded durably with its start; any other of the same
// process is one too many. So whatever starts twice takes effect once. Several processes may begin
// with the same message; each has a record of its own.
//
// Thread safety: pure functions.
#ifndef TELLTALE_ENGINE_DELIVERY_GATE_H_
#define TELLTALE_ENGINE_DELIVERY_GATE_H_

#include <cstdint>
#include <string>
#include <vector>

#include "engine/base/ids.h"
#include "engine/base/time.h"
#include "engine/state/changes.h"

namespace telltale {

// What an instance says of itself by one of its jobs.
struct InstanceReport {
  enum class Kind : uint8_t { kStarted, kEnded };
  Kind kind = Kind::kStarted;
  RuleId rule;
  KeyHash key;
  EventTime raised_at;  // with rule and key: the episode
  std::string process;  // the BPMN process id
  int64_t instance = 0;
};

// What becomes of the instance.
enum class GateVerdict : uint8_t {
  kPass,     // it is the one: its job is completed
  kCancel,   // it is one too many
  kLeave,    // its back is about to end it; if it is still there later it will be asked again
  kUnknown,  // nothing is known of its episode, so it is left alone
};

struct Judgement {
  GateVerdict verdict = GateVerdict::kUnknown;
  bool news = false;  // `gates` changed
};

// A back that was accepted has ended the instance that waits for it after this long.
inline constexpr Millis kBackArrives{15'000};

// Whether an instance that is not on record may still take effect.
enum class EpisodeState : uint8_t {
  kOn,
  kEnding,  // its back may have arrived, or was accepted less than kBackArrives ago
  kOver,    // its back was accepted before that, or its start was withdrawn
};

// Judges the instance by the records of its episode, and records what is new.
Judgement JudgeInstance(const InstanceReport& report, EpisodeState state,
                        std::vector<GateRecord>& gates);

// True if every process that reported has ended.
bool AllEnded(const std::vector<GateRecord>& gates);

}  // namespace telltale

#endif  // TELLTALE_ENGINE_DELIVERY_GATE_H_
