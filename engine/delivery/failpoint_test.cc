#include "engine/delivery/failpoint.h"

#include <gtest/gtest.h>
#include <signal.h>

namespace telltale {
namespace {

TEST(FailpointTest, IsPassedFreelyWhenNothingIsArmed) {
  for (int i = 0; i < 1000; ++i) Failpoint(FailpointId::kBatchOpen);
}

TEST(FailpointTest, KillsTheProcessAtTheNthPass) {
  EXPECT_EXIT(
      {
        ArmFailpoint("marked-unsent:3");
        for (int i = 0; i < 2; ++i) Failpoint(FailpointId::kMarkedUnsent);
        Failpoint(FailpointId::kBatchOpen);
        fputs("still here\n", stderr);
        Failpoint(FailpointId::kMarkedUnsent);
      },
      testing::KilledBySignal(SIGKILL), "still here\nfailpoint marked-unsent\n");
}

TEST(FailpointTest, EveryNameCanBeArmed) {
  for (const std::string_view name : FailpointNames()) {
    EXPECT_EXIT(
        {
          if (ArmFailpoint(std::string(name) + ":1")) exit(0);
          exit(1);
        },
        testing::ExitedWithCode(0), "")
        << name;
  }
}

TEST(FailpointTest, RefusesWhatIsNoNameAndCount) {
  for (const std::string_view text : {"", "marked-unsent", "marked-unsent:", "marked-unsent:0",
                                      "marked-unsent:x", "unmarked:1", ":1"}) {
    EXPECT_FALSE(ArmFailpoint(text)) << text;
  }
}

}  // namespace
}  // namespace telltale
