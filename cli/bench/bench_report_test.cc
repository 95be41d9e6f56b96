#include "cli/bench/bench_report.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace telltale {
namespace {

using testing::HasSubstr;

// Ten seconds of two million records on two cores; what is not fetching or stepping is the commit.
BenchReport Report(double fetch_s, double decode_s, Millis step) {
  BenchReport report{.seconds = 10, .cpu_s = 12, .cores = 2};
  report.totals.records = 2'000'000;
  report.bytes = 400'000'000;
  report.fetch_s = fetch_s;
  report.decode_s = decode_s;
  report.stages.Note(Stage::kStep, Nanos{0}, step);
  report.file_system = "ext4";
  return report;
}

TEST(BenchReportTest, SharesOfTheLoopAddUpToAllOfItsTime) {
  const BenchReport report = Report(2, 3, Millis{5000});
  EXPECT_DOUBLE_EQ(report.Share(BenchPart::kFetch), 0.2);
  EXPECT_DOUBLE_EQ(report.Share(BenchPart::kDecode), 0.3);
  EXPECT_DOUBLE_EQ(report.Share(BenchPart::kStep), 0.2);
  EXPECT_DOUBLE_EQ(report.Share(BenchPart::kCommit), 0.3);
}

TEST(BenchReportTest, TheLargestShareIsTheLimit) {
  EXPECT_EQ(Report(6, 1, Millis{2000}).Limit(), BenchPart::kFetch);
  EXPECT_EQ(Report(1, 5, Millis{8000}).Limit(), BenchPart::kDecode);
  EXPECT_EQ(Report(1, 1, Millis{8000}).Limit(), BenchPart::kStep);
  EXPECT_EQ(Report(1, 1, Millis{2000}).Limit(), BenchPart::kCommit);
}

TEST(BenchReportTest, AdviceTellsASlowBrokerFromAMachineThatIsFull) {
  BenchReport report = Report(8, 1, Millis{1500});
  EXPECT_THAT(report.Advice(), HasSubstr("The rules are not the limit"));
  report.cpu_s = 19.5;
  EXPECT_THAT(report.Advice(), HasSubstr("All cores are busy"));
}

TEST(BenchReportTest, AdviceTellsASlowDiskFromManyCommands) {
  BenchReport report = Report(1, 1, Millis{2000});
  EXPECT_THAT(report.Advice(), HasSubstr("handling commands"));
  for (int i = 0; i < 300; ++i) report.stages.Note(Stage::kSync, Nanos{0}, Millis{30});
  EXPECT_THAT(report.Advice(), HasSubstr("half of the syncs take up to 50 ms"));
}

TEST(BenchReportTest, CommandsThatWaitForTheirKeyAreSaid) {
  BenchReport report = Report(1, 1, Millis{8000});
  EXPECT_EQ(BenchText(report).find("behind the stream"), std::string::npos);
  report.waiting = 7;
  EXPECT_THAT(BenchText(report), HasSubstr("none was sent; 7 were behind the stream"));
}

TEST(BenchReportTest, WhatWasShortOrInMemoryIsSaid) {
  BenchReport report = Report(1, 1, Millis{8000});
  EXPECT_EQ(BenchText(report).find("It was short"), std::string::npos);
  EXPECT_EQ(BenchText(report).find("in memory"), std::string::npos);
  report.seconds = 0.9;
  report.file_system.clear();
  EXPECT_THAT(BenchText(report), HasSubstr("It was short"));
  EXPECT_THAT(BenchText(report), HasSubstr("in memory"));
}

TEST(BenchReportTest, PeopleReadRatesAndCosts) {
  const std::string text = BenchText(Report(1, 1, Millis{8000}));
  EXPECT_THAT(text, HasSubstr("2000000 records of 200 bytes"));
  EXPECT_THAT(text, HasSubstr("200000 events/s, 40.0 MB/s"));
  EXPECT_THAT(text, HasSubstr("6.00 us per event, 1.2 of 2 cores busy"));
}

}  // namespace
}  // namespace telltale
