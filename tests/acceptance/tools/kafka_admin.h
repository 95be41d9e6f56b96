// Topics and what a group has committed, for the acceptance tests.
#ifndef TELLTALE_TESTS_ACCEPTANCE_TOOLS_KAFKA_ADMIN_H_
#define TELLTALE_TESTS_ACCEPTANCE_TOOLS_KAFKA_ADMIN_H_

#include <cstdint>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "tests/acceptance/tools/kafka_client.h"

namespace telltale::acceptance {

struct GroupOffset {
  int partition = 0;
  int64_t offset = RD_KAFKA_OFFSET_INVALID;  // when the group has committed none
  std::string metadata;
};

// Creates `topic`; returns when every partition answers. `config` are the topic's own settings.
absl::Status CreateTopic(rd_kafka_t* client, const std::string& topic, int partitions,
                         const Properties& config);

// Deletes `topic`; returns when the broker no longer knows it, so that it can be created again.
absl::Status DeleteTopic(rd_kafka_t* client, const std::string& topic);

// Returns what the client's group has committed for each partition of `topic`.
absl::StatusOr<std::vector<GroupOffset>> CommittedOffsets(rd_kafka_t* client,
                                                          const std::string& topic);

}  // namespace telltale::acceptance

#endif  // TELLTALE_TESTS_ACCEPTANCE_TOOLS_KAFKA_ADMIN_H_
