#include "engine/rules/job_paths.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <array>

#include "engine/feel/scratch.h"

namespace telltale {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

class JobPathsTest : public testing::Test {
 protected:
  feel::Program Compile(std::string_view source) {
    feel::Program program;
    feel::CompileError error;
    EXPECT_TRUE(paths_.Compile(source, JobPaths::Asked::kValue, program, error)) << error.message;
    return program;
  }
  std::string Refused(std::string_view source) {
    feel::Program program;
    feel::CompileError error;
    EXPECT_FALSE(paths_.Compile(source, JobPaths::Asked::kValue, program, error));
    return error.message;
  }
  // Every variable is a text with the name of its path, every header likewise.
  std::string Evaluate(const feel::Program& program) {
    std::vector<std::string> names;
    for (const Path& path : paths_.variables().paths()) names.push_back("v:" + path.ToString());
    const size_t variables = names.size();
    for (const Path& path : paths_.headers().paths()) names.push_back("h:" + path.ToString());
    std::vector<Value> values;
    for (const std::string& name : names) values.push_back(Value::String(name));
    const std::array<Value, kJobFacts> facts = {Value::String("17"), Value::String("send")};
    const auto all = paths_.Values(facts, absl::MakeSpan(values).subspan(0, variables),
                                   absl::MakeSpan(values).subspan(variables));
    char space[feel::kScratchBytes];
    feel::Scratch scratch{absl::Span<char>(space)};
    return std::string(feel::Evaluate(program, all, scratch).text);
  }
  JobPaths paths_;
};

TEST_F(JobPathsTest, APathIsAVariableAHeaderOrOfTheJob) {
  const feel::Program program =
      Compile("order.id + \" \" + job.headers.topic + \" \" + job.key + \" \" + job.type");
  EXPECT_EQ(Evaluate(program), "v:order.id h:topic 17 send");
  EXPECT_THAT(paths_.ToFetch(), ElementsAre("order"));
}

TEST_F(JobPathsTest, AVariableNamedJobIsFoundByItsLongName) {
  EXPECT_EQ(Evaluate(Compile("job.variables.job")), "v:job");
  EXPECT_THAT(paths_.ToFetch(), ElementsAre("job"));
}

TEST_F(JobPathsTest, WhoReadsAllVariablesFetchesAll) {
  Compile("order.id");
  Compile("job.variables");
  EXPECT_THAT(paths_.ToFetch(), IsEmpty());
}

TEST_F(JobPathsTest, SaysWhatAJobHas) {
  for (const char* source : {"job", "job.colour", "job.key.more"}) {
    EXPECT_THAT(Refused(source), HasSubstr("expected one of job.key, job.type")) << source;
  }
}

}  // namespace
}  // namespace telltale
