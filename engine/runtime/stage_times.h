// StageTimes: how long each part of the way from a record to its command takes, as histograms.
//
//   Nanos at = clock.Fine();
//   ... poll ...
//   at = stages.Note(Stage::kFetch, at, clock.Fine());
//   ... step what it brought ...
//   stages.Note(Stage::kStep, at, clock.Fine());
//
// Noted once per poll, batch or command, never per event. The sum of a stage that the loop's own
// thread works at, per second, is the share of that thread which it takes.
//
// Thread safety: values.
#ifndef TELLTALE_ENGINE_RUNTIME_STAGE_TIMES_H_
#define TELLTALE_ENGINE_RUNTIME_STAGE_TIMES_H_

#include <array>
#include <cstddef>
#include <cstdint>
#include <iterator>
#include <string_view>

#include "engine/ports/ports.h"

namespace telltale {

enum class Stage : uint8_t {
  kFetch,       // a poll that brought records, the wait for them included
  kStep,        // decoding what a poll brought, and stepping it
  kCommitWait,  // from a batch's first change until it is closed
  kEncode,      // closing it: blocks, pages, rows
  kSync,        // from then until it is durable
  kSend,        // from a command's mark being durable until its answer is taken in
};
inline constexpr int kStages = 6;
// As in the label of the metric: `commit-wait`.
std::string_view StageName(Stage stage);

// How many durations fell into each bucket, and what they come to.
class Histogram {
 public:
  // Upper bounds in microseconds, inclusive: three a decade, from what a poll of few records takes
  // to what a disk or a workflow engine in trouble does. Beyond them lies one bucket more.
  static constexpr int64_t kBoundsUs[] = {100,     250,     500,     1000,    2500,   5000,
                                          10000,   25000,   50000,   100000,  250000, 500000,
                                          1000000, 2500000, 5000000, 10000000};
  static constexpr size_t kBuckets = std::size(kBoundsUs) + 1;
  static constexpr Nanos BoundOf(size_t bucket) { return Nanos{kBoundsUs[bucket] * 1000}; }

  void Add(Nanos duration);
  void Add(const Histogram& other);

  uint64_t count() const;
  Nanos sum() const { return sum_; }
  const std::array<uint64_t, kBuckets>& buckets() const { return buckets_; }
  // The bound of the bucket that `share` of all durations lie in or below, so the quantile is at
  // most that. The largest bound if it lies beyond; zero if there are none.
  Nanos Quantile(double share) const;

 private:
  std::array<uint64_t, kBuckets> buckets_{};
  Nanos sum_{0};
};

class StageTimes {
 public:
  // The stage took from `from` to `to`. Returns `to`, where the next one begins.
  Nanos Note(Stage stage, Nanos from, Nanos to) {
    stages_[static_cast<size_t>(stage)].Add(to - from);
    return to;
  }
  // What another loop took besides.
  void Add(const StageTimes& other) {
    for (size_t i = 0; i < stages_.size(); ++i) stages_[i].Add(other.stages_[i]);
  }
  const Histogram& operator[](Stage stage) const { return stages_[static_cast<size_t>(stage)]; }

 private:
  std::array<Histogram, kStages> stages_;
};

}  // namespace telltale

#endif  // TELLTALE_ENGINE_RUNTIME_STAGE_TIMES_H_
