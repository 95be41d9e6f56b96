#include "engine/base/hash.h"

#include <gtest/gtest.h>

namespace telltale {
namespace {

// Published test vectors of XXH3 and what `xxhsum -H2` prints: stores and episode ids hold these.
TEST(HashTest, KeysAreHashedAsTheWholeWorldDoes) {
  EXPECT_EQ(ToHex(HashKey("")), "99aa06d3014798d86001c324468d497f");
  EXPECT_EQ(ToHex(HashKey("a")), "a96faf705af16834e6c632b61e964e1f");
  EXPECT_EQ(ToHex(HashKey("abc")), "06b05ab6733a618578af5f94892f3950");
}

TEST(HashTest, HexHasTheHighHalfFirst) {
  EXPECT_EQ(ToHex({.high = 0x0123456789abcdef, .low = 0xf}), "0123456789abcdef000000000000000f");
}

TEST(HashTest, SixtyFourBitsStay) {
  EXPECT_EQ(Hash64(""), 0x2d06800538d394c2u);
  EXPECT_EQ(Hash64("a"), 0xe6c632b61e964e1fu);
  EXPECT_EQ(Hash64("abc"), 0x78af5f94892f3950u);
}

}  // namespace
}  // namespace telltale
