#include "engine/core/key_state.h"

#include <gtest/gtest.h>

#include <string>

#include "engine/core/test_key.h"

namespace telltale {
namespace {

using std::chrono_literals::operator""ms;
using std::chrono_literals::operator""s;

constexpr Plan kThreeIn30s{.raise = {Raise::Form::kCountInSpan, 3, 30s},
                           .clear = {Clear::Form::kGoodFor, 0, 60s},
                           .remember = 2};

// One line of hex digits for each 8 bytes.
std::string HexWords(const void* bytes, size_t size) {
  constexpr char kDigits[] = "0123456789abcdef";
  std::string hex;
  for (size_t i = 0; i < size; ++i) {
    const auto byte = static_cast<const uint8_t*>(bytes)[i];
    hex += kDigits[byte >> 4];
    hex += kDigits[byte & 15];
    if (i % 8 == 7) hex += '\n';
  }
  return hex;
}
std::string Head(const TestKey& key) { return HexWords(&key.view().head, sizeof(KeyState)); }
std::string Tail(const TestKey& key) {
  return HexWords(key.view().tail.data(), key.view().tail.size());
}

TEST(KeyStateTest, DescribesAnOpenEpisode) {
  TestKey key(kThreeIn30s);
  key.Bad(3s);
  key.Bad(4s);
  key.Bad(5s);
  key.Bad(6s);
  EXPECT_EQ(Describe(kThreeIn30s, key.view()).first_bad, EventTime{3s});
  EXPECT_EQ(Describe(kThreeIn30s, key.view()).count, 4u);
}

// The bytes lie on disks: they change only together with the format's version.
TEST(KeyStateTest, BytesOfANormalKey) {
  TestKey key(kThreeIn30s);
  key.HoldArrival(258ms);
  key.Bad(3ms, /*id=*/0x1111);
  key.Bad(2ms, /*id=*/0x2222);
  EXPECT_EQ(Head(key),
            "0300000000000000\n"    // newest
            "00000000000000e0\n"    // judged: never
            "0300000000000000\n"    // last_bad
            "00000000000000e0\n"    // raised_at: never
            "0201000000000000\n"    // arrived
            "0000000000000200\n");  // streak, phase, flags, used
  EXPECT_EQ(Tail(key),
            "1111000000000000\n"  // ids
            "2222000000000000\n"
            "0200000000000000\n"  // next place: behind the last, so the first
            "0200000000000000\n"  // bad times, sorted
            "0300000000000000\n"
            "0000000000000000\n"
            "0000000000000000\n"
            "0000000000000000\n");
}

TEST(KeyStateTest, BytesOfAnOpenKey) {
  TestKey key(kThreeIn30s);
  for (const Millis at : {1ms, 2ms, 3ms, 4ms}) key.Bad(at);
  key.Good(5ms);
  key.Off(7ms);
  key.Fault(10ms);
  key.Off(11ms);
  EXPECT_EQ(Head(key),
            "0b00000000000000\n"    // newest
            "00000000000000e0\n"    // judged: never
            "0400000000000000\n"    // last_bad
            "0300000000000000\n"    // raised_at
            "0b00000000000000\n"    // arrived
            "0000000001030000\n");  // streak, phase, flags, used
  EXPECT_EQ(Tail(key).substr(3 * 17),
            "0100000000000000\n"    // first_bad
            "0400000000000000\n"    // count, unused
            "0500000000000000\n"    // good_since
            "0300000000000000\n"    // stood_still
            "0b00000000000000\n");  // still_since
}

TEST(KeyStateTest, ResetLeavesNothing) {
  TestKey key(kThreeIn30s), fresh(kThreeIn30s);
  for (const Millis at : {1ms, 2ms, 3ms, 4ms}) key.Bad(at, 1 + at.count());
  Reset(key.ref());
  EXPECT_EQ(Head(key), Head(fresh));
  EXPECT_EQ(Tail(key), Tail(fresh));
}

TEST(KeyStateTest, DroppingEvidenceKeepsTheEpisodeAndTheIds) {
  TestKey key(kThreeIn30s);
  for (const Millis at : {1ms, 2ms, 3ms}) key.Bad(at);
  key.Good(4ms, /*id=*/9);
  DropEvidence(key.ref());
  EXPECT_EQ(key.next_due(), std::nullopt);  // the span of `good for` is forgotten
  EXPECT_EQ(key.Good(4ms, /*id=*/9), Outcome::kDuplicate);
  EXPECT_EQ(key.Bad(5ms), Outcome::kStillBad);
}

TEST(KeyStateTest, DroppingEvidenceOfANormalKeyLetsTheCountBeginAgain) {
  TestKey key(kThreeIn30s);
  key.Bad(1ms);
  key.Bad(2ms);
  DropEvidence(key.ref());
  EXPECT_EQ(key.Bad(3ms), Outcome::kCounted);
  EXPECT_EQ(key.Bad(4ms), Outcome::kCounted);
  EXPECT_EQ(key.Bad(5ms), Outcome::kRaised);
}

}  // namespace
}  // namespace telltale
