#include "engine/runtime/metric_table.h"

#include <algorithm>
#include <cmath>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"

namespace telltale {
namespace {

constexpr Metric kTable[] = {
    {MetricId::kBuildInfo, "telltale_build_info", MetricType::kGauge, "version",
     "Always 1; the version is its label."},
    {MetricId::kShardInfo, "telltale_shard_info", MetricType::kGauge, "shard, shards",
     "Always 1; which of how many shares of the partitions the node reads is its labels."},
    {MetricId::kLoops, "telltale_loops", MetricType::kGauge, "",
     "Threads that read and step records, each with a share of the partitions."},
    {MetricId::kReady, "telltale_ready", MetricType::kGauge, "",
     "1 if input is read, output is reachable and nothing is in the way of publish and history, as "
     "/readyz says."},
    {MetricId::kRecords, "telltale_records_total", MetricType::kCounter, "topic, partition",
     "Records applied, whatever became of them."},
    {MetricId::kRecordBytes, "telltale_record_bytes_total", MetricType::kCounter,
     "topic, partition", "Bytes of the values of the records applied."},
    {MetricId::kTombstones, "telltale_tombstones_total", MetricType::kCounter, "topic, partition",
     "Records without a value, skipped."},
    {MetricId::kQuarantined, "telltale_quarantined_total", MetricType::kCounter, "topic, reason",
     "Records set aside, by the error's name."},
    {MetricId::kOutcomes, "telltale_outcomes_total", MetricType::kCounter, "topic, rule, outcome",
     "What the steps of a rule concluded, by outcome."},
    {MetricId::kNoMatch, "telltale_no_match_total", MetricType::kCounter, "topic, rule",
     "Events for which a rule's where was not true."},
    {MetricId::kCommands, "telltale_commands_total", MetricType::kCounter, "topic, rule, cmd",
     "Starts, backs and forwards decided by a rule."},
    {MetricId::kRouteRecords, "telltale_route_records_total", MetricType::kCounter,
     "topic, route, outcome", "Records that a route looked at: routed, no-match or set-aside."},
    {MetricId::kKeys, "telltale_keys", MetricType::kGauge, "topic, rule", "Live keys of a rule."},
    {MetricId::kOpenEpisodes, "telltale_open_episodes", MetricType::kGauge, "topic, rule",
     "Open episodes of a rule."},
    {MetricId::kSilentKeys, "telltale_silent_keys", MetricType::kGauge, "topic, rule",
     "Keys of a rule that have said nothing for longer than its silent."},
    {MetricId::kStateBytes, "telltale_state_bytes", MetricType::kGauge, "topic, partition",
     "Memory of the key tables of a partition."},
    {MetricId::kTicks, "telltale_ticks_total", MetricType::kCounter, "topic, partition",
     "Advances of the arrival time without a record, kept for replay."},
    {MetricId::kNextOffset, "telltale_next_offset", MetricType::kGauge, "topic, partition",
     "The first offset of a partition that is not applied."},
    {MetricId::kArrival, "telltale_arrival_timestamp_seconds", MetricType::kGauge,
     "topic, partition", "The arrival time of a partition."},
    {MetricId::kOutboxEntries, "telltale_outbox_entries", MetricType::kGauge, "fate",
     "Commands in the outbox, by fate."},
    {MetricId::kOldestCommand, "telltale_outbox_oldest_age_seconds", MetricType::kGauge,
     "topic, partition",
     "How long the oldest command that is to be told has waited, in this process; 0 if none "
     "waits."},
    {MetricId::kAnswers, "telltale_answers_total", MetricType::kCounter, "answer",
     "Answers of the workflow engine to what was published, by their meaning."},
    {MetricId::kStartsConfirmed, "telltale_starts_confirmed_total", MetricType::kCounter,
     "topic, partition",
     "Starts whose workflow reported that it runs, where it begins with a gate."},
    {MetricId::kStartsUnconfirmed, "telltale_starts_unconfirmed", MetricType::kGauge,
     "topic, partition",
     "Starts that were accepted, but whose workflow did not report within zeebe.confirm_within."},
    {MetricId::kJobs, "telltale_jobs_total", MetricType::kCounter, "job, result",
     "Jobs of workflow instances that were handed over, by what became of them."},
    {MetricId::kJobOrdersDenied, "telltale_job_orders_denied_total", MetricType::kCounter, "order",
     "Orders to hold or complete a job, or to cancel its instance, that the workflow engine does "
     "not "
     "let us give."},
    {MetricId::kTokens, "telltale_token_requests_total", MetricType::kCounter, "result",
     "Requests for an access token (zeebe.oauth), by what came of them."},
    {MetricId::kCommits, "telltale_commits_total", MetricType::kCounter, "",
     "Synced commits of the store."},
    {MetricId::kStageSeconds, "telltale_stage_seconds", MetricType::kHistogram, "stage",
     "How long the stages from a record to the answer of its command take: fetch (a poll that "
     "brought records, waiting included), step (decoding and stepping them), commit-wait (from a "
     "batch's first change until it is closed), encode (closing it), sync (until it is durable), "
     "send (from there until the workflow engine's answer), each once per poll, batch or "
     "command."},
    {MetricId::kHistoryRecords, "telltale_history_records_total", MetricType::kCounter,
     "zeebe_partition, result",
     "Records of Zeebe's history that came, by what became of them: written to Kafka, known from "
     "before, filtered by history.where, or set-aside in quarantine."},
    {MetricId::kHistoryBytes, "telltale_history_bytes_total", MetricType::kCounter,
     "zeebe_partition", "Bytes of the history's records that were written to Kafka."},
    {MetricId::kHistoryStands, "telltale_history_stands_seconds", MetricType::kGauge,
     "zeebe_partition",
     "For how long nothing of a partition of Zeebe was taken although its exporter sends; 0 once a "
     "request was."},
    {MetricId::kHistoryBulks, "telltale_history_bulks_total", MetricType::kCounter, "result",
     "Requests of Zeebe's exporter, by what they were answered."},
    {MetricId::kHistoryPosition, "telltale_history_position", MetricType::kGauge, "zeebe_partition",
     "Up to which position the history of a partition of Zeebe is dealt with."},
    {MetricId::kHistoryTimestamp, "telltale_history_timestamp_seconds", MetricType::kGauge,
     "zeebe_partition", "When the newest record of the history that is dealt with was made."},
    {MetricId::kAuditEntries, "telltale_audit_entries_total", MetricType::kCounter, "result",
     "Entries of the audit, by what became of them: written to its topic, lost because "
     "state.audit_rows newer ones came before they could be, or refused even alone."},
    {MetricId::kAuditWaiting, "telltale_audit_waiting", MetricType::kGauge, "",
     "Entries of the audit that are durable, but not known to be on its topic."},
    {MetricId::kAuditStands, "telltale_audit_stands_seconds", MetricType::kGauge, "",
     "For how long entries of the audit have waited without any being written; 0 if none waits."},
    {MetricId::kAuditFailures, "telltale_audit_failures_total", MetricType::kCounter, "delivery",
     "Attempts to write an entry of the audit that failed, by what is known of its record."},
    {MetricId::kBlocked, "telltale_input_blocked", MetricType::kGauge, "reason",
     "1 while input is not read, by the reason."},
    {MetricId::kPublishJobs, "telltale_publish_jobs_total", MetricType::kCounter,
     "publish, outcome", "Jobs that were to become records, by what became of them."},
    {MetricId::kPublishUnderWay, "telltale_publish_jobs_in_flight", MetricType::kGauge, "publish",
     "Jobs that are being worked on."},
    {MetricId::kPublishWaiting, "telltale_publish_jobs_waiting", MetricType::kGauge, "publish",
     "Jobs that were handed over and wait for their turn."},
    {MetricId::kPublishSeconds, "telltale_publish_seconds_total", MetricType::kCounter, "publish",
     "Time from a job's beginning to its record's place in the topic, of all published ones."},
    {MetricId::kReloads, "telltale_config_reloads_total", MetricType::kCounter, "result",
     "Reloads of the configuration that were asked for, by what became of them."},
    {MetricId::kLastReload, "telltale_config_last_reload_successful", MetricType::kGauge, "",
     "0 if the last reload was refused, so that an older configuration is in force."},
};
static_assert(std::size(kTable) == kMetrics);

void AppendLabelValue(std::string& out, std::string_view value) {
  for (const char c : value) {
    if (c == '\\' || c == '"') out += '\\';
    if (c == '\n') {
      out += "\\n";
    } else {
      out += c;
    }
  }
}

void AppendSample(std::string& out, const Metric& metric, const Sample& sample) {
  out.append(metric.name).append(sample.part);
  for (size_t i = 0; i < sample.labels.size(); ++i) {
    absl::StrAppend(&out, i == 0 ? "{" : ",");
    out.append(sample.labels[i].first).append("=\"");
    AppendLabelValue(out, sample.labels[i].second);
    out += '"';
  }
  if (!sample.labels.empty()) out += '}';
  const double value = sample.value;
  // Counters are whole and may be large: no exponent, no lost digit.
  if (value == std::floor(value) && std::abs(value) < 9e15) {
    absl::StrAppend(&out, " ", static_cast<int64_t>(value), "\n");
  } else {
    absl::StrAppendFormat(&out, " %.15g\n", value);
  }
}

}  // namespace

absl::Span<const Metric> MetricTable() { return kTable; }

std::string_view MetricTypeName(MetricType type) {
  switch (type) {
    case MetricType::kCounter:
      return "counter";
    case MetricType::kGauge:
      return "gauge";
    case MetricType::kHistogram:
      break;
  }
  return "histogram";
}

std::string RenderMetrics(std::vector<Sample> samples) {
  std::stable_sort(samples.begin(), samples.end(),
                   [](const Sample& a, const Sample& b) { return a.metric < b.metric; });
  std::string out;
  const Sample* previous = nullptr;
  for (const Sample& sample : samples) {
    const Metric& metric = kTable[static_cast<int>(sample.metric)];
    if (previous == nullptr || previous->metric != sample.metric) {
      out.append("# HELP ").append(metric.name).append(" ").append(metric.help);
      out.append("\n# TYPE ")
          .append(metric.name)
          .append(" ")
          .append(MetricTypeName(metric.type))
          .append("\n");
    }
    AppendSample(out, metric, sample);
    previous = &sample;
  }
  return out;
}

}  // namespace telltale
