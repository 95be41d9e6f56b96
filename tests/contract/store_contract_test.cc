// What every store promises.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/contract/store_under_test.h"

namespace telltale {
namespace {

using testing::ElementsAre;
using testing::Field;
using testing::IsEmpty;
using testing::Pair;
using testing::SizeIs;

constexpr PartitionId kOne{{1}, 0};
constexpr PartitionId kOther{{1}, 1};
constexpr RuleId kRule{3};

class StoreTest : public testing::TestWithParam<StoreKind> {
 protected:
  Changes At(uint64_t seq, PartitionId partition = kOne) {
    Changes changes{.partition = partition};
    changes.progress.seq = CommitSeq{seq};
    changes.progress.next = Offset{static_cast<int64_t>(100 * seq)};
    changes.quarantine_limit = 100;
    return changes;
  }
  void Commit(const std::vector<Changes>& changes) {
    ASSERT_EQ(store_->Commit(changes), absl::OkStatus());
  }
  // As a start after a crash finds it.
  Loaded LoadAgain(PartitionId partition = kOne) {
    store_.Reopen();
    return LoadAll(*store_, partition);
  }
  // At most `limit`, from the row `from` on.
  std::vector<int64_t> QuarantinedOffsets(QuarantineSeq from = {}, size_t limit = 100) {
    store_.Reopen();
    std::vector<int64_t> offsets;
    const auto collect = [&](const QuarantineRow& row) {
      offsets.push_back(row.offset.value);
      return offsets.size() < limit;
    };
    EXPECT_TRUE(store_->ScanQuarantine(kOne, from, collect).ok());
    return offsets;
  }
  std::vector<uint64_t> AuditNumbers(AuditSeq from = {}, size_t most = 100) {
    std::vector<uint64_t> numbers;
    EXPECT_TRUE(store_
                    ->ScanAudit(kOne, from,
                                [&](const AuditRow& row) {
                                  numbers.push_back(row.seq.value);
                                  return numbers.size() < most;
                                })
                    .ok());
    return numbers;
  }
  std::vector<int64_t> TickOffsets() {
    store_.Reopen();
    std::vector<int64_t> offsets;
    EXPECT_TRUE(
        store_->ScanTicks(kOne, [&](const Tick& tick) { offsets.push_back(tick.next.value); })
            .ok());
    return offsets;
  }

