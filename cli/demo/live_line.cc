#include "cli/demo/live_line.h"

#include <utility>

#include "absl/strings/str_cat.h"

namespace telltale {

std::string FiguresLine(const FleetCounts& counts, uint64_t events_per_second) {
  return absl::StrCat(Grouped(counts.events), " events  ", Grouped(events_per_second), "/s  open ",
                      Grouped(counts.open), "  starts ", Grouped(counts.starts), "  backs ",
                      Grouped(counts.backs), "  duplicates ", Grouped(counts.duplicates), "  late ",
                      Grouped(counts.late));
}

absl::Duration LiveLine::pace() const {
  return screen_ == Screen::kTerminal ? absl::Milliseconds(200) : absl::Seconds(1);
}

void LiveLine::Show(const Figures& figures, absl::Time now) {
  const double seconds = absl::ToDoubleSeconds(now - std::exchange(at_, now));
  const uint64_t more = figures.counts.events - std::exchange(events_, figures.counts.events);
  const double rate = seconds > 0 ? static_cast<double>(more) / seconds : 0;
  const std::string line = FiguresLine(figures.counts, static_cast<uint64_t>(rate));
  constexpr char kFromTheStart[] = "\r\033[K  ";
  if (screen_ == Screen::kTerminal) {
    out_ << kFromTheStart << line << std::flush;
  } else {
    out_ << "  " << line << std::endl;
  }
}

void LiveLine::End() {
  if (screen_ == Screen::kTerminal) out_ << std::endl;
}

}  // namespace telltale
