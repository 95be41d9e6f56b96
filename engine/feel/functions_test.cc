#include "engine/feel/functions.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "engine/feel/lists.h"
#include "engine/feel/program.h"

namespace telltale::feel {
namespace {

TEST(FunctionsTest, EachExampleHasTheResultThatIsShown) {
  for (const Function& function : FunctionTable()) {
    SlotTable slots;
    Program program;
    CompileError error;
    ASSERT_TRUE(Compile(function.example, slots, program, error)) << error.message;
    std::vector<char> space(kScratchBytes);
    Scratch scratch(absl::MakeSpan(space));
    const std::vector<Value> nothing(slots.paths().size());
    std::string json;
    AppendJson(Evaluate(program, nothing, scratch), json);
    EXPECT_EQ(json, function.result_of_example) << function.example;
  }
}

TEST(FunctionsTest, EachSaysWhatItTakes) {
  for (const Function& function : FunctionTable()) {
    EXPECT_LE(function.required, function.most()) << function.name;
    EXPECT_GE(function.required, 1u) << function.name;
  }
  EXPECT_EQ(FindFunction("matches")->Signature(), "matches(input, pattern, [flags])");
  EXPECT_EQ(FindFunction("match"), nullptr);
}

}  // namespace
}  // namespace telltale::feel
