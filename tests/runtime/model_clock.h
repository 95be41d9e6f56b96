// ModelClock: the clocks of a machine that only the test moves.
//
//   clock.Pass(10ms);          // time goes by
//   clock.SetWall(-1h);        // somebody sets the wall clock back; the boot clock goes on
//   clock.Reboot();            // another boot: its clock begins anew
//
// Thread safety: none.
#ifndef TELLTALE_TESTS_RUNTIME_MODEL_CLOCK_H_
#define TELLTALE_TESTS_RUNTIME_MODEL_CLOCK_H_

#include <string>

#include "engine/ports/ports.h"

namespace telltale {

class ModelClock : public Clock {
 public:
  static constexpr int64_t kBeginMs = 1'795'000'000'000;

  WallTime Wall() const override { return WallMs(kBeginMs) + passed_ + skew_; }
  Millis SinceBoot() const override {
    if (look_ != Millis{0}) passed_ += look_;  // not where several threads look
    return passed_ - booted_;
  }
  const std::string& BootId() const override { return boot_; }

  void Pass(Millis time) { passed_ += time; }
  // From here on each look at the boot clock takes so long: for a wait that the test cannot enter.
  void LetLooksTake(Millis time) { look_ = time; }
  void SetWall(Millis by) { skew_ += by; }
  void Reboot() {
    booted_ = passed_;
    boot_ += "'";
  }

 private:
  mutable Millis passed_{0};
  Millis skew_{0}, booted_{0}, look_{0};
  std::string boot_ = "boot";
};

}  // namespace telltale

#endif  // TELLTALE_TESTS_RUNTIME_MODEL_CLOCK_H_
