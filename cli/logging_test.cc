#include "cli/logging.h"

#include <gtest/gtest.h>

namespace telltale {
namespace {

constexpr char kTime[] = "2026-11-23T10:15:02.123Z";

TEST(LoggingTest, WritesLogfmtForPeople) {
  EXPECT_EQ(FormatLogLine(LogFormat::kLogfmt, kTime, LogLevel::kInfo, "kafka", "connected",
                          {{"brokers", "localhost:9092"}}),
            "ts=2026-11-23T10:15:02.123Z level=info component=kafka msg=connected "
            "brokers=localhost:9092");
}

TEST(LoggingTest, QuotesInLogfmtWhatIsNoBareWord) {
  EXPECT_EQ(FormatLogLine(LogFormat::kLogfmt, kTime, LogLevel::kError, "run", "it \"broke\"",
                          {{"why", ""}}),
            "ts=2026-11-23T10:15:02.123Z level=error component=run msg=\"it \\\"broke\\\"\" "
            "why=\"\"");
}

TEST(LoggingTest, WritesOneJsonObjectForPrograms) {
  EXPECT_EQ(FormatLogLine(LogFormat::kJson, kTime, LogLevel::kWarning, "zeebe", "line\nbreak", {}),
            "{\"ts\":\"2026-11-23T10:15:02.123Z\",\"level\":\"warning\",\"component\":\"zeebe\","
            "\"msg\":\"line\\nbreak\"}");
}

}  // namespace
}  // namespace telltale
