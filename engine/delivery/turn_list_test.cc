#include "engine/delivery/turn_list.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <vector>

namespace telltale {
namespace {

using testing::ElementsAre;

TurnList::Head Head(uint64_t seq, int32_t hash) { return {OutboxSeq{seq}, hash}; }

std::vector<uint64_t> InLane(const TurnList& list, size_t lane) {
  std::vector<uint64_t> seqs;
  for (const TurnList::Head& head : list.InLane(lane)) seqs.push_back(head.seq.value);
  return seqs;
}

TEST(TurnListTest, LetsInWhoseTimeHasComeTheOldestFirst) {
  TurnList list;
  list.Add(Head(9, 0), Millis{0});
  list.Add(Head(4, 0), Millis{10});
  list.Add(Head(5, 0), Millis{11});
  list.Advance(Millis{10}, 1);
  EXPECT_THAT(InLane(list, 0), ElementsAre(4, 9));
  EXPECT_EQ(list.Next(), Millis{11});
}

TEST(TurnListTest, SortsByLane) {
  TurnList list;
  list.Add(Head(1, 0), Millis{0});
  list.Add(Head(2, 1), Millis{0});
  list.Add(Head(3, -1), Millis{0});
  list.Advance(Millis{0}, 2);
  EXPECT_THAT(InLane(list, 0), ElementsAre(1));
  EXPECT_THAT(InLane(list, 1), ElementsAre(2, 3));
}

TEST(TurnListTest, MovesEverybodyWhenTheNumberOfLanesChanges) {
  TurnList list;
  list.Add(Head(1, 0), Millis{0});
  list.Add(Head(2, 2), Millis{0});
  list.Advance(Millis{0}, 2);
  EXPECT_THAT(InLane(list, 0), ElementsAre(1, 2));
  list.Advance(Millis{0}, 3);
  EXPECT_THAT(InLane(list, 0), ElementsAre(1));
  EXPECT_THAT(InLane(list, 2), ElementsAre(2));
}

TEST(TurnListTest, TakesOffWhoWaitsAndWhoWasLetIn) {
  TurnList list;
  list.Add(Head(1, 0), Millis{0});
  list.Add(Head(2, 0), Millis{50});
  list.Advance(Millis{0}, 1);
  list.Remove(Head(1, 0), Millis{0});
  list.Remove(Head(2, 0), Millis{50});
  list.Advance(Millis{100}, 1);
  EXPECT_THAT(InLane(list, 0), ElementsAre());
  EXPECT_EQ(list.Next(), std::nullopt);
}

}  // namespace
}  // namespace telltale
