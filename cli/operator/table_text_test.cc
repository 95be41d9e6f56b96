#include "cli/operator/table_text.h"

#include <gtest/gtest.h>

#include <string>

namespace telltale {
namespace {

using std::chrono_literals::operator""h;
using std::chrono_literals::operator""min;
using std::chrono_literals::operator""ms;
using std::chrono_literals::operator""s;

constexpr WallTime kNow = WallMs(1'700'000'000'000);

TEST(TableTextTest, AlignsColumnsByTheirCharacters) {
  const Column columns[] = {{"KEY", "key"}, {"BAD", "count", Shown::kNumber}, {"WHY", "why"}};
  EXPECT_EQ(ToTable(columns,
                    "{\"key\":\"Öl\",\"count\":7,\"why\":\"cold\"}\n"
                    "{\"key\":\"V1/oil\",\"count\":1234,\"why\":\"hot\"}\n",
                    kNow),
            "KEY      BAD  WHY\n"
            "Öl         7  cold\n"
            "V1/oil  1234  hot\n");
}

TEST(TableTextTest, ShowsADashForWhatIsNotKnown) {
  const Column columns[] = {{"A", "a"}, {"B", "b"}, {"C", "c", Shown::kAge}};
  EXPECT_EQ(ToTable(columns, "{\"a\":null,\"c\":\"never\"}\n", kNow), "A  B  C\n-  -  -\n");
}

TEST(TableTextTest, LetsNothingFromOutsideControlTheTerminal) {
  const Column columns[] = {{"A", "a"}};
  EXPECT_EQ(ToTable(columns, "{\"a\":\"x\\u001b[2Jy\\nz\\u009b1m\"}\n", kNow), "A\nx [2Jy z 1m\n");
}

TEST(TableTextTest, CutsWhatIsTooLongAtACharacter) {
  const Column columns[] = {{"A", "a", Shown::kAsIs, 4}};
  EXPECT_EQ(ToTable(columns, "{\"a\":\"ÄÖÜß\"}\n{\"a\":\"ÄÖÜßä\"}\n", kNow), "A\nÄÖÜß\nÄÖÜ…\n");
}

TEST(TableTextTest, SaysHowLongAgoATimeIs) {
  const Column columns[] = {{"AGE", "at", Shown::kAge}};
  EXPECT_EQ(ToTable(columns, "{\"at\":\"2023-11-14T22:12:00.000Z\"}\n", kNow), "AGE\n1m20s\n");
}

TEST(TableTextTest, FormatsAgesInTheirTwoGreatestUnits) {
  EXPECT_EQ(FormatAge(999ms), "0s");
  EXPECT_EQ(FormatAge(12s), "12s");
  EXPECT_EQ(FormatAge(200s), "3m20s");
  EXPECT_EQ(FormatAge(5h), "5h");
  EXPECT_EQ(FormatAge(5h + 59s), "5h");
  EXPECT_EQ(FormatAge(52h + 3min), "2d4h");
  EXPECT_EQ(FormatAge(-5s), "in 5s");
}

}  // namespace
}  // namespace telltale
