#include "cli/replay/progress_line.h"

namespace telltale {
namespace {

constexpr char kFromTheStart[] = "\r\033[K";

}  // namespace

void ProgressLine::Show(uint64_t records, Millis now) {
  if (now < next_) return;
  next_ = now + kPace;
  shown_ = true;
  out_ << kFromTheStart << "  " << records << " records read" << std::flush;
}

ProgressLine::~ProgressLine() {
  if (shown_) out_ << kFromTheStart << std::flush;
}

}  // namespace telltale
