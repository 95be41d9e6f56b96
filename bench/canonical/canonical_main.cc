// canonical_bench: the steps of the end-to-end workload, one per call; bench/run.py puts them in
// order, starts the broker and shows the result.
//
//   canonical_bench config                             the workload's rule
//   canonical_bench file    --dir DIR                  the full stream from a file
//   canonical_bench loops   --dir DIR --loops N        the full stream from a file per partition
//   canonical_bench storm   --dir DIR                  from a file, every key an episode
//   canonical_bench fill    --brokers B                writes the full stream to the topic
//   canonical_bench kafka   --brokers B --dir DIR      the full stream from there
//   canonical_bench parts   --brokers B                the least that reading it can cost
//   canonical_bench pace    --brokers B --rate R       writes the paced stream to the topic
//   canonical_bench latency --brokers B --rate R --dir DIR    reads it while it is written
//
// Prints one JSON object. Checks its answer: starts, backs and keys are known by construction. DIR
// must be on a disk; it is used for the stream (kept for the next run) and the store.
#include <CLI/CLI.hpp>
#include <algorithm>
#include <filesystem>
#include <iostream>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/synchronization/mutex.h"
#include "bench/canonical/engine_run.h"
#include "bench/canonical/files_as_partitions.h"
#include "bench/canonical/parts.h"
#include "bench/canonical/topic_writer.h"
#include "bench/canonical/workload.h"
#include "cli/bench/bench_report.h"
#include "cli/bench/resources.h"
#include "connectors/file/file_source.h"
#include "connectors/kafka/kafka_source.h"
#include "engine/base/json_text.h"
#include "engine/base/status.h"

