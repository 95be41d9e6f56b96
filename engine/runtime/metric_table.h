// MetricTable: every metric that a node shows, once: name, type, help. Exposition and reference
// come from it.
//
// Names follow Prometheus' conventions: prefix telltale_, base units, counters end in _total;
// labels are bounded (topics, partitions, rules, outcomes, reasons), never keys or ids.
#ifndef TELLTALE_ENGINE_RUNTIME_METRIC_TABLE_H_
#define TELLTALE_ENGINE_RUNTIME_METRIC_TABLE_H_

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/types/span.h"

namespace telltale {

enum class MetricType : uint8_t { kCounter, kGauge, kHistogram };

enum class MetricId : uint8_t {
  kBuildInfo,
  kShardInfo,
  kLoops,
  kReady,
  kRecords,
  kRecordBytes,
  kTombstones,
  kQuarantined,
  kOutcomes,
  kNoMatch,
  kCommands,
  kRouteRecords,
  kKeys,
  kOpenEpisodes,
  kSilentKeys,
  kStateBytes,
  kTicks,
  kNextOffset,
  kArrival,
  kOutboxEntries,
  kOldestCommand,
  kAnswers,
  kStartsConfirmed,
  kStartsUnconfirmed,
  kJobs,
  kJobOrdersDenied,
  kTokens,
  kCommits,
  kStageSeconds,
  kHistoryRecords,
  kHistoryBytes,
  kHistoryStands,
  kHistoryBulks,
  kHistoryPosition,
  kHistoryTimestamp,
  kAuditEntries,
  kAuditWaiting,
  kAuditStands,
  kAuditFailures,
  kBlocked,
  kPublishJobs,
  kPublishUnderWay,
  kPublishWaiting,
  kPublishSeconds,
  kReloads,
  kLastReload,
};
inline constexpr int kMetrics = 46;

struct Metric {
  MetricId id;
  std::string_view name;
  MetricType type;
  std::string_view labels;  // their names, comma separated; a histogram's `le` is not named
  std::string_view help;
};
absl::Span<const Metric> MetricTable();
// As in the exposition: `counter`.
std::string_view MetricTypeName(MetricType type);

// One line of the exposition: a metric's value under its labels.
struct Sample {
  MetricId metric;
  std::vector<std::pair<std::string_view, std::string>> labels;
  double value = 0;
  std::string_view part;  // of a histogram: _bucket, _sum or _count
};

// Returns `samples` in the Prometheus text format, version 0.0.4, grouped by metric in the order of
// the table, with HELP and TYPE.
std::string RenderMetrics(std::vector<Sample> samples);

}  // namespace telltale

#endif  // TELLTALE_ENGINE_RUNTIME_METRIC_TABLE_H_
