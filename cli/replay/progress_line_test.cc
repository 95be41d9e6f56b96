#include "cli/replay/progress_line.h"

#include <sstream>

#include "gtest/gtest.h"

namespace telltale {
namespace {

TEST(ProgressLineTest, SaysNothingOfWhatTakesAMoment) {
  std::ostringstream out;
  {
    ProgressLine line(out, Millis{5000});
    line.Show(10, Millis{5999});
  }
  EXPECT_EQ(out.str(), "");
}

TEST(ProgressLineTest, ShowsTheSameLineAtItsPaceAndTakesItAway) {
  std::ostringstream out;
  {
    ProgressLine line(out, Millis{5000});
    line.Show(10, Millis{6000});
    line.Show(11, Millis{6199});
    line.Show(12, Millis{6200});
  }
  EXPECT_EQ(out.str(), "\r\033[K  10 records read\r\033[K  12 records read\r\033[K");
}

}  // namespace
}  // namespace telltale
