#include "engine/base/shard.h"

#include <gtest/gtest.h>

namespace telltale {
namespace {

TEST(ShardTest, EveryPartitionBelongsToExactlyOne) {
  for (int32_t count = 1; count <= 5; ++count) {
    for (int32_t partition = 0; partition < 12; ++partition) {
      int owners = 0;
      for (int32_t number = 1; number <= count; ++number) {
        owners += Shard{number, count}.Has(partition);
      }
      EXPECT_EQ(owners, 1) << partition << " of " << count;
    }
  }
  EXPECT_TRUE((Shard{2, 4}.Has(5)));
}

TEST(ShardTest, IsReadAsItIsWritten) {
  for (const char* text : {"1/1", "2/4", "1000/1000"}) {
    ASSERT_TRUE(ParseShard(text).has_value()) << text;
    EXPECT_EQ(FormatShard(*ParseShard(text)), text);
  }
  for (const char* text : {"", "1", "0/2", "3/2", "-1/2", "1/0", "1/1001", "1/2/3", "a/b", "/"}) {
    EXPECT_FALSE(ParseShard(text).has_value()) << text;
  }
}

}  // namespace
}  // namespace telltale
