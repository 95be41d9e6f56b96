#include "engine/ports/idle_source.h"

#include "absl/strings/str_cat.h"
#include "absl/time/time.h"

namespace telltale {
namespace {

absl::Status NoTopic(const std::string& topic) {
  return absl::NotFoundError(absl::StrCat("no topic ", topic));
}

}  // namespace

absl::StatusOr<std::vector<int32_t>> IdleSource::Partitions(const std::string& topic) {
  return NoTopic(topic);
}

absl::StatusOr<Bounds> IdleSource::GetBounds(const std::string& topic, int32_t partition) {
  return NoTopic(topic);
}

absl::StatusOr<Offset> IdleSource::OffsetAt(const std::string& topic, int32_t partition,
                                            ArrivalTime time) {
  return NoTopic(topic);
}

absl::StatusOr<std::optional<Fingerprint>> IdleSource::ReadOne(const std::string& topic,
                                                               int32_t partition, Offset offset) {
  return NoTopic(topic);
}

absl::StatusOr<std::optional<GroupOffset>> IdleSource::ReadGroup(const std::string& topic,
                                                                 int32_t partition) {
  return NoTopic(topic);
}

absl::Status IdleSource::Assign(PartitionId id, const std::string& topic, Offset from) {
  return NoTopic(topic);
}

absl::StatusOr<Batch> IdleSource::Poll(Millis limit) {
  absl::MutexLock lock(&mutex_);
  mutex_.AwaitWithTimeout(absl::Condition(&woken_), absl::FromChrono(limit));
  woken_ = false;
  return Batch{.answered = true};
}

void IdleSource::Wake() {
  absl::MutexLock lock(&mutex_);
  woken_ = true;
}

}  // namespace telltale
