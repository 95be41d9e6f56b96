#include "engine/table/page_rotation.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <map>
#include <random>
#include <string>
#include <vector>

#include "engine/base/hash.h"

namespace telltale {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

constexpr Plan kThreeBad{.raise = Raise{.n = 3}};
constexpr size_t kQuarterOfAPage = 2500;  // of fresh keys
constexpr size_t kHundredPages = 400 * kQuarterOfAPage;

// A partition's two tables and their rotation, a commit at a time.
class RotationTest : public testing::Test {
 protected:
  RotationTest() {
    tables_.emplace_back(RuleId{1}, kThreeBad);
    tables_.emplace_back(RuleId{2}, kThreeBad);
  }

  void AddKeys(size_t table, int count) {
    for (int i = 0; i < count; ++i) {
      const std::string text = "key " + std::to_string(keys_++);
      tables_[table].FindOrAdd(HashKey(text), text);
    }
  }

  // Returns the pages of the commit as rule * 100 + page.
  std::vector<int> Commit(size_t extra_block_bytes = 0) {
    changes_ = Changes{};
    for (KeyTable& table : tables_) table.AppendBlock(changes_.block);
    changes_.block.append(extra_block_bytes, ' ');
    rotation_.Write(absl::MakeSpan(tables_), CommitSeq{++seq_}, changes_);
    std::vector<int> pages;
    for (const PageRun& run : changes_.pages) {
      pages.push_back(run.rule.value * 100 + static_cast<int>(run.page));
    }
    return pages;
  }

  std::vector<int> CommitUntilAPageIsDue() {
    std::vector<int> pages;
    while (pages.empty()) pages = Commit(kQuarterOfAPage);
    return pages;
  }

  uint64_t KeptFrom() const { return changes_.blocks_kept_from.value; }

  std::vector<KeyTable> tables_;
  PageRotation rotation_;
  Changes changes_;
  uint64_t seq_ = 0;
  int keys_ = 0;
};

TEST_F(RotationTest, NeedsNoBlockWhileThereAreNoKeys) {
  EXPECT_THAT(Commit(), IsEmpty());
  EXPECT_EQ(KeptFrom(), 2);
}

TEST_F(RotationTest, GoesRoundOverAllPagesOfAllTables) {
  AddKeys(0, 512);
  AddKeys(1, 256);
  EXPECT_THAT(Commit(), ElementsAre(100, 101));  // for the block that brought the keys
  EXPECT_THAT(CommitUntilAPageIsDue(), ElementsAre(200));
  EXPECT_THAT(CommitUntilAPageIsDue(), ElementsAre(100));
  EXPECT_THAT(CommitUntilAPageIsDue(), ElementsAre(101));
  EXPECT_THAT(CommitUntilAPageIsDue(), ElementsAre(200));
}

TEST_F(RotationTest, KeepsBlocksUntilEveryPageIsYounger) {
  AddKeys(0, 512);
  AddKeys(1, 256);
  Commit();
  EXPECT_EQ(KeptFrom(), 1);  // page 200 has no copy yet
  CommitUntilAPageIsDue();
  EXPECT_EQ(KeptFrom(), 2);  // the oldest copies are of commit 1
  const uint64_t second = seq_;
  CommitUntilAPageIsDue();
  EXPECT_EQ(KeptFrom(), 2);
  CommitUntilAPageIsDue();
  EXPECT_EQ(KeptFrom(), second + 1);
}

TEST_F(RotationTest, NeedsNoBlockOlderThanANewPage) {
  AddKeys(0, 256);
  Commit();
  EXPECT_EQ(KeptFrom(), 2);
  Commit();
  Commit();
  AddKeys(0, 1);
  Commit();
  EXPECT_EQ(KeptFrom(), 2);
  while (CommitUntilAPageIsDue() != std::vector<int>{100}) continue;
  EXPECT_GE(KeptFrom(), 4);  // the new page began with commit 4
}

TEST_F(RotationTest, WritesAPageOnceInACommitHoweverMuchIsOwed) {
  AddKeys(0, 512);
  EXPECT_THAT(Commit(kHundredPages), ElementsAre(100, 101));
}

TEST_F(RotationTest, GoesOnAtTheOldestPageAfterAStart) {
  AddKeys(0, 768);
  EXPECT_THAT(Commit(), ElementsAre(100, 101));
  EXPECT_THAT(CommitUntilAPageIsDue(), ElementsAre(102));
  EXPECT_THAT(CommitUntilAPageIsDue(), ElementsAre(100));
  rotation_ = PageRotation();
  EXPECT_THAT(CommitUntilAPageIsDue(), ElementsAre(101));
}

TEST_F(RotationTest, WritesHalfAsManyBytesInPagesAsInBlocksAndKeepsTwiceTheTable) {
  AddKeys(0, 2000);
  std::mt19937 random(7);
  std::map<uint64_t, size_t> kept;  // blocks
  size_t blocks = 0, pages = 0;
  for (int i = 0; i < 500; ++i) {
    for (int j = 0; j < 100; ++j) tables_[0].Touch(random() % 2000);
    Commit();
    kept[seq_] = changes_.block.size();
    kept.erase(kept.begin(), kept.lower_bound(KeptFrom()));
    blocks += changes_.block.size();
    for (const PageRun& run : changes_.pages) pages += run.bytes.size();
  }
  const size_t page = tables_[0].EncodePage(0, CommitSeq{seq_}).size();
  EXPECT_LE(pages, blocks / 2 + page);
  EXPECT_GE(pages, blocks / 2);
  size_t kept_bytes = 0;
  for (const auto& [seq, bytes] : kept) kept_bytes += bytes;
  EXPECT_LE(kept_bytes, 2 * (tables_[0].pages() + 1) * page);
}

}  // namespace
}  // namespace telltale
