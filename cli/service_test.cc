#include "cli/service.h"

#include <gtest/gtest.h>

#include <string>
#include <utility>

namespace telltale {
namespace {

HttpResponse Ask(const Snapshot& snapshot, const std::string& path) {
  SnapshotBoard board;
  board.Put(snapshot);
  HttpResponse response;
  ServiceRoutes(board).at(path).handler(
      {.path = path}, [&response](HttpResponse answer) { response = std::move(answer); });
  return response;
}

TEST(ServiceTest, IsHealthyEvenIfItIsNotReady) {
  EXPECT_EQ(Ask({.not_ready = {"kafka: away"}}, "/healthz").status, 200);
}

TEST(ServiceTest, SaysWhyItIsNotReady) {
  const HttpResponse response = Ask({.not_ready = {"kafka: away", "zeebe: away"}}, "/readyz");
  EXPECT_EQ(response.status, 503);
  EXPECT_EQ(response.body, "kafka: away\nzeebe: away\n");
}

TEST(ServiceTest, IsReadyIfNothingSpeaksAgainstIt) { EXPECT_EQ(Ask({}, "/readyz").status, 200); }

TEST(ServiceTest, ShowsMetricsOfEveryPartition) {
  Snapshot snapshot{.version = "1.2.3"};
  snapshot.partitions.push_back({.topic = "t", .partition = 3, .counters = {.records = 7}});
  const HttpResponse response = Ask(snapshot, "/metrics");
  EXPECT_NE(response.body.find("telltale_records_total{topic=\"t\",partition=\"3\"} 7\n"),
            std::string::npos);
  EXPECT_NE(response.body.find("telltale_ready 1\n"), std::string::npos);
}

}  // namespace
}  // namespace telltale