  StoreUnderTest store_{GetParam()};
};

INSTANTIATE_TEST_SUITE_P(All, StoreTest, AllStores(), StoreName());

OutboxRow Row(uint64_t seq) {
  OutboxRow row{.seq = {seq}, .rule = kRule, .key = {seq, 7}};
  row.message.id = "episode " + std::to_string(seq);
  return row;
}
OutboxMark Mark(uint64_t seq, Fate fate) { return {.seq = {seq}, .fate = fate}; }
QuarantineRow Quarantined(uint64_t seq, int64_t offset) {
  return {.seq = {seq}, .offset = {offset}, .error = ErrorId::kKeyMissing, .payload = "{}"};
}
AuditRow Audited(uint64_t seq) { return {.seq = {seq}, .kind = AuditRow::Kind::kRaised}; }
Tick TickAt(int64_t next, int64_t wall) { return {.next = {next}, .at = WallMs(wall)}; }

TEST_P(StoreTest, BeginsWithAnIdentityAndNothingElse) {
  const format::Catalog catalog = *store_->LoadCatalog();
  EXPECT_EQ(catalog.store_uuid().size(), 32u);
  EXPECT_EQ(catalog.version(), 5u);
  EXPECT_EQ(catalog.lease(), 0u);
  EXPECT_EQ(catalog.topics_size() + catalog.rules_size(), 0);
}

TEST_P(StoreTest, KeepsTheCatalog) {
  format::Catalog catalog = *store_->LoadCatalog();
  const std::string uuid = catalog.store_uuid();
  catalog.set_lease(2);
  catalog.add_topics()->set_name("vehicle.insights");
  ASSERT_TRUE(store_->SaveCatalog(catalog).ok());
  store_.Reopen();
  EXPECT_EQ(store_->LoadCatalog()->store_uuid(), uuid);
  EXPECT_EQ(store_->LoadCatalog()->lease(), 2u);
  EXPECT_EQ(store_->LoadCatalog()->topics(0).name(), "vehicle.insights");
}

TEST_P(StoreTest, KnowsNothingOfAPartitionThatWasNeverCommitted) {
  Commit({At(1, kOther)});
  const Loaded loaded = LoadAgain(kOne);
  EXPECT_EQ(loaded.progress, std::nullopt);
  EXPECT_THAT(loaded.blocks, IsEmpty());
}

TEST_P(StoreTest, LoadsAllThatWasCommitted) {
  Changes changes = At(1);
  changes.progress.anchor = Anchor{{99}, ArrivalMs(5), 6};
  changes.block = "block";
  changes.pages = {{kRule, 2, "page"}};
  changes.added = {Row(1)};
  changes.marks = {Mark(1, Fate::kAttempted)};
  Commit({changes});

  const Loaded loaded = LoadAgain();
  EXPECT_EQ(loaded.progress, changes.progress);
  EXPECT_THAT(loaded.blocks, ElementsAre(Pair(CommitSeq{1}, "block")));
  EXPECT_THAT(loaded.pages, ElementsAre(Pair(Pair(kRule, 2), "page")));
  EXPECT_THAT(loaded.outbox, ElementsAre(Pair(Row(1), Mark(1, Fate::kAttempted))));
}

TEST_P(StoreTest, CommitsSeveralPartitionsAndKeepsThemApart) {
  Changes one = At(1, kOne), other = At(7, kOther);
  one.block = "one";
  one.added = {Row(1)};
  one.quarantined = {Quarantined(1, 1)};
  other.block = "other";
  Commit({one, other});
  EXPECT_THAT(LoadAgain(kOne).blocks, ElementsAre(Pair(CommitSeq{1}, "one")));
  const Loaded loaded = LoadAgain(kOther);
  EXPECT_EQ(loaded.progress, other.progress);
  EXPECT_THAT(loaded.blocks, ElementsAre(Pair(CommitSeq{7}, "other")));
  EXPECT_THAT(loaded.outbox, IsEmpty());
}

TEST_P(StoreTest, AppliesSeveralChangesOfOnePartitionInTheirOrder) {
  Changes first = At(1), second = At(2);
  first.added = {Row(1)};
  first.block = "first";
  first.pages = {{kRule, 0, "old"}};
  second.marks = {Mark(1, Fate::kSettled)};
  second.block = "second";
  second.blocks_kept_from = CommitSeq{2};
  second.pages = {{kRule, 0, "new"}};
  Commit({first, second});

  const Loaded loaded = LoadAgain();
  EXPECT_EQ(loaded.progress, second.progress);
  EXPECT_THAT(loaded.blocks, ElementsAre(Pair(CommitSeq{2}, "second")));
  EXPECT_THAT(loaded.pages, ElementsAre(Pair(testing::_, "new")));
  EXPECT_THAT(loaded.outbox, ElementsAre(Pair(Row(1), Mark(1, Fate::kSettled))));
}

TEST_P(StoreTest, DeletesTheBlocksBeforeTheOneThatIsStillNeeded) {
  for (uint64_t seq = 1; seq <= 5; ++seq) {
    Changes changes = At(seq);
    if (seq != 3) changes.block = std::to_string(seq);
    Commit({changes});
  }
  store_.Reopen();
  Changes last = At(6);
  last.blocks_kept_from = CommitSeq{4};
  Commit({last});
  EXPECT_THAT(LoadAgain().blocks, ElementsAre(Pair(CommitSeq{4}, "4"), Pair(CommitSeq{5}, "5")));
}

TEST_P(StoreTest, KeepsNotEvenItsOwnBlockIfNoPageNeedsIt) {
  Changes changes = At(1);
  changes.block = "block";
  changes.blocks_kept_from = CommitSeq{2};
  Commit({changes});
  EXPECT_THAT(LoadAgain().blocks, IsEmpty());
}

TEST_P(StoreTest, KeepsTheNewestMarkOfEachRow) {
  Changes first = At(1), second = At(2);
  first.added = {Row(1), Row(2), Row(3)};
  first.marks = {Mark(2, Fate::kAttempted), Mark(2, Fate::kParked)};
  second.marks = {Mark(3, Fate::kAttempted)};
  Commit({first});
  Commit({second});
  EXPECT_THAT(LoadAgain().outbox, ElementsAre(Pair(Row(1), Mark(1, Fate::kPending)),
                                              Pair(Row(2), Mark(2, Fate::kParked)),
                                              Pair(Row(3), Mark(3, Fate::kAttempted))));
}

TEST_P(StoreTest, RemovesARowWithItsMark) {
  Changes first = At(1), second = At(2), third = At(3);
  first.added = {Row(1), Row(2)};
  first.marks = {Mark(1, Fate::kSettled)};
  second.removed = {{1}};
  third.marks = {Mark(1, Fate::kSettled)};  // of a row that is gone
  Commit({first});
  Commit({second});
  Commit({third});
  EXPECT_THAT(LoadAgain().outbox, ElementsAre(Pair(Row(2), Mark(2, Fate::kPending))));
}

TEST_P(StoreTest, LoadsOutboxRowsByPositionHoweverManyThereAre) {
  Changes changes = At(1);
  for (const uint64_t seq : {70000, 300, 5, 299}) changes.added.push_back(Row(seq));
  Commit({changes});
  EXPECT_THAT(LoadAgain().outbox,
              ElementsAre(Pair(Row(5), testing::_), Pair(Row(299), testing::_),
                          Pair(Row(300), testing::_), Pair(Row(70000), testing::_)));
}

TEST_P(StoreTest, SetsRecordsAsideInOrderAlsoTwoOfOneOffset) {
  Changes changes = At(1);
  changes.quarantined = {Quarantined(1, 300), Quarantined(2, 300), Quarantined(3, 7)};
  changes.quarantined[1].rule = kRule;
  Commit({changes});
  EXPECT_THAT(QuarantinedOffsets(), ElementsAre(300, 300, 7));
}

TEST_P(StoreTest, DropsTheOldestOfQuarantineAtItsLimit) {
  for (uint64_t seq = 1; seq <= 3; ++seq) {
    Changes changes = At(seq);
    changes.quarantine_limit = 4;
    for (int i = 0; i < 3; ++i) {
      changes.quarantined.push_back(Quarantined(3 * seq - 2 + i, 10 * seq + i));
    }
    Commit({changes});
    store_.Reopen();
  }
  EXPECT_THAT(QuarantinedOffsets(), ElementsAre(22, 30, 31, 32));
}

TEST_P(StoreTest, KeepsNoMoreOfOneCommitThanQuarantineHolds) {
  Changes changes = At(1);
  changes.quarantine_limit = 2;
  changes.quarantined = {Quarantined(1, 1), Quarantined(2, 2), Quarantined(3, 3)};
  Commit({changes});
  EXPECT_THAT(QuarantinedOffsets(), ElementsAre(2, 3));
}

TEST_P(StoreTest, ShowsQuarantineFromARowOnAndNoMoreThanIsAskedFor) {
  Changes changes = At(1);
  for (int i = 1; i <= 5; ++i) changes.quarantined.push_back(Quarantined(i, 10 * i));
  Commit({changes});
  EXPECT_THAT(QuarantinedOffsets({2}, 3), ElementsAre(20, 30, 40));
  EXPECT_THAT(QuarantinedOffsets({6}), ElementsAre());
}

TEST_P(StoreTest, ReleasesARecordAndNeverGivesItsNumberAgain) {
  Changes first = At(1), second = At(2), third = At(3);
  first.quarantined = {Quarantined(1, 10), Quarantined(2, 20), Quarantined(3, 30)};
  first.progress.next_quarantine = second.progress.next_quarantine = {4};
  second.released = {{1}, {3}};
  Commit({first});
  Commit({second});
  EXPECT_THAT(QuarantinedOffsets(), ElementsAre(20));
  EXPECT_EQ(LoadAgain().progress->next_quarantine, QuarantineSeq{4});
  third.quarantined = {Quarantined(4, 40)};
  third.quarantine_limit = 2;  // of the numbers 3 and 4
  Commit({third});
  EXPECT_THAT(QuarantinedOffsets(), ElementsAre(40));
}

TEST_P(StoreTest, ReadsSingleCommandsWithTheirNewestMark) {
  Changes first = At(1), second = At(2);
  first.added = {Row(1), Row(2), Row(3)};
  second.marks = {Mark(2, Fate::kParked)};
  second.removed = {{3}};
  Commit({first});
  Commit({second});
  store_.Reopen();
  std::vector<std::pair<OutboxRow, OutboxMark>> found;
  const std::vector<OutboxSeq> seqs = {{1}, {2}, {3}, {4}};
  EXPECT_TRUE(store_
                  ->ReadOutbox(kOne, seqs,
                               [&](const OutboxRow& row, const OutboxMark& mark) {
                                 found.emplace_back(row, mark);
                               })
                  .ok());
  EXPECT_THAT(found, ElementsAre(Pair(Row(1), Mark(1, Fate::kPending)),
                                 Pair(Row(2), Mark(2, Fate::kParked))));
}

TEST_P(StoreTest, DropsTicksThatAreOldEnough) {
  Changes first = At(1), second = At(2), third = At(3);
  first.ticks = {TickAt(1, 1000), TickAt(2, 2000), TickAt(3, 3000)};
  second.ticks = {TickAt(4, 4000)};
  third.ticks_kept_from = WallMs(3000);
  Commit({first, second});
  store_.Reopen();
  Commit({third});
  EXPECT_THAT(TickOffsets(), ElementsAre(3, 4));
}

TEST_P(StoreTest, KeepsTheTicksOfACommitWhateverTheirAge) {
  Changes first = At(1), second = At(2);
  first.ticks = {TickAt(1, 1000)};
  second.ticks = {TickAt(2, 2000)};
  second.ticks_kept_from = WallMs(9000);
  Commit({first});
  Commit({second});
  EXPECT_THAT(TickOffsets(), ElementsAre(2));
}

TEST_P(StoreTest, ShowsTheAuditFromAnEntryOnAndNoMoreThanIsAskedFor) {
  Changes first = At(1), second = At(2);
  first.audit = {Audited(1), Audited(2)};
  second.audit = {Audited(3), Audited(4)};
  first.audit_limit = second.audit_limit = 10;
  Commit({first});
  store_.Reopen();
  Commit({second});
  EXPECT_THAT(AuditNumbers({2}, 2), ElementsAre(2, 3));
  EXPECT_THAT(AuditNumbers({5}), ElementsAre());
}

TEST_P(StoreTest, DropsTheOldestOfTheAuditAtItsLimit) {
  for (uint64_t seq = 1; seq <= 3; ++seq) {
    Changes changes = At(seq);
    changes.audit_limit = 3;
    changes.audit = {Audited(2 * seq - 1), Audited(2 * seq)};
    Commit({changes});
    store_.Reopen();
  }
  EXPECT_THAT(AuditNumbers(), ElementsAre(4, 5, 6));
  Commit({At(4)});  // as of a node that keeps none
  EXPECT_THAT(AuditNumbers(), ElementsAre());
}

TEST_P(StoreTest, ReachesALoweredLimitOfTheAuditAfterSomeCommits) {
  Changes many = At(1);
  many.audit_limit = 100'000;
  for (uint64_t seq = 1; seq <= 25'000; ++seq) many.audit.push_back(Audited(seq));
  Commit({many});
  for (uint64_t seq = 2; seq <= 4; ++seq) {
    Changes changes = At(seq);
    changes.audit_limit = 2;
    Commit({changes});
    store_.Reopen();
  }
  EXPECT_THAT(AuditNumbers(), ElementsAre(24'999, 25'000));
}

TEST_P(StoreTest, TakesACommitThatHasOnlyProgress) {
  Commit({At(1)});
  Commit({At(2)});
  EXPECT_EQ(LoadAgain().progress->seq, CommitSeq{2});
}

// As of a topic, or a log of Zeebe, that begins again and is meant to.
TEST_P(StoreTest, TakesAProgressThatGoesBack) {
  Changes first = At(1), second = At(2);
  first.progress.next = {100};
  second.progress.next = {3};
  Commit({first});
  Commit({second});
  EXPECT_EQ(LoadAgain().progress->next, Offset{3});
}

TEST_P(StoreTest, KnowsHowMuchRoomThereIs) { EXPECT_GT(*store_->FreeBytes(), 0); }

}  // namespace
}  // namespace telltale
