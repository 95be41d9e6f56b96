// A librdkafka client that cleans up after itself, and what both admin and producer ask of it.
//
// Thread safety: as rd_kafka_t; the tool uses one thread.
#ifndef TELLTALE_TESTS_ACCEPTANCE_TOOLS_KAFKA_CLIENT_H_
#define TELLTALE_TESTS_ACCEPTANCE_TOOLS_KAFKA_CLIENT_H_

#include <librdkafka/rdkafka.h>

#include <cstdint>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"

namespace telltale::acceptance {

struct KafkaDeleter {
  void operator()(rd_kafka_t* client) const { rd_kafka_destroy(client); }
};
using KafkaClient = std::unique_ptr<rd_kafka_t, KafkaDeleter>;
// Between two looks whether something has come true.
inline constexpr absl::Duration kLookPause = absl::Milliseconds(100);

using Properties = std::vector<std::pair<std::string, std::string>>;

// The first and the next offset of one partition; their difference is what it holds.
struct Watermarks {
  int64_t low = 0;
  int64_t high = 0;
};

absl::StatusOr<KafkaClient> Connect(rd_kafka_type_t type, const std::string& brokers,
                                    const Properties& properties);

// Returns the watermarks of all partitions of `topic`, by number. Asks again until every
// partition answers: a topic just created has partitions without a leader, and records produced
// before ListOffsets answers may be lost although they are reported as delivered.
//
// Errors: DeadlineExceeded when some partition does not answer within 30 s.
absl::StatusOr<std::vector<Watermarks>> AwaitWatermarks(rd_kafka_t* client,
                                                        const std::string& topic);

// Returns the number of partitions of `topic`; NotFound if there is none of that name.
absl::StatusOr<int> PartitionCount(rd_kafka_t* client, const std::string& topic);

// Turns an error code of librdkafka into a Status that says what was tried.
absl::Status KafkaError(rd_kafka_resp_err_t code, const std::string& what);

}  // namespace telltale::acceptance

#endif  // TELLTALE_TESTS_ACCEPTANCE_TOOLS_KAFKA_CLIENT_H_
