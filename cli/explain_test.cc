// The verb `explain`, through the command line.
#include <string>
#include <vector>

#include "cli/command_line.h"
#include "cli/verb_table.h"
#include "engine/base/error_catalogue.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace telltale {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::StartsWith;

struct Printed {
  ExitCode code;
  std::string out;
  std::string err;
};

Printed Explain(std::vector<const char*> words) {
  words.insert(words.begin(), {"telltale", "explain"});
  testing::internal::CaptureStdout();
  testing::internal::CaptureStderr();
  const ExitCode code = RunCommandLine(VerbTable(), static_cast<int>(words.size()), words.data());
  std::string out = testing::internal::GetCapturedStdout();
  return {code, std::move(out), testing::internal::GetCapturedStderr()};
}

TEST(ExplainTest, SaysWhatItMeansWhoActsAndWhatToDo) {
  for (const char* error : {"E2003", "e2003", "2003", "record-undecodable"}) {
    const Printed printed = Explain({error});
    EXPECT_EQ(printed.code, kExitOk);
    EXPECT_THAT(printed.out,
                AllOf(StartsWith("error E2003 record-undecodable\n"), HasSubstr("\n  means "),
                      HasSubstr("\n  who   sender"), HasSubstr("\n  next  ")))
        << error;
  }
}

TEST(ExplainTest, NamesTheNearestErrorForOneThatDoesNotExist) {
  const Printed number = Explain({"E2999"});
  EXPECT_EQ(number.code, kExitUsage);
  EXPECT_THAT(number.err, HasSubstr("there is no 'E2999'; did you mean E3001 topic-recreated?"));
  EXPECT_THAT(Explain({"zero-tll"}).err, HasSubstr("did you mean E1015 zero-ttl?"));
  EXPECT_THAT(Explain({"nonsense-beyond-all-likeness"}).err, HasSubstr("likeness'\n"));
  EXPECT_EQ(Explain({""}).code, kExitUsage);
}

TEST(ExplainTest, NamesTheRangesForANumberFarFromAll) {
  EXPECT_THAT(Explain({"E9999"}).err,
              AllOf(HasSubstr("there is no 'E9999'; there are E1001 to E"),
                    HasSubstr(", E6001 to E6012\n"), Not(HasSubstr("did you mean"))));
}

TEST(ExplainTest, ListsAllInALineEach) {
  const Printed printed = Explain({});
  EXPECT_EQ(printed.code, kExitOk);
  EXPECT_EQ(static_cast<size_t>(std::count(printed.out.begin(), printed.out.end(), '\n')),
            ErrorCatalogue().size());
}

TEST(ExplainTest, PrintsJsonForPrograms) {
  EXPECT_THAT(Explain({"--json", "E1015"}).out,
              AllOf(StartsWith("{\"error\":\"E1015\",\"name\":\"zero-ttl\",\"who\":"),
                    HasSubstr("\"next\":")));
}

}  // namespace
}  // namespace telltale
