#include "engine/check/sample.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include "engine/core/key_state.h"
#include "engine/rules/route_reader.h"

namespace telltale {
namespace {

constexpr int64_t kQuarterHourMs = 15 * 60 * 1000;
// Messages are that long under way at most, if a delay is to be a wrong clock.
constexpr int64_t kUnderWayMs = 60 * 1000;
// What a key costs beside its record, hash and text: its place in index and page.
constexpr size_t kIndexBytes = 16;

// Sorts `values`.
Spread SpreadOf(std::vector<int64_t> values) {
  if (values.empty()) return {};
  std::sort(values.begin(), values.end());
  const auto at = [&](size_t percent) {
    return Millis{values[std::min(values.size() - 1, values.size() * percent / 100)]};
  };
  return {values.size(), at(50), at(99), Millis{values.back()}};
}

// Keys that a longer look would find: those seen once and twice tell of those not seen at all.
// Source: A. Chao, 1984, in its bias-corrected form.
size_t ExpectedKeys(size_t seen, size_t once, size_t twice) {
  const double unseen = static_cast<double>(once) * (once > 0 ? once - 1 : 0) / (2.0 * (twice + 1));
  return seen + static_cast<size_t>(unseen);
}

// The typical delay as whole quarters of an hour, if it is that of a clock in another time zone.
Millis ZoneOf(const Spread& delay) {
  const int64_t typical = delay.p50.count();
  const int64_t quarters = std::llround(static_cast<double>(typical) / kQuarterHourMs);
  const int64_t rest = typical - quarters * kQuarterHourMs;
  const bool plausible = quarters != 0 && std::abs(quarters) <= 14 * 4;
  return plausible && rest >= 0 && rest <= kUnderWayMs ? Millis{quarters * kQuarterHourMs}
                                                       : Millis{0};
}

}  // namespace

TopicSample::TopicSample(const CompiledTopic& topic) : topic_(topic), rules_(topic.rules.size()) {
  report_.topic = topic.name;
  report_.present.resize(topic.slots.paths().size());
  for (const CompiledRule& rule : topic.rules) {
    RuleReport& report = report_.rules.emplace_back();
    report.rule = rule.name;
    report.key_missing.resize(rule.key_slots.size());
  }
  for (const CompiledRoute& route : topic.routes) report_.routes.push_back({.route = route.name});
}

void TopicSample::AddUnreadable(std::string why) {
  if (report_.unreadable++ == 0) report_.why = std::move(why);
}

std::optional<EventTime> TopicSample::TimeOf(const SampledRecord& record) {
  if (!topic_.time) {
    if (record.timestamp == kNoArrivalTime) return std::nullopt;
    return EventMs(ToMs(record.timestamp));
  }
  const std::optional<int64_t> ms = ReadTimeMs(record.fields[*topic_.time]);
  if (!ms) return std::nullopt;
  std::optional<int64_t> arrival;
  if (record.timestamp != kNoArrivalTime) arrival = ToMs(record.timestamp);
  if (topic_.arrival) arrival = ReadTimeMs(record.fields[*topic_.arrival]);
  if (arrival) delays_.push_back(*arrival - *ms);
  return EventMs(*ms);
}

void TopicSample::Add(const SampledRecord& record) {
  ++report_.records;
  partitions_.insert(record.partition);
  report_.producer_time += record.producer_time;
  if (record.id == 0) {
    ++report_.without_id;
  } else if (!ids_.insert(record.id).second) {
    ++report_.repeated_ids;
  }
  for (size_t slot = 0; slot < report_.present.size(); ++slot) {
    report_.present[slot] += !record.fields[slot].IsNull();
  }
  const std::optional<EventTime> at = TimeOf(record);
  report_.time_missing += !at;
  for (size_t i = 0; i < rules_.size(); ++i) AddToRule(record, at, i);
  if (record.whole == nullptr) return;
  for (size_t i = 0; i < report_.routes.size(); ++i) AddToRoute(record, i);
}

void TopicSample::AddToRoute(const SampledRecord& record, size_t index) {
  RouteReport& report = report_.routes[index];
  Routing routing =
      ReadRoute(topic_.routes[index], {topic_.name, *record.whole, record.fields}, route_values_);
  if (routing.outcome == RouteOutcome::kNoMatch) return;
  ++report.matching;
  if (routing.outcome != RouteOutcome::kSetAside) return;
  if (report.set_aside++ == 0) report.why = std::move(routing.text);
}

void TopicSample::AddToRule(const SampledRecord& record, std::optional<EventTime> at,
                            size_t index) {
  RuleReport& report = report_.rules[index];
  Rule& rule = rules_[index];
  key_.done = false;
  const Reading reading = ReadRecord(topic_.rules[index], record.fields, key_);
  if (reading.result == ReadResult::kNoMatch) return;
  ++report.matching;
  if (reading.result == ReadResult::kKeyMissing) {
    ++report.key_missing[reading.missing_part];
    return;
  }
  ++report.signals[static_cast<int>(reading.signal)];
  Key& key = rule.keys[key_.hash];
  if (key.events++ == 0) {
    key.partition = record.partition;
    rule.key_bytes += key_.text.size();
  } else if (key.partition != record.partition && !key.scattered) {
    key.scattered = true;
    if (report.scattered++ == 0) report.scattered_key = key_.text;
  }
  if (!at) return;
  if (key.newest && *at < *key.newest) {
    rule.behind.push_back((*key.newest - *at).count());
    report.beyond_late += *key.newest - *at > topic_.late;
  } else {
    if (key.newest) rule.gaps.push_back((*at - *key.newest).count());
    key.newest = at;
  }
}

TopicReport TopicSample::Report() const {
  TopicReport report = report_;
  report.partitions = partitions_.size();
  report.delay = SpreadOf(delays_);
  report.zone = ZoneOf(report.delay);
  for (size_t i = 0; i < rules_.size(); ++i) {
    const Rule& rule = rules_[i];
    RuleReport& each = report.rules[i];
    size_t once = 0, twice = 0;
    for (const auto& [hash, key] : rule.keys) {
      once += key.events == 1;
      twice += key.events == 2;
    }
    each.keys = rule.keys.size();
    each.expected_keys = ExpectedKeys(each.keys, once, twice);
    const size_t text = each.keys > 0 ? rule.key_bytes / each.keys : 0;
    each.bytes_per_key =
        sizeof(KeyHash) + sizeof(KeyState) + TailBytes(topic_.rules[i].plan) + kIndexBytes + text;
    each.cadence = SpreadOf(rule.gaps);
    each.disorder = SpreadOf(rule.behind);
  }
  return report;
}

}  // namespace telltale
