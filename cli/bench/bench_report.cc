#include "cli/bench/bench_report.h"

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "engine/base/json_text.h"
#include "engine/base/strings.h"

namespace telltale {
namespace {

constexpr double kShort = 1;     // seconds; of less the start is too large a part
constexpr double kBusy = 0.9;    // of all cores
constexpr double kMostly = 0.5;  // of the time

double Seconds(Nanos time) { return std::chrono::duration<double>(time).count(); }
double Ms(Nanos time) { return Seconds(time) * 1000; }

std::string FetchAdvice(const BenchReport& report) {
  if (report.cpu_s >= kBusy * report.cores * report.seconds) {
    return "All cores are busy, and the loop waits for records: more cores, or the broker on "
           "another machine, would help.";
  }
  return "The loop waits for records: the broker, the network or the disk under the file gives no "
         "more. The rules are not the limit.";
}

std::string CommitAdvice(const BenchReport& report) {
  const Histogram& sync = report.stages[Stage::kSync];
  if (Seconds(sync.sum()) < kMostly * report.seconds) {
    return "Closing batches and handling commands takes the most: rules that raise less often "
           "would help, or more nodes (`shard`).";
  }
  return absl::StrFormat(
      "The loop waits for the disk: half of the syncs take up to %g ms. A disk with faster syncs "
      "for state.dir would help.",
      Ms(sync.Quantile(0.5)));
}

std::string ShareText(const BenchReport& report) {
  std::string out;
  for (int i = 0; i < kBenchParts; ++i) {
    const auto part = static_cast<BenchPart>(i);
    absl::StrAppendFormat(&out, "%s%s %.0f %%", i == 0 ? "" : ", ", A(BenchPartName(part)),
                          100 * report.Share(part));
  }
  return out;
}

double BytesPerKey(const BenchReport& report) {
  return static_cast<double>(report.state_bytes) /
         static_cast<double>(std::max<uint64_t>(report.totals.keys, 1));
}

std::string CommandText(const BenchReport& report) {
  const Totals& totals = report.totals;
  std::string text =
      absl::StrCat(totals.starts, " starts, ", totals.backs, " backs, ", totals.forwards,
                   " forwards, ", totals.routed, " messages of routes; none was sent");
  if (report.waiting > 0) {
    absl::StrAppend(&text, "; ", report.waiting,
                    " were behind the stream, for those of a key take their turns");
  }
  return text;
}

void Line(std::string& out, std::string_view name, std::string_view text) {
  absl::StrAppend(&out, absl::StrFormat("  %-10s %s\n", A(name), A(text)));
}

}  // namespace

std::string_view BenchPartName(BenchPart part) {
  switch (part) {
    case BenchPart::kFetch:
      return "fetch";
    case BenchPart::kDecode:
      return "decode";
    case BenchPart::kStep:
      return "step";
    case BenchPart::kCommit:
      break;
  }
  return "commit";
}

double BenchReport::Share(BenchPart part) const {
  const double step_s = Seconds(stages[Stage::kStep].sum());
  switch (part) {
    case BenchPart::kFetch:
      return fetch_s / seconds;
    case BenchPart::kDecode:
      return std::min(decode_s, step_s) / seconds;
    case BenchPart::kStep:
      return std::max(step_s - decode_s, 0.0) / seconds;
    case BenchPart::kCommit:
      break;
  }
  return std::max(seconds - fetch_s - step_s, 0.0) / seconds;
}

BenchPart BenchReport::Limit() const {
  auto most = BenchPart::kFetch;
  for (int i = 1; i < kBenchParts; ++i) {
    const auto part = static_cast<BenchPart>(i);
    if (Share(part) > Share(most)) most = part;
  }
  return most;
}

std::string BenchReport::Advice() const {
  std::string advice;
  if (seconds < kShort) advice = "It was short: more --records say more. ";
  switch (Limit()) {
    case BenchPart::kFetch:
      return advice + FetchAdvice(*this);
    case BenchPart::kDecode:
      return advice +
             "Reading records takes the most: smaller ones, without fields that nobody reads, "
             "would help, or more nodes (`shard`), for a loop is one core.";
    case BenchPart::kStep:
      return advice +
             "Judging records takes the most: a `where` that is false early, fewer rules on a "
             "topic, or more nodes (`shard`) would help, for a loop is one core.";
    case BenchPart::kCommit:
      break;
  }
  return advice + CommitAdvice(*this);
}

std::string BenchText(const BenchReport& report) {
  const Totals& totals = report.totals;
  const auto bytes = static_cast<double>(report.bytes);
  std::string out =
      absl::StrFormat("%d records of %.0f bytes, %d partitions, in %.2f s\n", totals.records,
                      report.PerEvent(bytes), report.partitions, report.seconds);
  Line(out, "rate",
       absl::StrFormat("%.0f events/s, %.1f MB/s", report.PerSecond(),
                       bytes / report.seconds / 1e6));
  Line(out, "CPU",
       absl::StrFormat("%.2f us per event, %.1f of %d cores busy",
                       report.PerEvent(report.cpu_s) * 1e6, report.cpu_s / report.seconds,
                       report.cores));
  Line(out, "share", ShareText(report));
  Line(out, "commands", CommandText(report));
  Line(out, "set aside", absl::StrCat(totals.quarantined, " records"));
  Line(out, "keys", absl::StrFormat("%d live, %.0f bytes each", totals.keys, BytesPerKey(report)));
  Line(out, "written",
       absl::StrFormat("%.0f bytes per event in %d syncs; half within %g ms, 99 %% within %g ms",
                       report.PerEvent(static_cast<double>(
                           report.written.blocks + report.written.pages + report.written.outbox)),
                       report.written.syncs, Ms(report.stages[Stage::kSync].Quantile(0.5)),
                       Ms(report.stages[Stage::kSync].Quantile(0.99))));
  Line(out, "recovery", absl::StrFormat("%.2f s to ready", report.recovery_s));
  Line(out, "limit", absl::StrCat(A(BenchPartName(report.Limit())), ". ", report.Advice()));
  if (report.file_system.empty()) {
    Line(out, "but", "the state was in memory, where a sync costs nothing: give --dir on a disk");
  }
  return out;
}

std::string StagesJson(const StageTimes& stages) {
  std::string out = "{";
  for (int i = 0; i < kStages; ++i) {
    const auto stage = static_cast<Stage>(i);
    const Histogram& times = stages[stage];
    absl::StrAppendFormat(&out, R"(%s"%s":{"count":%d,"seconds":%.3f,"p50_ms":%g,"p99_ms":%g})",
                          i == 0 ? "" : ",", A(StageName(stage)), times.count(),
                          Seconds(times.sum()), Ms(times.Quantile(0.5)), Ms(times.Quantile(0.99)));
  }
  return out + "}";
}

std::string BenchJson(const BenchReport& report) {
  const Totals& totals = report.totals;
  std::string out = absl::StrFormat(
      R"({"records":%d,"bytes":%d,"partitions":%d,"seconds":%.3f,"events_per_second":%.0f,)"
      R"("bytes_per_second":%.0f,"cpu_us_per_event":%.3f,"cores":%d,"starts":%d,"backs":%d,)"
      R"("forwards":%d,"routed":%d,"waiting":%d,"quarantined":%d,"keys":%d,"bytes_per_key":%.0f,)"
      R"("block_bytes":%d,"page_bytes":%d,"outbox_bytes":%d,"fsyncs":%d,"recovery_s":%.3f,)",
      totals.records, report.bytes, report.partitions, report.seconds, report.PerSecond(),
      static_cast<double>(report.bytes) / report.seconds, report.PerEvent(report.cpu_s) * 1e6,
      report.cores, totals.starts, totals.backs, totals.forwards, totals.routed, report.waiting,
      totals.quarantined, totals.keys, BytesPerKey(report), report.written.blocks,
      report.written.pages, report.written.outbox, report.written.syncs, report.recovery_s);
  absl::StrAppend(&out, "\"shares\":{");
  for (int i = 0; i < kBenchParts; ++i) {
    const auto part = static_cast<BenchPart>(i);
    absl::StrAppendFormat(&out, R"(%s"%s":%.3f)", i == 0 ? "" : ",", A(BenchPartName(part)),
                          report.Share(part));
  }
  absl::StrAppend(&out, "},\"stages\":", StagesJson(report.stages), ",\"limit\":\"",
                  A(BenchPartName(report.Limit())), "\",\"advice\":");
  AppendJsonString(out, report.Advice());
  absl::StrAppend(&out, ",\"file_system\":");
  AppendJsonString(out, report.file_system);
  return out + "}";
}

}  // namespace telltale
