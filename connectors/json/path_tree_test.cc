#include "connectors/json/path_tree.h"

#include <gtest/gtest.h>

namespace telltale {
namespace {

PathNode Tree(std::initializer_list<const char*> paths) {
  SlotTable slots;
  for (const char* path : paths) slots.Add(*ParsePath(path));
  return BuildPathTree(slots);
}

TEST(PathTreeTest, SharesTheNamesThatPathsBeginWith) {
  const PathNode root = Tree({"a.b.c", "a.b.d", "e"});
  ASSERT_EQ(root.children.size(), 2u);
  EXPECT_FALSE(root.Find("a")->slot.has_value());
  EXPECT_EQ(root.Find("a")->Find("b")->Find("d")->slot, Slot{1});
  EXPECT_EQ(root.Find("e")->slot, Slot{2});
  EXPECT_EQ(root.Find("b"), nullptr);
}

TEST(PathTreeTest, APathMayEndWhereAnotherGoesOn) {
  const PathNode root = Tree({"a.b", "a"});
  EXPECT_EQ(root.Find("a")->slot, Slot{1});
  EXPECT_EQ(root.Find("a")->Find("b")->slot, Slot{0});
}

TEST(PathTreeTest, ClearsWhatIsAtAndBelowANode) {
  std::vector<Value> fields(3, Value::Bool(true));
  Tree({"a", "a.b.c", "e"}).Find("a")->Clear(absl::MakeSpan(fields));
  EXPECT_EQ(fields[0].kind, Value::Kind::kMissing);
  EXPECT_EQ(fields[1].kind, Value::Kind::kMissing);
  EXPECT_EQ(fields[2].kind, Value::Kind::kBool);
}

}  // namespace
}  // namespace telltale
