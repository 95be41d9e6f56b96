// Life: one life of the process, which ends at a drawn place. From there on nothing that it does
// reaches the world: no commit, no acknowledgement, no message. So it dies between any two effects,
// in the middle of a turn, and the code under test needs no seam for it.
//
//   if (!life.Pass(CrashPoint::kBeforeSend)) return;  // it did not live to do it
//
// Thread safety: none.
#ifndef TELLTALE_TESTS_SIMULATION_WORLD_LIFE_H_
#define TELLTALE_TESTS_SIMULATION_WORLD_LIFE_H_

#include <cstdint>

#include "tests/simulation/journal.h"
#include "tests/simulation/random.h"
#include "tests/simulation/situations.h"

namespace telltale {

// Where a process may die; in the order of the situations from kCrashBetweenTurns on.
enum class CrashPoint : uint8_t {
  kBetweenTurns,
  kPolled,        // records are about to be applied
  kBeforeCommit,  // a batch is closed, and not written
  kAfterCommit,   // it is written, and nobody was told
  kBeforeSend,    // the mark is durable, the message is not sent
  kAfterSend,     // the message is sent, no answer was taken in
  kAnswered,      // the answer is here, and not durable
  kReported,      // a job is here, and what it says is not durable
  kBeforeReply,   // it is durable, and the job is not answered
};
inline constexpr int kCrashPoints = 9;

class Life {
 public:
  // A life that ends somewhere.
  Life(Random& random, Journal& journal)
      : journal_(journal),
        where_(static_cast<CrashPoint>(random.Between(0, kCrashPoints - 1))),
        passes_(random.Between(1, where_ == CrashPoint::kBetweenTurns ? 400 : 12)) {}

  // Returns false if the process is dead, or has just died here.
  bool Pass(CrashPoint point) {
    if (over_) return false;
    if (spared_ || point != where_ || --passes_ > 0) return true;
    over_ = true;
    journal_.Note(static_cast<Situation>(point));
    return false;
  }
  bool over() const { return over_; }
  // From now on it lives for ever.
  void Spare() { spared_ = true; }
  // It dies here, whatever was drawn.
  void End() { over_ = true; }

 private:
  Journal& journal_;
  CrashPoint where_;
  int64_t passes_;
  bool over_ = false;
  bool spared_ = false;
};

}  // namespace telltale

#endif  // TELLTALE_TESTS_SIMULATION_WORLD_LIFE_H_
