#include "connectors/kafka/list_offsets.h"

#include <thread>
#include <utility>

#include "absl/synchronization/notification.h"
#include "absl/time/time.h"
#include "engine/base/status.h"

namespace telltale {
namespace {

constexpr absl::Duration kAnswerLimit = absl::Seconds(5);
// Questions that may stand open at once: a broker that stands still must not collect threads.
constexpr int kMaxAsking = 4;

// Shared by who asks and who waits: either may be gone first.
struct Question {
  KafkaList list;
  absl::Status status;
  absl::Notification answered;
};

}  // namespace

absl::StatusOr<std::shared_ptr<KafkaConsumer>> KafkaConsumer::Create(const KafkaOptions& options) {
  std::shared_ptr<KafkaConsumer> consumer(new KafkaConsumer(options));
  ASSIGN_OR_RETURN(consumer->rk_, NewKafkaConsumer(consumer->options_));
  return consumer;
}

KafkaConsumer::~KafkaConsumer() {
  if (rk_ != nullptr) rd_kafka_consumer_close(rk_.get());
}

absl::StatusOr<KafkaList> ListOffsets(const std::shared_ptr<KafkaConsumer>& consumer,
                                      KafkaList wanted) {
  if (consumer->asking_.fetch_add(1) >= kMaxAsking) {
    --consumer->asking_;
    return absl::UnavailableError("asking for offsets: earlier questions are not answered yet");
  }
  auto question = std::make_shared<Question>();
  question->list = std::move(wanted);
  std::thread([consumer, question] {
    const int limit_ms = static_cast<int>(absl::ToInt64Milliseconds(kAnswerLimit));
    question->status =
        KafkaStatus(rd_kafka_offsets_for_times(consumer->get(), question->list.get(), limit_ms),
                    "asking for offsets");
    --consumer->asking_;
    question->answered.Notify();
  }).detach();
  if (!question->answered.WaitForNotificationWithTimeout(kAnswerLimit)) {
    return absl::UnavailableError("asking for offsets: no answer in time");
  }
  RETURN_IF_ERROR(question->status);
  return std::move(question->list);
}

}  // namespace telltale
