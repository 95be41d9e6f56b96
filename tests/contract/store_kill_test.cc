// A process that is killed while it commits leaves whole commits behind, and all that it was told
// are durable.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <signal.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdio>
#include <random>

#include "tests/contract/kill_history.h"
#include "tests/contract/store_under_test.h"

namespace telltale {
namespace {

using testing::ElementsAre;
using testing::Pair;

// store_kill_main on a directory, until it is killed.
class Committer {
 public:
  explicit Committer(const std::string& dir) {
    int ends[2];
    CHECK(pipe(ends) == 0);
    posix_spawn_file_actions_t actions;
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_adddup2(&actions, ends[1], STDOUT_FILENO);
    std::string program = STORE_KILL_MAIN, argument = dir;
    char* const arguments[] = {program.data(), argument.data(), nullptr};
    CHECK(posix_spawn(&process_, STORE_KILL_MAIN, &actions, nullptr, arguments, environ) == 0);
    posix_spawn_file_actions_destroy(&actions);
    close(ends[1]);
    lines_ = fdopen(ends[0], "r");
  }
  ~Committer() { fclose(lines_); }

  // Waits for `count` commits, kills, and returns the last one that was reported.
  uint64_t KillAfter(int count) {
    unsigned long seq = 0;
    for (int i = 0; i < count; ++i) EXPECT_EQ(std::fscanf(lines_, "%lu", &seq), 1);
    kill(process_, SIGKILL);
    // What was reported before the kill, but not read yet.
    while (std::fscanf(lines_, "%lu", &seq) == 1) continue;
    int status = 0;
    EXPECT_EQ(waitpid(process_, &status, 0), process_);
    EXPECT_TRUE(WIFSIGNALED(status));
    return seq;
  }

 private:
  pid_t process_ = 0;
  FILE* lines_ = nullptr;
};

// The store holds commit `seq`, and nothing of any other.
void ExpectWhole(Store& store, uint64_t seq) {
  for (const Changes& expected : KillCommit(seq)) {
    const Loaded loaded = LoadAll(store, expected.partition);
    EXPECT_EQ(loaded.progress, expected.progress);
    EXPECT_THAT(loaded.blocks, ElementsAre(Pair(CommitSeq{seq}, expected.block)));
    EXPECT_THAT(loaded.pages, ElementsAre(Pair(testing::_, expected.pages[0].bytes)));
    EXPECT_THAT(loaded.outbox, ElementsAre(Pair(expected.added[0], testing::_)));
    std::vector<QuarantineRow> quarantine;
    const auto collect = [&](const QuarantineRow& row) {
      quarantine.push_back(row);
      return true;
    };
    EXPECT_TRUE(store.ScanQuarantine(expected.partition, {}, collect).ok());
    EXPECT_THAT(quarantine, ElementsAre(expected.quarantined[0]));
  }
}

TEST(StoreKillTest, ShowsAWholeCommitAfterEachOfManyKills) {
  TemporaryDirectory directory;
  std::mt19937 random(5);
  uint64_t least = 0;
  for (int round = 0; round < 20; ++round) {
    least = Committer(directory.path()).KillAfter(1 + static_cast<int>(random() % 60));
    const auto store = RocksDbStore::Open(directory.path());
    ASSERT_TRUE(store.ok()) << store.status();
    const std::optional<Progress> progress = LoadAll(**store, KillPartition(0)).progress;
    ASSERT_TRUE(progress);
    EXPECT_GE(progress->seq.value, least);
    EXPECT_LE(progress->seq.value, least + 1);  // the one under way
    ExpectWhole(**store, progress->seq.value);
  }
}

}  // namespace
}  // namespace telltale
