// ProgressLine: how far a replay is, on a terminal, once it takes longer than a moment; the same
// line again and again, gone at the end.
//
// Thread safety: none.
#ifndef TELLTALE_CLI_REPLAY_PROGRESS_LINE_H_
#define TELLTALE_CLI_REPLAY_PROGRESS_LINE_H_

#include <cstdint>
#include <ostream>

#include "engine/base/time.h"

namespace telltale {

class ProgressLine {
 public:
  // `out` must outlive it; `began` and `now` are since boot.
  ProgressLine(std::ostream& out, Millis began) : out_(out), next_(began + kMoment) {}
  ~ProgressLine();
  ProgressLine(const ProgressLine&) = delete;
  ProgressLine& operator=(const ProgressLine&) = delete;

  void Show(uint64_t records, Millis now);

 private:
  static constexpr Millis kMoment{1000};
  static constexpr Millis kPace{200};

  std::ostream& out_;
  Millis next_;
  bool shown_ = false;
};

}  // namespace telltale

#endif  // TELLTALE_CLI_REPLAY_PROGRESS_LINE_H_
