#include "engine/table/record_layout.h"

#include <gtest/gtest.h>

#include <cstring>
#include <string>
#include <vector>

namespace telltale {
namespace {

constexpr Plan kThreeInARow{.raise = Raise{.n = 3}, .remember = 2};

// A record of `plan` whose tail is filled with `fill`, as bytes and under a layout.
struct LaidOut {
  explicit LaidOut(const Plan& plan, char fill = 'x')
      : layout(LayoutOf(plan)), tail(layout.tail_bytes, std::byte(fill)) {
    head.newest = EventMs(9);
    head.streak = 2;
    head.used = 1;
    head.phase = Phase::kOpen;
  }
  std::string_view Head() const { return {reinterpret_cast<const char*>(&head), sizeof(head)}; }
  std::string_view Tail() const {
    return {reinterpret_cast<const char*>(tail.data()), tail.size()};
  }
  KeyRef Ref() { return {head, absl::MakeSpan(tail)}; }

  RecordLayout layout;
  KeyState head;
  std::vector<std::byte> tail;
};

LaidOut Adopted(const LaidOut& from, const Plan& plan) {
  RecordWords words;
  std::memcpy(words.data(), &from.head, sizeof(KeyState));
  std::memcpy(words.data() + WordsOf(0), from.tail.data(), from.tail.size());
  LaidOut into(plan, '?');
  Adopt(from.layout, words, into.layout, into.Ref());
  return into;
}

TEST(RecordLayoutTest, TakesEverythingUnderTheSamePlan) {
  const LaidOut from(kThreeInARow);
  const LaidOut into = Adopted(from, kThreeInARow);
  EXPECT_EQ(into.Head(), from.Head());
  EXPECT_EQ(into.Tail(), from.Tail());
}

TEST(RecordLayoutTest, DropsEvidenceWhenRaiseOrClearChangedAndKeepsTheRest) {
  Plan edited = kThreeInARow;
  edited.raise = Raise{.n = 4};
  const LaidOut from(kThreeInARow);
  const LaidOut into = Adopted(from, edited);
  EXPECT_EQ(into.head.streak, 0);
  EXPECT_EQ(into.head.used, 0);
  EXPECT_EQ(into.head.phase, Phase::kOpen);
  EXPECT_EQ(into.head.newest, EventMs(9));
  EXPECT_EQ(into.Tail(), from.Tail());  // ids and the episode's facts
}

TEST(RecordLayoutTest, DropsWhatTheTailHeldWhenOtherwiseManyIdsAreRemembered) {
  Plan edited = kThreeInARow;
  edited.remember = 3;
  const LaidOut into = Adopted(LaidOut(kThreeInARow), edited);
  EXPECT_EQ(into.head.streak, 0);
  EXPECT_EQ(into.Tail(), std::string(into.tail.size(), '\0'));
}

TEST(RecordLayoutTest, TakesWhatFitsOfALongerTail) {
  Plan longer = kThreeInARow;
  longer.raise = {Raise::Form::kCountInSpan, 50u, Millis{1000}};
  const LaidOut into = Adopted(LaidOut(longer), kThreeInARow);
  EXPECT_EQ(into.Tail(), std::string(into.tail.size(), 'x'));
}

TEST(RecordLayoutTest, SeesEveryPartOfRaiseAndClear) {
  std::vector<Plan> plans(9, kThreeInARow);
  plans[1].raise = Raise{.n = 4};
  plans[2].raise = {Raise::Form::kCountInSpan, 3u, Millis{1000}};
  plans[3].raise = Raise{.n = 3, .span = Millis{1}};
  plans[4].clear = Clear{.form = Clear::Form::kQuietFor};
  plans[5].clear = Clear{.n = 1};
  plans[6].clear = Clear{.span = Millis{1}};
  plans[7].raise.Add(Raise{.n = 4});
  plans[8].clear.Add(Clear{.n = 4});
  for (size_t i = 0; i < plans.size(); ++i) {
    for (size_t j = 0; j < i; ++j) EXPECT_NE(LayoutOf(plans[i]).shape, LayoutOf(plans[j]).shape);
  }
}

}  // namespace
}  // namespace telltale
