// PublishPlan: how the jobs of one type become records, compiled.
//
// Thread safety: immutable after Bind.
#ifndef TELLTALE_ENGINE_RULES_PUBLISH_PLAN_H_
#define TELLTALE_ENGINE_RULES_PUBLISH_PLAN_H_

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "engine/base/time.h"
#include "engine/feel/program.h"
#include "engine/rules/job_paths.h"

namespace telltale {

// Headers whose names begin so are ours.
inline constexpr std::string_view kOwnHeaders = "telltale-";
// By which a consumer knows a record that it has seen.
inline constexpr char kJobKeyHeader[] = "telltale-job-key";
inline constexpr char kInstanceHeader[] = "telltale-instance";
inline constexpr char kProcessHeader[] = "telltale-process";

struct PublishPlan {
  std::string name;
  std::string job;    // their type
  std::string topic;  // empty: `topic_of` says which
  std::optional<feel::Program> topic_of;
  std::optional<feel::Program> key;  // absent: none
  feel::Program value;
  std::optional<feel::Program> tombstone;
  std::vector<std::pair<std::string, feel::Program>> headers;
  JobPaths paths;      // of all these programs
  std::string result;  // the variable that says where the record is; empty: none
  std::string error;   // thrown where Kafka refuses; empty: none
  Millis retry_after{10000};
  uint32_t in_flight = 100;
};

}  // namespace telltale

#endif  // TELLTALE_ENGINE_RULES_PUBLISH_PLAN_H_
