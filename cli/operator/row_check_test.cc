#include "cli/operator/row_check.h"

#include <gtest/gtest.h>

#include <string>

#include "engine/base/error_catalogue.h"

namespace telltale {
namespace {

absl::Status Check(EndpointId id, std::string_view lines) {
  return CheckRows(FindEndpoint(id), lines);
}
bool IsStrange(EndpointId id, std::string_view lines) {
  return ErrorOf(Check(id, lines)) == ErrorId::kStrangeNode;
}

TEST(RowCheckTest, TakesRowsWithFieldsThatAreMissingNullOrNew) {
  EXPECT_TRUE(Check(EndpointId::kEpisodes, "").ok());
  EXPECT_TRUE(Check(EndpointId::kEpisodes,
                    "{\"episode\":\"e\",\"count\":null,\"start\":\"settled\"}\n"
                    "{\"episode\":\"f\",\"count\":7,\"new\":[1]}\n")
                  .ok());
  EXPECT_TRUE(Check(EndpointId::kOutboxDrop, "{\"id\":\"t/0/0\",\"done\":true}\n").ok());
}

TEST(RowCheckTest, RefusesWhatIsNoLineOfJson) {
  for (const char* lines : {"{\"a", "{\"episode\":\"e\"}", "{\"a\n", "<html>\n", "7\n", "[]\n",
                            "\n", "{\"episode\":\"e\"}\n{\"episode\":\"f"}) {
    EXPECT_TRUE(IsStrange(EndpointId::kEpisodes, lines)) << lines;
  }
}

TEST(RowCheckTest, RefusesFieldsOfAnotherKind) {
  for (const char* lines :
       {"{}\n", "{\"episode\":null}\n", "{\"episode\":\"\"}\n", "{\"episode\":7}\n",
        "{\"episode\":\"e\",\"count\":\"7\"}\n", "{\"episode\":\"e\",\"key\":{\"a\":1}}\n",
        "{\"episode\":\"e\",\"raised_at\":1700000000}\n"}) {
    EXPECT_TRUE(IsStrange(EndpointId::kEpisodes, lines)) << lines;
  }
  EXPECT_TRUE(IsStrange(EndpointId::kOutboxDrop, "{\"id\":\"t/0/0\",\"done\":\"true\"}\n"));
}

TEST(RowCheckTest, SaysWhichLineItIs) {
  EXPECT_EQ(Check(EndpointId::kEpisodes, "{\"episode\":\"e\"}\n{\"episode\":7}\n").message(),
            MakeError(ErrorId::kStrangeNode,
                      "expected rows of /api/v1/episodes, a line each, but line 2 has another "
                      "'episode' than such a row")
                .message());
}

}  // namespace
}  // namespace telltale
