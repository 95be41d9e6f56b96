#include "cli/demo/live_line.h"

#include <gtest/gtest.h>

#include <sstream>

namespace telltale {
namespace {

constexpr absl::Time kBegin = absl::UnixEpoch();
const Figures kFigures{.counts = {.events = 3000, .starts = 2, .backs = 1, .open = 1}};

TEST(LiveLineTest, WritesPlainLinesWithTheRateSinceTheLast) {
  std::ostringstream out;
  LiveLine line(Screen::kPlain, out, kBegin);
  line.Show(kFigures, kBegin + absl::Seconds(2));
  line.End();
  EXPECT_EQ(out.str(),
            "  3,000 events  1,500/s  open 1  starts 2  backs 1  duplicates 0  late 0\n");
}

TEST(LiveLineTest, WritesOverItsLineOnATerminal) {
  std::ostringstream out;
  LiveLine line(Screen::kTerminal, out, kBegin);
  line.Show(kFigures, kBegin + absl::Seconds(1));
  line.Show(kFigures, kBegin + absl::Seconds(2));
  EXPECT_EQ(out.str().find('\n'), std::string::npos);
  line.End();
  EXPECT_EQ(out.str().back(), '\n');
}

}  // namespace
}  // namespace telltale
