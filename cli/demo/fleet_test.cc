#include "cli/demo/fleet.h"

#include <gtest/gtest.h>

#include <fstream>
#include <sstream>
#include <string>

namespace telltale {
namespace {

constexpr FleetOptions kSmall{.seed = 7, .vehicles = kLeastVehicles, .reports = kLeastReports};

std::string Written(const FleetOptions& options) {
  const std::string path = testing::TempDir() + "/fleet.ndjson";
  Fleet fleet(options);
  EXPECT_TRUE(fleet.Write(path).ok());
  std::stringstream text;
  text << std::ifstream(path).rdbuf();
  return text.str();
}

uint64_t CountOf(const std::string& text, const std::string& part) {
  uint64_t count = 0;
  for (size_t at = text.find(part); at != text.npos; at = text.find(part, at + 1)) ++count;
  return count;
}

TEST(FleetTest, TheSameSeedWritesTheSameStream) {
  EXPECT_EQ(Written(kSmall), Written(kSmall));
  FleetOptions other = kSmall;
  other.seed = 8;
  EXPECT_NE(Written(kSmall), Written(other));
}

TEST(FleetTest, CountsTheLinesItWrites) {
  const std::string path = testing::TempDir() + "/fleet.ndjson";
  Fleet fleet(kSmall);
  ASSERT_TRUE(fleet.Write(path).ok());
  EXPECT_EQ(fleet.expected().events, CountOf(Written(kSmall), "\n"));
}

TEST(FleetTest, HoldsEveryKindOfTroubleEvenIfItIsSmall) {
  const std::string path = testing::TempDir() + "/fleet.ndjson";
  Fleet fleet(kSmall);
  ASSERT_TRUE(fleet.Write(path).ok());
  const FleetCounts& counts = fleet.expected();
  EXPECT_EQ(counts.starts, counts.backs + counts.open);
  EXPECT_GE(counts.open, 1u);
  EXPECT_GT(counts.duplicates, 0u);
  EXPECT_GT(counts.late, 0u);
  EXPECT_EQ(counts.quarantined, static_cast<uint64_t>(kSmall.reports));
}

TEST(FleetTest, SaysWhereItCannotWrite) {
  Fleet fleet(kSmall);
  EXPECT_NE(fleet.Write("/nowhere/fleet.ndjson").message().find("/nowhere"), std::string::npos);
}

}  // namespace
}  // namespace telltale
