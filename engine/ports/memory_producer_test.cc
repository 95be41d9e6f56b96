// What the fake has beyond the contract (tests/contract): faults at will.
#include "engine/ports/memory_producer.h"

#include <gtest/gtest.h>

#include <vector>

namespace telltale {
namespace {

class MemoryProducerTest : public testing::Test {
 protected:
  void Send(std::string value) {
    producer_->Send({.topic = "t", .value = std::move(value)},
                    [this](DeliveryReport report) { reports_.push_back(report.delivery); });
  }
  std::vector<Delivery> reports_;
  std::unique_ptr<MemoryProducer> producer_ =
      std::make_unique<MemoryProducer>(std::map<std::string, int32_t>{{"t", 1}});
};

TEST_F(MemoryProducerTest, AnswersOnceAsItIsToldTo) {
  producer_->AnswerNext({.delivery = Delivery::kNotNow});
  producer_->AnswerNext({.delivery = Delivery::kAmbiguous});
  for (const char* value : {"a", "b", "c"}) Send(value);
  EXPECT_EQ(reports_, (std::vector{Delivery::kNotNow, Delivery::kAmbiguous, Delivery::kDelivered}));
  const std::vector<NewRecord> records = producer_->Read("t", 0);
  ASSERT_EQ(records.size(), 2u) << "what is ambiguous may be there";
  EXPECT_EQ(records[0].value, "b");
}

TEST_F(MemoryProducerTest, KeepsReportsUntilTheyAreReleased) {
  producer_->Hold();
  Send("a");
  EXPECT_FALSE(producer_->Flush(Millis{0}));
  producer_->Release();
  EXPECT_EQ(reports_, std::vector{Delivery::kDelivered});
  EXPECT_TRUE(producer_->Flush(Millis{0}));
}

TEST_F(MemoryProducerTest, HasNoRoomForMoreThanItIsTold) {
  producer_->SetRoom(1);
  producer_->Hold();
  Send("a");
  Send("b");
  EXPECT_EQ(reports_, std::vector{Delivery::kNotNow});
  EXPECT_EQ(producer_->waiting(), 1u);
}

TEST_F(MemoryProducerTest, ReportsWhatItHeldWhenItEnds) {
  producer_->Hold();
  Send("a");
  producer_.reset();
  EXPECT_EQ(reports_, std::vector{Delivery::kAmbiguous});
}

}  // namespace
}  // namespace telltale
