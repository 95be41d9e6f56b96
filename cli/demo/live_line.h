// LiveLine: a running node's figures in a line: on a terminal the same line again and again, else
// one line after the other.
//
// Thread safety: none.
#ifndef TELLTALE_CLI_DEMO_LIVE_LINE_H_
#define TELLTALE_CLI_DEMO_LIVE_LINE_H_

#include <ostream>
#include <string>

#include "absl/time/time.h"
#include "cli/demo/figures.h"

namespace telltale {

enum class Screen { kTerminal, kPlain };

class LiveLine {
 public:
  // `out` must outlive it; `begin` is when there were no events yet.
  LiveLine(Screen screen, std::ostream& out, absl::Time begin)
      : screen_(screen), out_(out), at_(begin) {}

  // How long to wait between two lines.
  absl::Duration pace() const;
  void Show(const Figures& figures, absl::Time now);
  // Ends the line that is written again and again.
  void End();

 private:
  const Screen screen_;
  std::ostream& out_;
  absl::Time at_;
  uint64_t events_ = 0;
};

// `1,234 events  617/s  open ...`, without a newline.
std::string FiguresLine(const FleetCounts& counts, uint64_t events_per_second);

}  // namespace telltale

#endif  // TELLTALE_CLI_DEMO_LIVE_LINE_H_
