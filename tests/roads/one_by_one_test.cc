#include "engine/roads/one_by_one.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "engine/base/strings.h"
#include "engine/ports/memory_producer.h"

namespace telltale {
namespace {

using ::testing::ElementsAre;

class Sending {
 public:
  void Send(const std::string& value) {
    one_by_one.Send({.topic = "t", .value = value}, [this, value](const DeliveryReport& report) {
      told.push_back(absl::StrCat(value, " ", A(DeliveryName(report.delivery))));
    });
  }

  MemoryProducer kafka{{{"t", 1}}};
  OneByOne one_by_one{kafka};
  std::vector<std::string> told;
};

TEST(OneByOneTest, SendsTheNextRecordOnceTheOneBeforeIsReported) {
  Sending line;
  line.kafka.Hold();
  for (const char* value : {"a", "b", "c"}) line.Send(value);
  EXPECT_EQ(line.kafka.waiting(), 1u);
  EXPECT_FALSE(line.one_by_one.Flush(Millis{0}));
  line.kafka.Release();
  EXPECT_TRUE(line.one_by_one.Flush(Millis{0}));
  EXPECT_THAT(line.told, ElementsAre("a delivered", "b delivered", "c delivered"));
}

TEST(OneByOneTest, SendsWhatAReportBringsWithoutADeepStack) {
  MemoryProducer kafka({{"t", 1}});
  OneByOne one_by_one(kafka);
  int left = 1'000'000;
  std::function<void(const DeliveryReport&)> again = [&](const DeliveryReport&) {
    if (--left > 0) one_by_one.Send({.topic = "none"}, again);
  };
  one_by_one.Send({.topic = "none"}, again);
  EXPECT_EQ(left, 0);
}

TEST(OneByOneTest, SendsNothingOnceItIsClosed) {
  Sending line;
  line.kafka.Hold();
  line.Send("a");
  line.Send("b");
  line.one_by_one.Close();
  line.Send("c");
  EXPECT_THAT(line.told, ElementsAre("b not-now", "c not-now"));
  line.kafka.Release();
  EXPECT_THAT(line.told, ElementsAre("b not-now", "c not-now", "a delivered"));
}

}  // namespace
}  // namespace telltale
