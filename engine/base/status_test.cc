#include "engine/base/status.h"

#include <gtest/gtest.h>

namespace telltale {
namespace {

absl::Status AddOne(const absl::StatusOr<int>& number, int& sum) {
  ASSIGN_OR_RETURN(const int value, number);
  sum += value;
  return absl::OkStatus();
}
absl::Status AddBoth(const absl::StatusOr<int>& a, const absl::StatusOr<int>& b, int& sum) {
  RETURN_IF_ERROR(AddOne(a, sum));
  RETURN_IF_ERROR(AddOne(b, sum));
  return absl::OkStatus();
}

TEST(StatusTest, ValuesAreAssignedAndTheFirstErrorReturns) {
  int sum = 0;
  EXPECT_TRUE(AddBoth(1, 2, sum).ok());
  EXPECT_EQ(sum, 3);
  EXPECT_EQ(AddBoth(absl::DataLossError("first"), absl::AbortedError("second"), sum),
            absl::DataLossError("first"));
  EXPECT_EQ(sum, 3);
}

TEST(StatusDeathTest, CheckSaysWhatDidNotHoldAndWhere) {
  const int offset = 1;
  CHECK(offset < 2);
  EXPECT_DEATH(CHECK(offset > 2), "status_test.cc:[0-9]+: expected offset > 2, but");
}

}  // namespace
}  // namespace telltale
