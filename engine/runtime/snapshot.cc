#include "engine/runtime/snapshot.h"

#include <algorithm>
#include <iterator>
#include <map>
#include <numeric>
#include <tuple>
#include <utility>

#include "absl/strings/str_cat.h"
#include "engine/base/status.h"
#include "engine/ports/ports.h"

namespace telltale {
namespace {

using Labels = std::vector<std::pair<std::string_view, std::string>>;

// Counters of one rule, or route, summed over the partitions of its topic.
using RuleKey = std::pair<std::string, std::string>;  // topic, rule
std::map<RuleKey, RuleCounters> SumRules(const Snapshot& snapshot) {
  std::map<RuleKey, RuleCounters> sums;
  for (const PartitionSnapshot& partition : snapshot.partitions) {
    for (size_t i = 0; i < partition.rules.size(); ++i) {
      const RuleCounters& add = partition.counters.rules[i];
      RuleCounters& sum = sums[{partition.topic, partition.rules[i]}];
      for (int o = 0; o < kOutcomes; ++o) sum.outcomes[o] += add.outcomes[o];
      sum.no_match += add.no_match;
      sum.key_missing += add.key_missing;
      sum.starts += add.starts;
      sum.backs += add.backs;
      sum.forwards += add.forwards;
      sum.keys += add.keys;
      sum.open_episodes += add.open_episodes;
      sum.silent_keys += add.silent_keys;
    }
  }
  return sums;
}

void AddRules(const Snapshot& snapshot, std::vector<Sample>& samples) {
  for (const auto& [key, rule] : SumRules(snapshot)) {
    const Labels labels = {{"topic", key.first}, {"rule", key.second}};
    const auto with = [&labels](std::string_view name, std::string_view value) {
      Labels more = labels;
      more.emplace_back(name, std::string(value));
      return more;
    };
    for (int o = 0; o < kOutcomes; ++o) {
      samples.push_back({MetricId::kOutcomes, with("outcome", OutcomeName(static_cast<Outcome>(o))),
                         static_cast<double>(rule.outcomes[o])});
    }
    samples.push_back({MetricId::kNoMatch, labels, static_cast<double>(rule.no_match)});
    samples.push_back(
        {MetricId::kCommands, with("cmd", "start"), static_cast<double>(rule.starts)});
    samples.push_back({MetricId::kCommands, with("cmd", "back"), static_cast<double>(rule.backs)});
    samples.push_back(
        {MetricId::kCommands, with("cmd", "forward"), static_cast<double>(rule.forwards)});
    samples.push_back({MetricId::kKeys, labels, static_cast<double>(rule.keys)});
    samples.push_back({MetricId::kOpenEpisodes, labels, static_cast<double>(rule.open_episodes)});
    samples.push_back({MetricId::kSilentKeys, labels, static_cast<double>(rule.silent_keys)});
  }
}

void AddRoutes(const Snapshot& snapshot, std::vector<Sample>& samples) {
  std::map<RuleKey, RouteCounters> sums;
  for (const PartitionSnapshot& partition : snapshot.partitions) {
    for (size_t i = 0; i < partition.routes.size(); ++i) {
      RouteCounters& sum = sums[{partition.topic, partition.routes[i]}];
      for (int o = 0; o < kRouteOutcomes; ++o) sum[o] += partition.counters.routes[i][o];
    }
  }
  for (const auto& [key, counts] : sums) {
    for (int o = 0; o < kRouteOutcomes; ++o) {
      samples.push_back({MetricId::kRouteRecords,
                         {{"topic", key.first},
                          {"route", key.second},
                          {"outcome", std::string(RouteOutcomeName(static_cast<RouteOutcome>(o)))}},
                         static_cast<double>(counts[o])});
    }
  }
}

void AddPartition(const PartitionSnapshot& partition, WallTime taken,
                  std::vector<Sample>& samples) {
  const Labels labels = {{"topic", partition.topic},
                         {"partition", absl::StrCat(partition.partition)}};
  const auto add = [&](MetricId id, double value) { samples.push_back({id, labels, value}); };
  const PartitionCounters& counters = partition.counters;
  add(MetricId::kRecords, static_cast<double>(counters.records));
  add(MetricId::kRecordBytes, static_cast<double>(counters.bytes));
  add(MetricId::kTombstones, static_cast<double>(counters.tombstones));
  add(MetricId::kTicks, static_cast<double>(counters.ticks));
  add(MetricId::kStateBytes, static_cast<double>(partition.state_bytes));
  add(MetricId::kNextOffset, static_cast<double>(partition.next.value));
  add(MetricId::kStartsConfirmed, static_cast<double>(partition.confirmed));
  add(MetricId::kStartsUnconfirmed, static_cast<double>(partition.unconfirmed));
  const Millis age = partition.oldest_command ? taken - *partition.oldest_command : Millis{0};
  add(MetricId::kOldestCommand, static_cast<double>(std::max(age, Millis{0}).count()) / 1000);
  if (partition.arrival != kNoArrivalTime) {
    add(MetricId::kArrival, static_cast<double>(ToMs(partition.arrival)) / 1000);
  }
}

void AddTopics(const Snapshot& snapshot, std::vector<Sample>& samples) {
  std::map<std::pair<std::string, std::string>, uint64_t> quarantined;  // topic, error
  for (const PartitionSnapshot& partition : snapshot.partitions) {
    for (const auto& [error, count] : partition.counters.quarantined) {
      quarantined[{partition.topic, std::string(FindError(error).name)}] += count;
    }
  }
  for (const auto& [key, count] : quarantined) {
    samples.push_back({MetricId::kQuarantined,
                       {{"topic", key.first}, {"reason", key.second}},
                       static_cast<double>(count)});
  }
}

void AddJobs(const Snapshot& snapshot, std::vector<Sample>& samples) {
  for (int kind = 0; kind < kJobKinds; ++kind) {
    for (int result = 0; result < kJobResults; ++result) {
      samples.push_back(
          {MetricId::kJobs,
           {{"job", std::string(JobKindName(static_cast<InstanceReport::Kind>(kind)))},
            {"result", std::string(JobResultName(static_cast<JobResult>(result)))}},
           static_cast<double>(snapshot.jobs[kind][result])});
    }
  }
  for (int order = 0; order < kJobOrders; ++order) {
    samples.push_back({MetricId::kJobOrdersDenied,
                       {{"order", std::string(JobOrderName(static_cast<JobOrder>(order)))}},
                       static_cast<double>(snapshot.denied[order])});
  }
}

void AddAudit(const AuditView& audit, std::vector<Sample>& samples) {
  const auto result = [&samples](std::string_view name, uint64_t entries) {
    samples.push_back(
        {MetricId::kAuditEntries, {{"result", std::string(name)}}, static_cast<double>(entries)});
  };
  result("written", audit.written);
  result("lost", audit.lost);
  result("refused", audit.refused);
  samples.push_back({MetricId::kAuditWaiting, {}, static_cast<double>(audit.waiting)});
  samples.push_back({MetricId::kAuditStands, {}, static_cast<double>(audit.stands.count()) / 1000});
  for (int i = 0; i < kDeliveries; ++i) {
    const auto delivery = static_cast<Delivery>(i);
    if (delivery == Delivery::kDelivered) continue;
    samples.push_back({MetricId::kAuditFailures,
                       {{"delivery", std::string(DeliveryName(delivery))}},
                       static_cast<double>(audit.failures[i])});
  }
}

double Seconds(Nanos time) { return std::chrono::duration<double>(time).count(); }

// Buckets count all that is at most their bound, as Prometheus wants it.
void AddStages(const StageTimes& stages, std::vector<Sample>& samples) {
  for (int i = 0; i < kStages; ++i) {
    const auto stage = static_cast<Stage>(i);
    const Histogram& histogram = stages[stage];
    const Labels labels = {{"stage", std::string(StageName(stage))}};
    const auto add = [&samples](Labels with, double value, std::string_view part) {
      samples.push_back({MetricId::kStageSeconds, std::move(with), value, part});
    };
    uint64_t reached = 0;
    for (size_t b = 0; b < Histogram::kBuckets; ++b) {
      reached += histogram.buckets()[b];
      const bool last = b + 1 == Histogram::kBuckets;
      Labels bounded = labels;
      bounded.emplace_back("le", last ? "+Inf" : absl::StrCat(Seconds(Histogram::BoundOf(b))));
      add(std::move(bounded), static_cast<double>(reached), "_bucket");
    }
    add(labels, Seconds(histogram.sum()), "_sum");
    add(labels, static_cast<double>(reached), "_count");
  }
}

bool ComesBefore(const PartitionSnapshot& a, const PartitionSnapshot& b) {
  return std::tie(a.topic, a.partition) < std::tie(b.topic, b.partition);
}

template <class Array>
void AddNumbers(const Array& more, Array& sums) {
  for (size_t i = 0; i < sums.size(); ++i) sums[i] += more[i];
}

void AddAuditOf(const AuditView& part, std::optional<AuditView>& all) {
  if (!all) all.emplace();
  all->written += part.written;
  all->lost += part.lost;
  all->refused += part.refused;
  all->waiting += part.waiting;
  AddNumbers(part.failures, all->failures);
  all->stands = std::max(all->stands, part.stands);
  if (all->trouble.empty()) all->trouble = part.trouble;
}

void AddPart(Snapshot part, Snapshot& all) {
  all.taken = std::min(all.taken, part.taken);  // as old as the oldest of what it says
  std::move(part.partitions.begin(), part.partitions.end(), std::back_inserter(all.partitions));
  AddNumbers(part.answers, all.answers);
  for (size_t kind = 0; kind < all.jobs.size(); ++kind) {
    AddNumbers(part.jobs[kind], all.jobs[kind]);
  }
  AddNumbers(part.denied, all.denied);
  if (part.audit) AddAuditOf(*part.audit, all.audit);
  all.commits += part.commits;
  all.stages.Add(part.stages);
  if (all.blocked == Blocked::kNo) all.blocked = part.blocked;
  for (std::string& reason : part.not_ready) {
    const auto& known = all.not_ready;
    if (std::find(known.begin(), known.end(), reason) == known.end()) {
      all.not_ready.push_back(std::move(reason));
    }
  }
}

}  // namespace

ErrorId BlockedError(Blocked blocked) {
  switch (blocked) {
    case Blocked::kDiskReserve:
      return ErrorId::kDiskReserve;
    case Blocked::kOutboxLimit:
      return ErrorId::kOutboxLimit;
    case Blocked::kKeyLimit:
      return ErrorId::kKeyLimit;
    case Blocked::kNo:
      break;
  }
  CheckFailed("it is blocked", __FILE__, __LINE__);
}

std::vector<Sample> ToSamples(const Snapshot& snapshot) {
  std::vector<Sample> samples;
  samples.push_back({MetricId::kBuildInfo, {{"version", snapshot.version}}, 1});
  samples.push_back({MetricId::kShardInfo,
                     {{"shard", absl::StrCat(snapshot.shard.number)},
                      {"shards", absl::StrCat(snapshot.shard.count)}},
                     1});
  samples.push_back({MetricId::kLoops, {}, static_cast<double>(snapshot.loops)});
  samples.push_back({MetricId::kReady, {}, snapshot.not_ready.empty() ? 1.0 : 0.0});
  for (const PartitionSnapshot& partition : snapshot.partitions) {
    AddPartition(partition, snapshot.taken, samples);
  }
  AddTopics(snapshot, samples);
  AddRules(snapshot, samples);
  AddRoutes(snapshot, samples);
  for (int fate = 0; fate < kFates; ++fate) {
    uint64_t entries = 0;
    for (const PartitionSnapshot& partition : snapshot.partitions)
      entries += partition.outbox[fate];
    samples.push_back({MetricId::kOutboxEntries,
                       {{"fate", std::string(FateName(static_cast<Fate>(fate)))}},
                       static_cast<double>(entries)});
  }
  for (int answer = 0; answer < kAnswers; ++answer) {
    samples.push_back({MetricId::kAnswers,
                       {{"answer", std::string(AnswerName(static_cast<Answer>(answer)))}},
                       static_cast<double>(snapshot.answers[answer])});
  }
  AddJobs(snapshot, samples);
  if (snapshot.audit) AddAudit(*snapshot.audit, samples);
  for (int result = 0; result < kTokenResults; ++result) {
    samples.push_back({MetricId::kTokens,
                       {{"result", std::string(TokenResultName(static_cast<TokenResult>(result)))}},
                       static_cast<double>(snapshot.tokens[result])});
  }
  samples.push_back({MetricId::kCommits, {}, static_cast<double>(snapshot.commits)});
  AddStages(snapshot.stages, samples);
  samples.push_back({MetricId::kReloads, {{"result", "done"}}, double(snapshot.reloads.done)});
  samples.push_back(
      {MetricId::kReloads, {{"result", "refused"}}, double(snapshot.reloads.refused)});
  samples.push_back({MetricId::kLastReload, {}, snapshot.reloads.last_refused ? 0.0 : 1.0});
  for (const Blocked reason : {Blocked::kDiskReserve, Blocked::kOutboxLimit, Blocked::kKeyLimit}) {
    samples.push_back({MetricId::kBlocked,
                       {{"reason", std::string(FindError(BlockedError(reason)).name)}},
                       snapshot.blocked == reason ? 1.0 : 0.0});
  }
  samples.insert(samples.end(), snapshot.roads.begin(), snapshot.roads.end());
  return samples;
}

Snapshot PutTogether(std::vector<Snapshot> parts) {
  Snapshot all = std::move(parts.front());
  all.loops = parts.size();
  for (size_t i = 1; i < parts.size(); ++i) AddPart(std::move(parts[i]), all);
  if (parts.size() > 1) {
    std::stable_sort(all.partitions.begin(), all.partitions.end(), ComesBefore);
  }
  return all;
}

void SnapshotBoard::Put(Snapshot snapshot, const LoopPlace& place) {
  absl::MutexLock lock(&mutex_);
  if (parts_.size() != place.of) {
    parts_.assign(place.of, Snapshot{.version = snapshot.version,
                                     .shard = snapshot.shard,
                                     .taken = snapshot.taken,
                                     .not_ready = {"starting"}});
  }
  parts_[place.number] = std::move(snapshot);
}

Totals Sum(const Snapshot& snapshot) {
  Totals totals;
  for (const PartitionSnapshot& partition : snapshot.partitions) {
    totals.records += partition.counters.records;
    totals.parked += partition.outbox[static_cast<int>(Fate::kParked)];
    totals.unconfirmed += partition.unconfirmed;
    for (const auto& [error, count] : partition.counters.quarantined) totals.quarantined += count;
    for (const RuleCounters& rule : partition.counters.rules) {
      const auto outcome = [&rule](Outcome o) { return rule.outcomes[static_cast<int>(o)]; };
      totals.starts += rule.starts;
      totals.backs += rule.backs;
      totals.forwards += rule.forwards;
      totals.keys += rule.keys;
      totals.open_episodes += rule.open_episodes;
      totals.duplicates += outcome(Outcome::kDuplicate);
      totals.late += outcome(Outcome::kLate) + outcome(Outcome::kLateJudged) +
                     outcome(Outcome::kBeforeHorizon);
    }
    for (const RouteCounters& route : partition.counters.routes) {
      totals.routed += route[static_cast<int>(RouteOutcome::kRouted)];
    }
  }
  return totals;
}

Totals AddLater(const Totals& earlier, Totals later) {
  later.records += earlier.records;
  later.starts += earlier.starts;
  later.backs += earlier.backs;
  later.forwards += earlier.forwards;
  later.routed += earlier.routed;
  later.quarantined += earlier.quarantined;
  later.duplicates += earlier.duplicates;
  later.late += earlier.late;
  return later;
}

}  // namespace telltale
