// What the thread sanitizer reports in this build, and what it does not.
#include <gtest/gtest.h>

#include <cstdlib>
#include <thread>

#include "absl/synchronization/mutex.h"

namespace {

constexpr int kReported = 66;  // the sanitizer's exit code
constexpr int kRounds = 1000;

template <class Step>
[[noreturn]] void TwoThreads(Step step) {
  const auto rounds = [&step] {
    for (int i = 0; i < kRounds; ++i) step();
  };
  std::thread other(rounds);
  rounds();
  other.join();
  std::exit(0);
}

TEST(RaceTest, ReportsWhatNothingOrders) {
  GTEST_FLAG_SET(death_test_style, "threadsafe");
  int sum = 0;
  EXPECT_EXIT(TwoThreads([&sum] { ++sum; }), testing::ExitedWithCode(kReported), "data race");
}

TEST(RaceTest, KnowsWhatAMutexOrders) {
  GTEST_FLAG_SET(death_test_style, "threadsafe");
  absl::Mutex mutex;
  int sum = 0;
  const auto step = [&] {
    absl::MutexLock lock(&mutex);
    ++sum;
  };
  EXPECT_EXIT(TwoThreads(step), testing::ExitedWithCode(0), "");
}

}  // namespace
