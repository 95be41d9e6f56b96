// Situations: the rare branches that a run of many seeds must have seen, counted by name. A
// simulation that never meets one proves nothing about it.
//
// Thread safety: values; each seed counts for itself, and the counts are added up.
#ifndef TELLTALE_TESTS_SIMULATION_SITUATIONS_H_
#define TELLTALE_TESTS_SIMULATION_SITUATIONS_H_

#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace telltale {

enum class Situation : uint8_t {
  kCrashBetweenTurns,
  kCrashWithOpenBatch,
  kCrashBeforeCommit,
  kCrashAfterCommit,
  kCrashAfterMark,
  kCrashAfterSend,
  kCrashAfterAnswer,
  kCrashAfterReport,
  kCrashBeforeReply,
  kStopped,
  kCommitFailed,
  kCommitFailedButWritten,
  kReboot,
  kWallSetBack,
  kRetention,
  kSourceAway,
  kOutageHold,
  kLeapConfirmed,
  kLeapContradicted,
  kTickJudged,
  kQuarantined,
  kDuplicate,
  kLate,
  kForgotten,
  kDiskReserve,
  kOutboxLimit,
  kGatewayAway,
  kRelapse,
  kLeaderless,
  kClusterReplaced,
  kExhausted,
  kUnauthenticated,
  kLostAnswerKnownLater,
  kSlowAnswer,
  kTwice,
  kDelayed,
  kParkedPastHorizon,
  kParkedClockBehind,
  kParkedOtherCluster,
  kStartRefused,
  kBackRefused,
  kForwardRefused,
  kForwardParked,
  kForwardWithdrawn,
  kRouteRefused,
  kRouteParked,
  kSuperseded,
  kWithdrawn,
  kRowDropped,
  kStranger,
  kJobLost,
  kJobAgain,
  kJobUnknown,
  kJobForeign,
  kGateCancelled,
  kSentWithoutTtl,
  kSentAgainUnconfirmed,
  kWorkflowEnded,
  kWorkflowEndedEpisode,
  kRetryOrdered,
  kDropOrdered,
  kReplayed,
  kSeveralLoops,
  kCommitShared,
};
inline constexpr int kSituations = static_cast<int>(Situation::kCommitShared) + 1;

// As it is printed: `crash after mark`.
std::string_view SituationName(Situation situation);

class Situations {
 public:
  void Note(Situation situation) { ++counts_[static_cast<size_t>(situation)]; }
  void Add(const Situations& other);
  uint64_t count(Situation situation) const { return counts_[static_cast<size_t>(situation)]; }
  std::vector<Situation> NeverSeen() const;

 private:
  std::array<uint64_t, kSituations> counts_{};
};

}  // namespace telltale

#endif  // TELLTALE_TESTS_SIMULATION_SITUATIONS_H_