namespace telltale {
namespace {

namespace fs = std::filesystem;

struct Flags {
  Workload full;
  PacedWorkload paced;
  std::string dir = ".", brokers;
  std::string topic = kWorkloadTopic, codec = "lz4";
  int remember = 8;
  size_t loops = 1, loaders = 1;
};

// What tells a stream that is kept from another of as many keys and rounds; empty: nothing.
std::string VariantOf(const Workload& workload) {
  const Workload plain;
  if (workload.faulty_every == plain.faulty_every && workload.sites == plain.sites &&
      workload.bytes == plain.bytes) {
    return "";
  }
  return absl::StrCat("-", workload.faulty_every, "-", workload.sites, "-", workload.bytes);
}

absl::StatusOr<std::string> PrepareStream(const Flags& flags) {
  const std::string path = absl::StrCat(flags.dir, "/canonical-", flags.full.keys, "x",
                                        flags.full.rounds, VariantOf(flags.full), ".ndjson");
  if (fs::exists(path)) return path;
  RETURN_IF_ERROR(WriteWorkload(flags.full, path + ".part"));
  fs::rename(path + ".part", path);
  return path;
}

// A file for each partition.
absl::StatusOr<std::vector<std::string>> PreparePartitions(const Flags& flags) {
  std::vector<std::string> paths;
  for (int32_t partition = 0; partition < flags.full.partitions; ++partition) {
    const std::string& path = paths.emplace_back(absl::StrCat(
        flags.dir, "/canonical-", flags.full.keys, "x", flags.full.rounds, VariantOf(flags.full),
        "-", partition, "of", flags.full.partitions, ".ndjson"));
    if (fs::exists(path)) continue;
    RETURN_IF_ERROR(WriteWorkload(flags.full, path + ".part", partition));
    fs::rename(path + ".part", path);
  }
  return paths;
}

EngineSetting SettingOf(const Flags& flags) {
  return {.state = flags.dir + "/canonical-state",
          .remember = flags.remember,
          .loops = flags.loops,
          .loaders = flags.loaders};
}

EngineSetting KafkaSetting(const Flags& flags) {
  EngineSetting setting = SettingOf(flags);
  setting.kafka = true;
  setting.open_source = [&flags]() -> absl::StatusOr<std::unique_ptr<Source>> {
    // A group of its own: an empty store must not take over one that has history.
    const KafkaOptions options{
        .brokers = flags.brokers,
        .group = absl::StrCat("bench-", static_cast<int64_t>(ReadResources().wall_s * 1e6))};
    return KafkaSource::Create(options);
  };
  return setting;
}

double Percentile(const std::vector<double>& sorted, double share) {
  if (sorted.empty()) return 0;
  return sorted[static_cast<size_t>(share * static_cast<double>(sorted.size() - 1))];
}

std::string Show(const EngineReport& r) {
  const auto events = static_cast<double>(r.totals.records);
  const auto per_event = [&](uint64_t bytes) { return static_cast<double>(bytes) / events; };
  return absl::StrFormat(
      R"("events":%d,"keys":%d,"starts":%d,"backs":%d,"seconds":%.3f,"events_per_second":%.0f,)"
      R"("cpu_us_per_event":%.3f,"block_bytes_per_event":%.1f,"page_bytes_per_event":%.1f,)"
      R"("outbox_bytes_per_event":%.3f,"fsyncs":%d)",
      r.totals.records, r.totals.keys, r.starts, r.backs, r.seconds, events / r.seconds,
      r.cpu_s * 1e6 / events, per_event(r.written.blocks), per_event(r.written.pages),
      per_event(r.written.outbox), r.written.syncs);
}

// Runs, checks, opens the store again and shows all of it.
absl::StatusOr<std::string> Measure(const EngineSetting& setting, const Workload& workload) {
  ASSIGN_OR_RETURN(const EngineReport report, RunEngine(setting));
  RETURN_IF_ERROR(CheckAnswer(report, {.records = workload.events(),
                                       .starts = workload.starts(),
                                       .backs = workload.backs(),
                                       .keys = workload.keys}));
  ASSIGN_OR_RETURN(const ReopenReport again, ReopenEngine(setting));
  if (again.keys != workload.keys) {
    return absl::InternalError(absl::StrCat(
        "expected ", workload.keys, " keys in the store opened again, but it has ", again.keys));
  }
  fs::remove_all(setting.state);
  return absl::StrFormat(R"({%s,"bytes_per_key":%.0f,"reopen_s":%.3f})", Show(report),
                         again.rss_bytes / static_cast<double>(again.keys), again.seconds);
}

absl::StatusOr<std::string> FromFile(const Flags& flags) {
  ASSIGN_OR_RETURN(const std::string stream, PrepareStream(flags));
  EngineSetting setting = SettingOf(flags);
  setting.open_source = [&stream]() -> absl::StatusOr<std::unique_ptr<Source>> {
    return FileSource::Open({{kWorkloadTopic, stream}}, {});
  };
  return Measure(setting, flags.full);
}

absl::StatusOr<std::string> ByLoops(const Flags& flags) {
  ASSIGN_OR_RETURN(const std::vector<std::string> paths, PreparePartitions(flags));
  EngineSetting setting = SettingOf(flags);
  setting.open_source = [&paths] { return FilesAsPartitions::Open(paths); };
  return Measure(setting, flags.full);
}

// Every key becomes an episode, all within one round: as many starts as keys, then as many backs.
absl::StatusOr<std::string> Storm(const Flags& flags) {
  Flags storm = flags;
  storm.full.faulty_every = 1;
  ASSIGN_OR_RETURN(const std::string stream, PrepareStream(storm));
  EngineSetting setting = SettingOf(storm);
  setting.open_source = [&stream]() -> absl::StatusOr<std::unique_ptr<Source>> {
    return FileSource::Open({{kWorkloadTopic, stream}}, {});
  };
  ASSIGN_OR_RETURN(const EngineReport report, RunEngine(setting));
  RETURN_IF_ERROR(CheckAnswer(report, {.records = storm.full.events(),
                                       .starts = storm.full.starts(),
                                       .backs = storm.full.backs(),
                                       .keys = storm.full.keys}));
  fs::remove_all(setting.state);
  const double commands = static_cast<double>(report.starts + report.backs);
  return absl::StrFormat(
      R"({%s,"read_per_second":%.0f,"told_s":%.3f,"publishes_per_second":%.0f,"stages":%s})",
      Show(report), static_cast<double>(storm.full.events()) / report.read_s, report.told_s,
      commands / report.told_s, StagesJson(report.stages));
}

absl::StatusOr<std::string> FromKafka(const Flags& flags) {
  EngineSetting setting = KafkaSetting(flags);
  setting.expected.records = flags.full.events();
  return Measure(setting, flags.full);
}

absl::StatusOr<std::string> Parts(const Flags& flags) {
  ASSIGN_OR_RETURN(const PartsReport parts, MeasureParts(flags.brokers, flags.full));
  const double us = 1e6 / static_cast<double>(flags.full.events());
  return absl::StrFormat(R"({"fetch_us":%.3f,"fetch_decode_us":%.3f,"look_up_us":%.3f,)"
                         R"("parts_us":%.3f})",
                         parts.fetch_s * us, parts.fetch_decode_s * us, parts.look_up_s * us,
                         parts.sum_s() * us);
}

absl::StatusOr<std::string> Latency(const Flags& flags) {
  EngineSetting setting = KafkaSetting(flags);
  setting.expected = {.records = flags.paced.events(),
                      .warm_up = std::min(flags.paced.keys, flags.paced.events() / 2),
                      .telling_bytes = kTellingBytes};
  ASSIGN_OR_RETURN(EngineReport report, RunEngine(setting));
  RETURN_IF_ERROR(CheckAnswer(report, {.records = flags.paced.events(),
                                       .starts = flags.paced.starts(),
                                       .keys = flags.paced.live_keys()}));
  fs::remove_all(setting.state);
  std::vector<double>& latencies = report.latencies_ms;
  std::sort(latencies.begin(), latencies.end());
  return absl::StrFormat(R"({%s,"rate":%d,"latencies":%d,"p50_ms":%.0f,"p99_ms":%.0f,"stages":%s})",
                         Show(report), flags.paced.rate, latencies.size(),
                         Percentile(latencies, 0.5), Percentile(latencies, 0.99),
                         StagesJson(report.stages));
}

absl::StatusOr<std::string> Fill(const Flags& flags) {
  const TopicToFill topic{.brokers = flags.brokers, .name = flags.topic, .codec = flags.codec};
  RETURN_IF_ERROR(FillTopic(topic, flags.full));
  return absl::StrFormat(R"({"records":%d})", flags.full.events());
}

absl::StatusOr<std::string> Pace(const Flags& flags) {
  RETURN_IF_ERROR(PaceTopic(flags.brokers, flags.paced));
  return absl::StrFormat(R"({"records":%d})", flags.paced.events());
}

absl::StatusOr<std::string> ShowConfig(const Flags& flags) {
  std::string json = "{\"config\":";
  AppendJsonString(json, WorkloadConfig(flags.remember));
  return json + "}";
}

struct Step {
  const char* name;
  const char* line;
  absl::StatusOr<std::string> (*run)(const Flags& flags);
  bool needs_disk;
};
constexpr Step kSteps[] = {
    {"config", "the rule that the streams are made for", &ShowConfig, false},
    {"file", "the full stream from a file", &FromFile, true},
    {"loops", "the full stream from a file per partition", &ByLoops, true},
    {"storm", "from a file: all keys raise at once, and clear at once", &Storm, true},
    {"fill", "write the full stream to a topic", &Fill, false},
    {"kafka", "the full stream from a topic", &FromKafka, true},
    {"parts", "the least that reading the topic can cost", &Parts, false},
    {"pace", "write the paced stream to a topic", &Pace, false},
    {"latency", "the paced stream from a topic", &Latency, true},
};

void AddFlags(CLI::App& app, Flags& flags) {
  app.add_option("--keys", flags.full.keys, "Distinct keys");
  app.add_option("--rounds", flags.full.rounds, "Events per key, full stream");
  app.add_option("--faulty-every", flags.full.faulty_every, "One key of so many is faulty");
  app.add_option("--sites", flags.full.sites, "So many sites share the keys");
  app.add_option("--bytes", flags.full.bytes, "Of an event, about");
  app.add_option("--partitions", flags.full.partitions, "Of the topic that is filled");
  app.add_option("--topic", flags.topic, "The topic that is filled");
  app.add_option("--codec", flags.codec, "How it is compressed, as librdkafka names it");
  app.add_option("--rate", flags.paced.rate, "Events per second, paced stream");
  app.add_option("--seconds", flags.paced.seconds, "Length of the paced stream");
  app.add_option("--remember", flags.remember, "Ids that a key remembers");
  app.add_option("--loops", flags.loops, "That share the partitions");
  app.add_option("--loaders", flags.loaders, "Threads that load the store again");
  app.add_option("--dir", flags.dir, "A directory on a disk");
  app.add_option("--brokers", flags.brokers, "Kafka's address");
}

absl::Status Run(const Step& step, Flags& flags) {
  flags.paced.keys = flags.full.keys;
  if (step.needs_disk) RETURN_IF_ERROR(FileSystemOf(flags.dir).status());
  ASSIGN_OR_RETURN(const std::string json, step.run(flags));
  std::cout << json << "\n";
  return absl::OkStatus();
}

}  // namespace
}  // namespace telltale

int main(int argc, char** argv) {
  absl::SetMutexDeadlockDetectionMode(absl::OnDeadlockCycle::kIgnore);
  telltale::Flags flags;
  CLI::App app("The steps of the end-to-end workload.", "canonical_bench");
  app.require_subcommand(1);
  telltale::AddFlags(app, flags);
  app.fallthrough();
  for (const auto& step : telltale::kSteps) app.add_subcommand(step.name, step.line);
  CLI11_PARSE(app, argc, argv);
  for (const auto& step : telltale::kSteps) {
    if (!app.got_subcommand(step.name)) continue;
    const absl::Status status = telltale::Run(step, flags);
    if (status.ok()) return 0;
    std::cerr << status.message() << "\n";
    return 1;
  }
}
