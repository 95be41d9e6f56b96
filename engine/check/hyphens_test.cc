#include "engine/check/hyphens.h"

#include <gtest/gtest.h>

namespace telltale {
namespace {

TEST(HyphensTest, FindsTheNameOfAHeaderThatSubtracts) {
  const auto slips = FindHyphenSlips("= upper case(record.headers.order-id-2) + job.headers.a-b");
  ASSERT_EQ(slips.size(), 2u);
  EXPECT_EQ(slips[0].column, 14);
  EXPECT_EQ(slips[0].written, "record.headers.order-id-2");
  EXPECT_EQ(slips[0].meant, "record.headers.`order-id-2`");
  EXPECT_EQ(slips[1].meant, "job.headers.`a-b`");
}

TEST(HyphensTest, LeavesWhatIsMeantAlone) {
  for (const char* source : {"record.headers.`order-id`", "record.headers.count - one",
                             "record.headers.a -b", "high-low", "\"record.headers.order-id\"",
                             "record.offset-1", "record.headers.", "record.headers.a-"}) {
    EXPECT_TRUE(FindHyphenSlips(source).empty()) << source;
  }
}

}  // namespace
}  // namespace telltale
