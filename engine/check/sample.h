// TopicSample: what some records of a topic say about it and about the rules and routes that read
// it.
//
//   TopicSample sample(topic);
//   for (...) sample.Add(record);
//   Print(sample.Report());   std::vector<Finding> found = CheckSample(topic, report, tree);
//
// Units: milliseconds. Thread safety: none.
#ifndef TELLTALE_ENGINE_CHECK_SAMPLE_H_
#define TELLTALE_ENGINE_CHECK_SAMPLE_H_

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "absl/container/flat_hash_set.h"
#include "absl/types/span.h"
#include "engine/base/ids.h"
#include "engine/base/record.h"
#include "engine/core/event.h"
#include "engine/rules/config_tree.h"
#include "engine/rules/finding.h"
#include "engine/rules/reader.h"
#include "engine/rules/rule_set.h"

namespace telltale {

// One decoded record. `fields` has a Value for each of the topic's slots.
struct SampledRecord {
  int32_t partition = 0;
  ArrivalTime timestamp = kNoArrivalTime;  // none in a file
  bool producer_time = false;              // the timestamp is the sender's, not the broker's
  uint64_t id = 0;                         // Hash64 of the event's id; 0: it has none
  absl::Span<const Value> fields;
  const Record* whole = nullptr;  // as it came; routes are not read without it
};

// A distribution: what is exceeded by half, and by one in a hundred; and the greatest.
struct Spread {
  size_t count = 0;
  Millis p50{0}, p99{0}, most{0};
};

struct RuleReport {
  std::string rule;
  size_t matching = 0;              // records that pass `where`
  std::vector<size_t> key_missing;  // by part of the key
  size_t keys = 0;                  // distinct ones
  size_t scattered = 0;             // keys that were met in several partitions
  std::string scattered_key;        // one of them
  size_t expected_keys = 0;         // estimated for the whole stream
  size_t bytes_per_key = 0;         // record, hash and text
  size_t signals[5] = {};           // by Signal
  Spread cadence;                   // from one event of a key to the next
  Spread disorder;                  // how far an event lay behind its key's newest
  size_t beyond_late = 0;           // events that lay further behind than `late`
};

struct RouteReport {
  std::string route;
  size_t matching = 0;  // records that pass `where`
  size_t set_aside =
      0;  // of these, such as no message can be made of; the first one's fault is `why`
  std::string why;
};

struct TopicReport {
  std::string topic;
  size_t records = 0;     // readable ones
  size_t unreadable = 0;  // no JSON object; the first one's fault is `why`
  std::string why;
  size_t tombstones = 0;
  size_t partitions = 0;     // that had a record
  size_t time_missing = 0;   // no time, or an impossible one
  Spread delay;              // from event time to arrival, if there is an arrival
  Millis zone{0};            // by which whole quarters of an hour the clocks seem wrong
  size_t producer_time = 0;  // records whose timestamp is the sender's
  size_t without_id = 0;
  size_t repeated_ids = 0;
  std::vector<size_t> present;  // by slot: records that have the field, and not as null
  std::vector<RuleReport> rules;
  std::vector<RouteReport> routes;
};

class TopicSample {
 public:
  explicit TopicSample(const CompiledTopic& topic);

  void Add(const SampledRecord& record);
  void AddTombstone() { ++report_.tombstones; }
  void AddUnreadable(std::string why);

  TopicReport Report() const;

 private:
  struct Key {
    int32_t partition = 0;
    bool scattered = false;
    size_t events = 0;
    std::optional<EventTime> newest;
  };
  struct Rule {
    std::map<KeyHash, Key> keys;
    std::vector<int64_t> gaps;
    std::vector<int64_t> behind;
    size_t key_bytes = 0;
  };

  std::optional<EventTime> TimeOf(const SampledRecord& record);
  void AddToRule(const SampledRecord& record, std::optional<EventTime> at, size_t index);
  void AddToRoute(const SampledRecord& record, size_t index);

  const CompiledTopic& topic_;
  TopicReport report_;
  std::vector<Rule> rules_;
  std::vector<int64_t> delays_;
  absl::flat_hash_set<uint64_t> ids_;
  absl::flat_hash_set<int32_t> partitions_;
  KeyReading key_;
  std::vector<Value> route_values_;
};

// What in the sample contradicts the configuration.
std::vector<Finding> CheckSample(const CompiledTopic& topic, const TopicReport& report,
                                 const ConfigTree& tree);

}  // namespace telltale

#endif  // TELLTALE_ENGINE_CHECK_SAMPLE_H_
