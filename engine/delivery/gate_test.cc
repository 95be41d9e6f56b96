#include "engine/delivery/gate.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace telltale {
namespace {

using testing::ElementsAre;

InstanceReport Started(const std::string& process, int64_t instance) {
  return {.kind = InstanceReport::Kind::kStarted, .process = process, .instance = instance};
}
InstanceReport Ended(const std::string& process, int64_t instance) {
  return {.kind = InstanceReport::Kind::kEnded, .process = process, .instance = instance};
}

Judgement Judge(const InstanceReport& report, std::vector<GateRecord>& gates) {
  return JudgeInstance(report, EpisodeState::kOn, gates);
}

TEST(GateTest, TheFirstInstancePassesAsOftenAsItAsks) {
  std::vector<GateRecord> gates;
  const Judgement first = Judge(Started("p", 7), gates);
  EXPECT_EQ(first.verdict, GateVerdict::kPass);
  EXPECT_TRUE(first.news);
  const Judgement again = Judge(Started("p", 7), gates);
  EXPECT_EQ(again.verdict, GateVerdict::kPass);
  EXPECT_FALSE(again.news);
  EXPECT_THAT(gates, ElementsAre(GateRecord{"p", 7, false}));
}

TEST(GateTest, AnyOtherInstanceIsOneTooMany) {
  std::vector<GateRecord> gates;
  Judge(Started("p", 7), gates);
  EXPECT_EQ(Judge(Started("p", 8), gates).verdict, GateVerdict::kCancel);
  EXPECT_EQ(Judge(Ended("p", 8), gates).verdict, GateVerdict::kCancel);
  EXPECT_THAT(gates, ElementsAre(GateRecord{"p", 7, false}));
}

TEST(GateTest, EveryProcessHasItsOwnOne) {
  std::vector<GateRecord> gates;
  Judge(Started("p", 7), gates);
  EXPECT_EQ(Judge(Started("q", 8), gates).verdict, GateVerdict::kPass);
  Judge(Ended("p", 7), gates);
  EXPECT_FALSE(AllEnded(gates));
  Judge(Ended("q", 8), gates);
  EXPECT_TRUE(AllEnded(gates));
}

TEST(GateTest, WhatEndsWithoutAGateIsTheOneToo) {
  std::vector<GateRecord> gates;
  EXPECT_EQ(Judge(Ended("p", 7), gates).verdict, GateVerdict::kPass);
  EXPECT_TRUE(AllEnded(gates));
  EXPECT_EQ(Judge(Started("p", 8), gates).verdict, GateVerdict::kCancel);
}

TEST(GateTest, OnceTheEpisodeIsOverOnlyTheOnePasses) {
  std::vector<GateRecord> gates;
  const auto judge = [&gates](int64_t instance) {
    return JudgeInstance(Started("p", instance), EpisodeState::kOver, gates).verdict;
  };
  EXPECT_EQ(judge(7), GateVerdict::kCancel);
  Judge(Started("p", 8), gates);
  EXPECT_EQ(judge(7), GateVerdict::kCancel);
  EXPECT_EQ(judge(8), GateVerdict::kPass);
}

TEST(GateTest, AnInstanceThatItsBackIsAboutToEndIsLeftAlone) {
  std::vector<GateRecord> gates;
  EXPECT_EQ(JudgeInstance(Started("p", 7), EpisodeState::kEnding, gates).verdict,
            GateVerdict::kLeave);
  EXPECT_TRUE(gates.empty());
}

TEST(GateTest, AnInstanceThatIsDoneMayEndAlsoAfterTheBack) {
  std::vector<GateRecord> gates;
  EXPECT_EQ(JudgeInstance(Ended("p", 7), EpisodeState::kEnding, gates).verdict, GateVerdict::kPass);
  EXPECT_EQ(JudgeInstance(Ended("p", 7), EpisodeState::kOver, gates).verdict, GateVerdict::kPass);
  EXPECT_TRUE(gates.empty());
}

TEST(GateTest, TheEndIsNewsOnce) {
  std::vector<GateRecord> gates;
  Judge(Started("p", 7), gates);
  EXPECT_TRUE(Judge(Ended("p", 7), gates).news);
  EXPECT_FALSE(Judge(Ended("p", 7), gates).news);
}

}  // namespace
}  // namespace telltale
