// A node on a disk that is full, fails, cannot be written or is slow: nothing leaves before it is
// durable, the node ends by an error of the store where it cannot go on, and the next one tells
// each episode once.
#include "tests/power/troubled_disk.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "absl/cleanup/cleanup.h"
#include "connectors/rocksdb/rocksdb_store.h"
#include "engine/base/error_catalogue.h"
#include "tests/power/temporary_folder.h"
#include "tests/power/turned_env.h"
#include "tests/runtime/harness.h"

namespace telltale {
namespace {

using rocksdb::IOStatus;
using testing::HasSubstr;
using testing::SizeIs;

class TroubledDiskTest : public testing::Test {
 protected:
  // One life of the node; returns what ended it.
  absl::Status Live() {
    TurnedEnv env(disk_);
    const auto store =
        RocksDbStore::Open(folder_.path(), nullptr, {.env = &env, .memtable_bytes = 64 << 10});
    const absl::Cleanup let_go = [&] { env.LetGo(); };
    if (!store.ok()) return store.status();
    Node node(world_, **store, {}, {.disk_reserve_bytes = 0});
    if (!node.opened().ok()) return node.opened();
    if (during_) during_();
    absl::Status status;
    for (int i = 0; i < kEnough && status.ok(); ++i) {
      status = node.Turns(1);
      env.Work();
    }
    return status;
  }
  // The node ends by an error of the store that says `text`, and has told nothing; the next one,
  // for which the disk is well again, tells each episode once.
  void ExpectEndsAndGoesOn(const std::string& text) {
    const absl::Status ended = Live();
    EXPECT_EQ(ErrorOf(ended), ErrorId::kCommitFailed) << ended;
    EXPECT_THAT(std::string(ended.message()), HasSubstr(text));
    EXPECT_THAT(world_.Started(), SizeIs(0));
    disk_->fail_opens = disk_->fail_writes = disk_->fail_syncs = IOStatus::OK();
    during_ = nullptr;
    EXPECT_EQ(Live(), absl::OkStatus());
    EXPECT_THAT(world_.Started(), SizeIs(1));
    world_.Say("V1", false);
    EXPECT_EQ(Live(), absl::OkStatus());
    EXPECT_THAT(world_.Started(), SizeIs(1));
    EXPECT_THAT(world_.Ended(), SizeIs(1));
  }
  // Something goes wrong with a record on its way.
  void WhenRunning(std::function<void()> trouble) {
    during_ = [this, trouble = std::move(trouble)] {
      world_.Say("V1", true);
      trouble();
    };
  }

  World world_;
  TemporaryFolder folder_;
  std::shared_ptr<TroubledDisk> disk_ = std::make_shared<TroubledDisk>();
  std::function<void()> during_;
};

TEST_F(TroubledDiskTest, EndsAndLosesNothingWhenTheDiskIsFull) {
  WhenRunning([this] { disk_->fail_writes = IOStatus::NoSpace("disk full"); });
  ExpectEndsAndGoesOn("disk full");
}

// What a failed sync has written nobody knows, and a second one would say that all is well.
TEST_F(TroubledDiskTest, EndsAndLosesNothingWhenASyncFails) {
  WhenRunning([this] { disk_->fail_syncs = IOStatus::IOError("Input/output error"); });
  ExpectEndsAndGoesOn("Input/output error");
}

TEST_F(TroubledDiskTest, EndsAndLosesNothingWhenTheDiskBecomesReadOnly) {
  WhenRunning([this] {
    disk_->fail_writes = disk_->fail_opens = IOStatus::IOError("Read-only file system");
  });
  ExpectEndsAndGoesOn("Read-only file system");
}

TEST_F(TroubledDiskTest, DoesNotStartOnADiskThatCannotBeWritten) {
  ASSERT_EQ(Live(), absl::OkStatus());
  world_.Say("V1", true);
  disk_->fail_opens = IOStatus::IOError("Read-only file system");
  ExpectEndsAndGoesOn("Read-only file system");
}

// However long a sync takes: while it is under way, nothing of what it makes durable has left.
TEST_F(TroubledDiskTest, TellsNothingWhileTheDiskIsSlow) {
  constexpr int kBatchAndMark = 2;  // the syncs before the start may be sent
  int syncs = -1;                   // since there was a record
  disk_->while_syncing = [&] {
    if (syncs >= 0 && ++syncs <= kBatchAndMark) {
      EXPECT_THAT(world_.Started(), SizeIs(0));
    }
  };
  WhenRunning([&] { syncs = 0; });
  EXPECT_EQ(Live(), absl::OkStatus());
  EXPECT_GE(syncs, kBatchAndMark);
  EXPECT_THAT(world_.Started(), SizeIs(1));
}

}  // namespace
}  // namespace telltale
