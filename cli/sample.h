// TakeSample: reads some records of each topic, and nothing else: no group is claimed, no offset
// committed, no store opened.
//
// Of Kafka the newest records of each partition are read, of a file the first.
//
// Thread safety: none; used by main's thread.
// Errors: kUnavailable if Kafka does not answer in time; kNotFound if there is no such topic.
#ifndef TELLTALE_CLI_SAMPLE_H_
#define TELLTALE_CLI_SAMPLE_H_

#include <cstddef>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "engine/check/sample.h"
#include "engine/rules/config.h"

namespace telltale {

// Returns one report for each topic of the configuration, in its order. `inputs` as for `run`.
absl::StatusOr<std::vector<TopicReport>> TakeSample(const Config& config,
                                                    const std::vector<std::string>& inputs,
                                                    size_t records);

// Whether there is no such topic in the Kafka that is read; false if none is.
absl::StatusOr<bool> LacksTopic(const Config& config, const std::vector<std::string>& inputs,
                                const std::string& topic);

}  // namespace telltale

#endif  // TELLTALE_CLI_SAMPLE_H_
