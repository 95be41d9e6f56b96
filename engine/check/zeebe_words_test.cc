#include "engine/check/zeebe_words.h"

#include <gtest/gtest.h>

namespace telltale {
namespace {

TEST(ZeebeWordsTest, KnowsWhatZeebeWrites) {
  EXPECT_EQ(MendZeebeWord("valueType", "PROCESS_INSTANCE"), std::nullopt);
  EXPECT_EQ(MendZeebeWord("intent", "ELEMENT_COMPLETED"), std::nullopt);
  EXPECT_EQ(MendZeebeWord("rejectionType", "NULL_VAL"), std::nullopt);
  EXPECT_EQ(MendZeebeField("valueType"), std::nullopt);
}

TEST(ZeebeWordsTest, MendsWhatIsAlmostOneOfThem) {
  EXPECT_EQ(MendZeebeWord("valueType", "process-instance"), "PROCESS_INSTANCE");
  EXPECT_EQ(MendZeebeWord("intent", "CRATED"), "CREATED");
  EXPECT_EQ(MendZeebeWord("recordType", "event"), "EVENT");
  EXPECT_EQ(MendZeebeField("valuetype"), "valueType");
}

TEST(ZeebeWordsTest, NoticesWhatIsNotWrittenAsTheyAre) {
  EXPECT_EQ(MendZeebeWord("intent", "is done"), "");
  EXPECT_EQ(MendZeebeField("bpmnProcessId"), "");
}

TEST(ZeebeWordsTest, LeavesWordsOfNewerVersionsAndOtherFieldsAlone) {
  EXPECT_EQ(MendZeebeWord("valueType", "BATCH_OPERATION_CREATION"), std::nullopt);
  EXPECT_EQ(MendZeebeWord("value.bpmnElementType", "process"), std::nullopt);
}

}  // namespace
}  // namespace telltale
