#include "engine/roads/history_mark.h"

#include <gtest/gtest.h>

namespace telltale {
namespace {

// A request may have as many as it has lines, each with what it could not be read from.
TEST(HistoryMarkTest, KeepsNoMoreOfWhatIsSetAsideThanTheQuarantineHasRows) {
  HistoryMark mark({{1}, 1});
  for (int64_t position = 1; position <= 5; ++position) mark.SetAside({.offset = {position}}, 3);
  const Changes changes = mark.Take(WallMs(0), 3);
  ASSERT_EQ(changes.quarantined.size(), 3u);
  for (int64_t i = 0; i < 3; ++i) {
    EXPECT_EQ(changes.quarantined[i].offset.value, 3 + i);
    EXPECT_EQ(changes.quarantined[i].seq.value, static_cast<uint64_t>(3 + i));
  }
}

}  // namespace
}  // namespace telltale
