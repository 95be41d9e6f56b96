#include "cli/cores.h"

#include <gtest/gtest.h>

namespace telltale {
namespace {

TEST(CoresTest, AQuotaIsAsManyWholeProcessorsAsItPaysFor) {
  EXPECT_EQ(CoresOfQuota("400000 100000\n"), 4);
  EXPECT_EQ(CoresOfQuota("250000 100000\n"), 2);
  EXPECT_EQ(CoresOfQuota("50000 100000\n"), 1);
}

TEST(CoresTest, WhatIsNoQuotaIsNoLimit) {
  for (const char* text : {"max 100000\n", "", "100000", "100000 0", "-1 100000", "a b c"}) {
    EXPECT_EQ(CoresOfQuota(text), std::nullopt) << text;
  }
}

TEST(CoresTest, ThereIsAtLeastOne) { EXPECT_GE(UsableCores(), 1); }

}  // namespace
}  // namespace telltale
