#include "cli/scenario/source_editor.h"

#include <gtest/gtest.h>

#include "connectors/yaml/yaml_reader.h"

namespace telltale {
namespace {

// The text after `key` of its mapping under `m` was given the value.
std::string Set(const std::string& text, const std::string& key, const std::string& yaml) {
  ConfigNode root;
  std::vector<Finding> findings;
  EXPECT_TRUE(ReadYaml(text, 0, root, findings)) << text;
  SourceEditor editor(text);
  editor.Set(*root.Find("m"), key, yaml);
  return editor.Finish();
}

TEST(SourceEditorTest, ReplacesWhateverTheValueIs) {
  for (const char* value : {"x", "'x, # ''}'", "\"x\\\" }\"", "[a, 'b]']", "{ c: [d] }", "x y"}) {
    EXPECT_EQ(Set(std::string("m: { k: ") + value + ", l: 1 } # why\n", "k", "new"),
              "m: { k: new, l: 1 } # why\n");
    EXPECT_EQ(Set(std::string("m:\n  k: ") + value + "   # why\n  l: 1\n", "k", "new"),
              "m:\n  k: new   # why\n  l: 1\n");
  }
}

TEST(SourceEditorTest, CountsCharactersNotBytes) {
  EXPECT_EQ(Set("m: { 'ключ': 'знач', k: 1 }\n", "k", "2"), "m: { 'ключ': 'знач', k: 2 }\n");
}

TEST(SourceEditorTest, AddsTheLastMember) {
  EXPECT_EQ(Set("m: { a: 1,\n     b: 2 }  # why\n", "k", "3"),
            "m: { a: 1,\n     b: 2, k: 3 }  # why\n");
  EXPECT_EQ(Set("m:\n  a: 1  # why\nn: 2\n", "k", "3"), "m:\n  a: 1  # why\n  k: 3\nn: 2\n");
  EXPECT_EQ(Set("m:\n  a: 1", "k", "3"), "m:\n  a: 1\n  k: 3");
  EXPECT_EQ(Set("m:\n  a:\n    - 1\n    - 2\nn: 2\n", "k", "3"),
            "m:\n  a:\n    - 1\n    - 2\n  k: 3\nn: 2\n");
}

TEST(SourceEditorTest, RemovesAMemberButNotTheFirst) {
  EXPECT_EQ(Set("m: { a: 1, k: [x], b: 2 }\n", "k", ""), "m: { a: 1, b: 2 }\n");
  EXPECT_EQ(Set("m:\n  a: 1\n  k:\n    - x\n  b: 2\n", "k", ""), "m:\n  a: 1\n  b: 2\n");
  EXPECT_EQ(Set("m: { k: 1, a: 2 }\n", "k", ""), "m: { k: 1, a: 2 }\n");
  EXPECT_EQ(Set("m: { a: 1 }\n", "k", ""), "m: { a: 1 }\n");
}

}  // namespace
}  // namespace telltale
