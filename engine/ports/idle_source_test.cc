#include "engine/ports/idle_source.h"

#include <gtest/gtest.h>

namespace telltale {
namespace {

TEST(IdleSourceTest, AnswersAndNeverEnds) {
  IdleSource source;
  const Batch batch = source.Poll(Millis{0}).value();
  EXPECT_TRUE(batch.answered);
  EXPECT_FALSE(batch.finished);
  EXPECT_TRUE(batch.records.empty());
}

TEST(IdleSourceTest, APollThatIsWokenReturnsBeforeItsLimit) {
  IdleSource source;
  source.Wake();
  EXPECT_TRUE(source.Poll(Millis{3'600'000}).ok());  // or this test never ends
}

TEST(IdleSourceTest, HasNoTopic) {
  IdleSource source;
  EXPECT_TRUE(absl::IsNotFound(source.Partitions("t").status()));
  EXPECT_TRUE(absl::IsNotFound(source.Assign({{1}, 0}, "t", {0})));
}

}  // namespace
}  // namespace telltale
