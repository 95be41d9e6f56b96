#include "engine/desk/row_id.h"

#include <gtest/gtest.h>

namespace telltale {
namespace {

TEST(RowIdTest, ComesBackFromItsText) {
  const RowId id{"vehicle.insights", 7, 18446744073709551615u};
  EXPECT_EQ(FormatRowId(id), "vehicle.insights/7/18446744073709551615");
  EXPECT_EQ(ParseRowId(FormatRowId(id)), id);
}

TEST(RowIdTest, IsNoOtherText) {
  for (const char* text : {"", "/", "//", "t", "t/1", "/1/2", "t//2", "t/1/", "t/-1/2", "t/1/-2",
                           "t/x/2", "t/1/2x", "t/99999999999/2"}) {
    EXPECT_EQ(ParseRowId(text), std::nullopt) << text;
  }
}

}  // namespace
}  // namespace telltale
