// TopicWriter: writes a workload to its topic, which exists and is empty.
//
// librdkafka can lose the first records of a topic just created, even though it reports them as
// delivered. So what the broker holds afterwards is counted, and a caller that is told of another
// number makes the topic anew.
//
// Thread safety: none. Errors: kDataLoss if the broker does not hold every record; kUnavailable.
#ifndef TELLTALE_BENCH_CANONICAL_TOPIC_WRITER_H_
#define TELLTALE_BENCH_CANONICAL_TOPIC_WRITER_H_

#include <string>

#include "absl/status/status.h"
#include "bench/canonical/workload.h"

namespace telltale {

struct TopicToFill {
  std::string brokers;
  std::string name = kWorkloadTopic;
  std::string codec = "lz4";  // as librdkafka names it
};

// As fast as it goes; each record's timestamp is its event's.
absl::Status FillTopic(const TopicToFill& topic, const Workload& workload);

// At the workload's rate, one event behind the other in real time.
absl::Status PaceTopic(const std::string& brokers, const PacedWorkload& workload);

}  // namespace telltale

#endif  // TELLTALE_BENCH_CANONICAL_TOPIC_WRITER_H_
