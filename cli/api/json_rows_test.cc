#include "cli/api/json_rows.h"

#include <gtest/gtest.h>

#include <string>

namespace telltale {
namespace {

template <class Row>
std::string LineOf(const Row& row) {
  std::string out;
  AppendLine(row, out);
  return out;
}

TEST(JsonRowsTest, ShowsAnOpenEpisodeAndNullForWhatIsNotKnown) {
  EXPECT_EQ(LineOf(EpisodeRow{.episode = "r/V1@20231114T221320.000Z",
                              .rule = "r",
                              .key = "V1",
                              .topic = "t",
                              .partition = 3,
                              .raised_at = EventMs(1'700'000'000'000),
                              .start = Fate::kSettled}),
            "{\"episode\":\"r/V1@20231114T221320.000Z\",\"state\":\"open\",\"rule\":\"r\","
            "\"key\":\"V1\",\"topic\":\"t\",\"partition\":3,"
            "\"raised_at\":\"2023-11-14T22:13:20.000Z\",\"first_bad_at\":null,"
            "\"last_bad_at\":null,\"count\":null,\"forwards\":0,\"start\":\"settled\"}\n");
}

TEST(JsonRowsTest, ShowsWhatAnOrderCameTo) {
  const RowId id{"t", 0, 7};
  EXPECT_EQ(LineOf(OrderResult{id, absl::OkStatus(), {"hot: raised", "cold: no match"}}),
            "{\"id\":\"t/0/7\",\"done\":true,\"outcomes\":\"hot: raised, cold: no match\"}\n");
  EXPECT_EQ(LineOf(OrderResult{id, MakeError(ErrorId::kOrderRefused, "expected a, but b"), {}}),
            "{\"id\":\"t/0/7\",\"done\":false,\"error\":\"E6006\","
            "\"text\":\"expected a, but b\"}\n");
}

TEST(JsonRowsTest, ShowsNoTimeOutsideOfTheCalendar) {
  const std::string line = LineOf(QuarantineLine{.timestamp = kNoArrivalTime, .at = WallMs(-1)});
  EXPECT_NE(line.find("\"timestamp\":null,\"set_aside_at\":null"), std::string::npos) << line;
}

}  // namespace
}  // namespace telltale
