#include "engine/runtime/in_parallel.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <array>
#include <atomic>
#include <thread>
#include <vector>

#include "absl/synchronization/barrier.h"

namespace telltale {
namespace {

using testing::ElementsAre;

TEST(InParallelTest, DoesEachOnceWhateverTheThreads) {
  for (const size_t threads : {1, 2, 7, 200}) {
    std::array<std::atomic<int>, 100> done{};
    const absl::Status status = InParallel(done.size(), threads, [&](size_t i) {
      ++done[i];
      return absl::OkStatus();
    });
    EXPECT_TRUE(status.ok());
    for (const std::atomic<int>& each : done) EXPECT_EQ(each, 1) << threads << " threads";
  }
}

TEST(InParallelTest, WorksAtTwoThingsAtOnce) {
  auto* both = new absl::Barrier(2);  // the last one there deletes it
  const absl::Status status = InParallel(2, 2, [&](size_t) {
    if (both->Block()) delete both;
    return absl::OkStatus();
  });
  EXPECT_TRUE(status.ok());
}

TEST(InParallelTest, OneThreadIsTheCallersAndGoesInOrder) {
  std::vector<size_t> order;
  const auto caller = std::this_thread::get_id();
  const absl::Status status = InParallel(3, 1, [&](size_t i) {
    EXPECT_EQ(std::this_thread::get_id(), caller);
    order.push_back(i);
    return absl::OkStatus();
  });
  EXPECT_TRUE(status.ok());
  EXPECT_THAT(order, ElementsAre(0, 1, 2));
}

TEST(InParallelTest, AFailureBeginsNoMoreAndTheLowestIsReturned) {
  std::atomic<int> begun{0};
  const absl::Status status = InParallel(1000, 2, [&](size_t i) {
    ++begun;
    return i < 3 ? absl::OkStatus() : absl::DataLossError(i == 3 ? "the first" : "another");
  });
  EXPECT_EQ(status.message(), "the first");
  EXPECT_LE(begun, 5);  // the failing one, and one that the other thread had begun
}

TEST(InParallelTest, NothingToDoIsDone) {
  EXPECT_TRUE(InParallel(0, 4, [](size_t) { return absl::DataLossError("never"); }).ok());
}

}  // namespace
}  // namespace telltale
