#include "cli/sample_text.h"

#include <iterator>
#include <string>
#include <string_view>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/strings/str_join.h"
#include "engine/base/json_object.h"
#include "engine/base/strings.h"

namespace telltale {
namespace {

constexpr std::string_view kSignals[] = {"bad", "good", "neither", "fault", "off"};

void AddLine(std::string& out, std::string_view name, const std::string& text) {
  absl::StrAppend(&out, absl::StrFormat("  %-12s %s\n", A(name), text));
}

std::string Share(size_t part, size_t whole) {
  if (whole == 0) return "0";
  return absl::StrFormat("%d (%.1f %%)", part, 100.0 * part / whole);
}

// A clock that is ahead makes a delay negative.
std::string InWords(Millis time) {
  if (time == Millis{0}) return "0ms";
  return time < Millis{0} ? "-" + FormatDuration(-time) : FormatDuration(time);
}

std::string InWords(const Spread& spread) {
  if (spread.count == 0) return "not seen";
  return absl::StrCat("half within ", InWords(spread.p50), ", 99 % within ", InWords(spread.p99),
                      ", all within ", InWords(spread.most));
}

std::string Size(size_t bytes) {
  if (bytes < 10'000) return absl::StrCat(bytes, " bytes");
  if (bytes < 10'000'000) return absl::StrCat(bytes / 1000, " kB");
  return absl::StrCat(bytes / 1'000'000, " MB");
}

std::string Keys(const RuleReport& rule) {
  return absl::StrCat(rule.keys, " seen, about ", rule.expected_keys, " in all; ",
                      rule.bytes_per_key, " bytes each, ",
                      Size(rule.expected_keys * rule.bytes_per_key), " together");
}

void AppendRule(std::string& out, const CompiledRule& compiled, const RuleReport& rule,
                size_t records) {
  absl::StrAppend(&out, "rule ", rule.rule, "\n");
  AddLine(out, "matching", Share(rule.matching, records));
  for (size_t part = 0; part < rule.key_missing.size(); ++part) {
    if (rule.key_missing[part] == 0) continue;
    AddLine(out, "no " + compiled.key_paths[part].ToString(),
            Share(rule.key_missing[part], rule.matching));
  }
  std::string signals;
  for (size_t i = 0; i < std::size(kSignals); ++i) {
    if (rule.signals[i] == 0) continue;
    absl::StrAppend(&signals, signals.empty() ? "" : ", ", Share(rule.signals[i], rule.matching),
                    " ", A(kSignals[i]));
  }
  AddLine(out, "signals", signals.empty() ? "none" : signals);
  AddLine(out, "keys", Keys(rule));
  if (rule.scattered > 0) AddLine(out, "scattered", Share(rule.scattered, rule.keys));
  AddLine(out, "cadence", InWords(rule.cadence));
  AddLine(out, "disorder",
          rule.disorder.count == 0
              ? std::string("none")
              : absl::StrCat(Share(rule.disorder.count, rule.cadence.count + rule.disorder.count),
                             ": ", InWords(rule.disorder), "; ", rule.beyond_late, " beyond late"));
}

void AppendRoute(std::string& out, const RouteReport& route, size_t records) {
  absl::StrAppend(&out, "route ", route.route, "\n");
  AddLine(out, "matching", Share(route.matching, records));
  if (route.set_aside == 0) return;
  AddLine(out, "set aside", absl::StrCat(Share(route.set_aside, route.matching), ": ", route.why));
}

void AddTimes(JsonObject& object, std::string_view name, const Spread& spread) {
  JsonObject times = object.Object(name);
  times.Number("count", spread.count);
  times.Number("p50_ms", spread.p50.count());
  times.Number("p99_ms", spread.p99.count());
  times.Number("max_ms", spread.most.count());
  times.Close();
}

std::string RuleJson(const CompiledRule& compiled, const RuleReport& rule) {
  std::string json;
  JsonObject object(json);
  object.Text("rule", rule.rule);
  object.Number("matching", rule.matching);
  JsonObject missing = object.Object("key_missing");
  for (size_t part = 0; part < rule.key_missing.size(); ++part) {
    missing.Number(compiled.key_paths[part].ToString(), rule.key_missing[part]);
  }
  missing.Close();
  JsonObject signals = object.Object("signals");
  for (size_t i = 0; i < std::size(kSignals); ++i) signals.Number(kSignals[i], rule.signals[i]);
  signals.Close();
  object.Number("keys", rule.keys);
  object.Number("expected_keys", rule.expected_keys);
  object.Number("bytes_per_key", rule.bytes_per_key);
  object.Number("scattered_keys", rule.scattered);
  AddTimes(object, "cadence", rule.cadence);
  AddTimes(object, "disorder", rule.disorder);
  object.Number("beyond_late", rule.beyond_late);
  object.Close();
  return json;
}

std::string RouteJson(const RouteReport& route) {
  std::string json;
  JsonObject object(json);
  object.Text("route", route.route);
  object.Number("matching", route.matching);
  object.Number("set_aside", route.set_aside);
  object.Close();
  return json;
}

std::string ListOf(const std::vector<std::string>& parts) {
  return absl::StrCat("[", absl::StrJoin(parts, ","), "]");
}

}  // namespace

std::string SampleText(const CompiledTopic& topic, const TopicReport& report) {
  std::string out = absl::StrCat("sample of topic ", report.topic, "\n");
  AddLine(out, "records", absl::StrCat(report.records));
  AddLine(out, "partitions", absl::StrCat(report.partitions));
  if (report.unreadable > 0) {
    AddLine(out, "unreadable",
            absl::StrCat(Share(report.unreadable, report.records + report.unreadable), ": ",
                         report.why));
  }
  if (report.tombstones > 0) AddLine(out, "tombstones", absl::StrCat(report.tombstones));
  if (report.time_missing > 0 && !topic.rules.empty()) {
    AddLine(out, "no time", Share(report.time_missing, report.records));
  }
  if (report.delay.count > 0) AddLine(out, "delay", InWords(report.delay));
  const bool has_ids = topic.id_source.kind != IdSource::Kind::kPosition;
  if (has_ids) {
    AddLine(out, "ids",
            absl::StrCat(Share(report.repeated_ids, report.records), " repeated, ",
                         Share(report.without_id, report.records), " without"));
  }
  for (size_t i = 0; i < report.rules.size(); ++i) {
    AppendRule(out, topic.rules[i], report.rules[i], report.records);
  }
  for (const RouteReport& route : report.routes) AppendRoute(out, route, report.records);
  return out;
}

std::string SampleJson(const CompiledTopic& topic, const TopicReport& report) {
  std::vector<std::string> rules, routes;
  for (size_t i = 0; i < report.rules.size(); ++i) {
    rules.push_back(RuleJson(topic.rules[i], report.rules[i]));
  }
  for (const RouteReport& route : report.routes) routes.push_back(RouteJson(route));
  std::string json;
  JsonObject object(json);
  object.Text("topic", report.topic);
  object.Number("records", report.records);
  object.Number("unreadable", report.unreadable);
  object.Number("tombstones", report.tombstones);
  object.Number("partitions", report.partitions);
  object.Number("time_missing", report.time_missing);
  AddTimes(object, "delay", report.delay);
  object.Number("producer_time", report.producer_time);
  object.Number("without_id", report.without_id);
  object.Number("repeated_ids", report.repeated_ids);
  object.Json("rules", ListOf(rules));
  object.Json("routes", ListOf(routes));
  object.Close();
  return json;
}

}  // namespace telltale
