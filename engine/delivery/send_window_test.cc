#include "engine/delivery/send_window.h"

#include <gtest/gtest.h>

#include <vector>

namespace telltale {
namespace {

// Sends until the window is full; returns the numbers.
std::vector<uint64_t> Fill(SendWindow& window) {
  std::vector<uint64_t> numbers;
  while (window.HasRoom()) numbers.push_back(window.Sent());
  return numbers;
}

// One answer, and one command in its place.
void KeepFull(SendWindow& window, int answers) {
  for (int i = 0; i < answers; ++i) {
    window.OnGood();
    Fill(window);
  }
}

TEST(SendWindowTest, BeginsWithEight) {
  SendWindow window({});
  EXPECT_EQ(Fill(window).size(), 8u);
}

TEST(SendWindowTest, GrowsByAboutOnePerFullWindowOfGoodAnswers) {
  SendWindow window({});
  Fill(window);
  KeepFull(window, 9);
  EXPECT_EQ(window.size(), 9u);
  KeepFull(window, 10);
  EXPECT_EQ(window.size(), 10u);
}

TEST(SendWindowTest, DoesNotGrowWhileItIsNotUsed) {
  SendWindow window({});
  for (int i = 0; i < 1000; ++i) {
    window.Sent();
    window.OnGood();
  }
  EXPECT_EQ(window.size(), 8u);
}

TEST(SendWindowTest, StopsAtTheMost) {
  SendWindow window({.initial = 8, .least = 1, .most = 16});
  Fill(window);
  KeepFull(window, 1000);
  EXPECT_EQ(window.size(), 16u);
}

TEST(SendWindowTest, HalvesOnceForAWholeRoundOfBadAnswers) {
  SendWindow window({});
  for (const uint64_t number : Fill(window)) window.OnBad(number);
  EXPECT_EQ(window.size(), 4u);
}

TEST(SendWindowTest, HalvesAgainForACommandSentAfterTheHalving) {
  SendWindow window({});
  for (const uint64_t number : Fill(window)) window.OnBad(number);
  for (const uint64_t number : Fill(window)) window.OnBad(number);
  EXPECT_EQ(window.size(), 2u);
}

TEST(SendWindowTest, NeverFallsBelowTheLeast) {
  SendWindow window({});
  for (int round = 0; round < 20; ++round) window.OnBad(window.Sent());
  EXPECT_EQ(window.size(), 1u);
  EXPECT_TRUE(window.HasRoom());
}

TEST(SendWindowTest, NeutralAnswersOnlyMakeRoom) {
  SendWindow window({});
  Fill(window);
  window.OnNeutral();
  EXPECT_EQ(window.size(), 8u);
  EXPECT_TRUE(window.HasRoom());
}

TEST(SendWindowTest, StaysAsItIsWhenLeastAndMostAreTheSame) {
  SendWindow window({.initial = 64, .least = 64, .most = 64});
  for (const uint64_t number : Fill(window)) window.OnBad(number);
  Fill(window);
  KeepFull(window, 1000);
  EXPECT_EQ(window.size(), 64u);
}

}  // namespace
}  // namespace telltale
