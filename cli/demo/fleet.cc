#include "cli/demo/fleet.h"

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <memory>
#include <numeric>
#include <utility>

#include "absl/strings/str_format.h"

namespace telltale {
namespace {

constexpr int64_t kBeginMs = 1'780'290'000'000;  // 2026-06-01T05:00:00Z
constexpr int64_t kEveryMs = 10'000;
constexpr int64_t kOnTheWayMs = 200;  // from the vehicle to the broker
constexpr int64_t kHourMs = 3'600'000;

// Vehicles of each kind in a fleet of 2,000.
constexpr int kRepaired = 24, kTwiceBroken = 6, kLeftBroken = 4, kRelapsing = 12;
constexpr int kChattering = 40, kRepeating = 200, kDisordered = 100;

constexpr size_t kChunkBytes = 1 << 20;

absl::Status WriteTo(FILE* file, const std::string& chunk, const std::string& path) {
  if (std::fwrite(chunk.data(), 1, chunk.size(), file) == chunk.size()) return absl::OkStatus();
  return absl::ErrnoToStatus(errno, path);
}

}  // namespace

std::string FleetConfig() {
  return R"(topics:
  vehicle.insights: { format: json, time: ts, arrival: received, id: id, late: 5s }
rules:
  oil-pressure-critical:
    topic: vehicle.insights
    key:   [vehicle, sensor, defect]     # one episode per distinct value
    bad:   severity = "CRITICAL"         # every other event of the key is good
    raise: 3 in 30s
    clear: good for 60s                  # silence is not health
    start: maintenance-needed            # message name of the workflow's message start event
    back:  back-to-normal                # message correlated to that instance
)";
}

Fleet::Fleet(const FleetOptions& options)
    : options_(options), random_(options.seed), vehicles_(options.vehicles) {
  Script();
  by_phase_.resize(vehicles_.size());
  std::iota(by_phase_.begin(), by_phase_.end(), 0);
  std::stable_sort(by_phase_.begin(), by_phase_.end(),
                   [this](int a, int b) { return vehicles_[a].phase_ms < vehicles_[b].phase_ms; });
}

// Not by a distribution of the library: those differ between implementations.
int Fleet::Draw(int low, int high) {
  return low + static_cast<int>(random_() % static_cast<uint32_t>(high - low + 1));
}

void Fleet::Script() {
  for (Vehicle& vehicle : vehicles_) vehicle.phase_ms = Draw(0, kEveryMs - 1);
  ScriptFaults();
  ScriptOddClocks();
}

// Every kind takes its vehicles from the front; phases are random, so they do not stand together.
void Fleet::ScriptFaults() {
  auto next = vehicles_.begin() + 4;  // ScriptOddClocks() has the first
  const auto each = [&](int of_2000, auto script) {
    const int count = std::max(1, of_2000 * options_.vehicles / 2000);
    for (int i = 0; i < count; ++i) script(*next++);
  };
  const auto run = [this](int from, int to) {
    const int begin = Draw(from, to);
    return Run{begin, begin + Draw(3, 60)};
  };
  each(kRepaired, [&](Vehicle& vehicle) {
    vehicle = {.phase_ms = vehicle.phase_ms, .twice_every = Draw(2, 9), .faults = {run(10, 120)}};
    vehicle.starts = vehicle.backs = 1;
  });
  each(kTwiceBroken, [&](Vehicle& vehicle) {
    vehicle.faults = {run(10, 30), run(110, 130)};
    vehicle.starts = vehicle.backs = 2;
  });
  each(kLeftBroken, [&](Vehicle& vehicle) {
    vehicle.faults = {{Draw(100, options_.reports - 10), options_.reports}};
    vehicle.starts = 1;
  });
  each(kRelapsing, [&](Vehicle& vehicle) {
    const Run first = run(10, 60);
    // Good for 30 s, then for 40 s: never for a minute.
    vehicle.faults = {first, {first.end + 3, first.end + 5}, {first.end + 9, first.end + 12}};
    vehicle.starts = vehicle.backs = 1;
  });
  each(kChattering, [&](Vehicle& vehicle) {
    for (int at = Draw(1, 6); at < options_.reports; at += 6)
      vehicle.faults.push_back({at, at + 1});
  });
  each(kRepeating, [&](Vehicle& vehicle) { vehicle.twice_every = Draw(5, 20); });
  each(kDisordered, [&](Vehicle& vehicle) { vehicle.swapped_every = Draw(7, 30); });
}

void Fleet::ScriptOddClocks() {
  Vehicle& behind = vehicles_[0];
  behind.clock_ms = -kHourMs;
  behind.faults = {{30, 60}};
  behind.starts = behind.backs = 1;
  Vehicle& ahead = vehicles_[1];
  ahead.clock_ms = 48 * kHourMs;
  ahead.quarantined = true;
  for (Vehicle* silent : {&vehicles_[2], &vehicles_[3]}) {
    const int begin = Draw(20, 80);
    silent->silent_from = begin + Draw(4, 20);
    silent->faults = {{begin, silent->silent_from}};
    silent->starts = 1;
  }
}

absl::Status Fleet::Write(const std::string& path) {
  const std::unique_ptr<FILE, int (*)(FILE*)> file(std::fopen(path.c_str(), "w"), &std::fclose);
  if (file == nullptr) return absl::ErrnoToStatus(errno, path);
  expected_ = {};
  for (const Vehicle& vehicle : vehicles_) {
    expected_.starts += vehicle.starts;
    expected_.backs += vehicle.backs;
  }
  expected_.open = expected_.starts - expected_.backs;
  std::string chunk;
  for (int report = 0; report < options_.reports; ++report) {
    for (const int vehicle : by_phase_) AppendReport(vehicle, report, chunk);
    if (chunk.size() < kChunkBytes) continue;
    if (absl::Status status = WriteTo(file.get(), chunk, path); !status.ok()) return status;
    chunk.clear();
  }
  if (absl::Status status = WriteTo(file.get(), chunk, path); !status.ok()) return status;
  return std::fflush(file.get()) == 0 ? absl::OkStatus() : absl::ErrnoToStatus(errno, path);
}

// What the broker receives at the time of one report: mostly that report.
void Fleet::AppendReport(int vehicle, int report, std::string& out) {
  const Vehicle& script = vehicles_[vehicle];
  if (script.silent_from >= 0 && report >= script.silent_from) return;
  const int64_t received = kBeginMs + report * kEveryMs + script.phase_ms + kOnTheWayMs;
  if (const int every = script.swapped_every; every != 0) {
    if (report % every == 1 && report + 1 < options_.reports) return;
    AppendLine(vehicle, report, received, out);
    if (report % every != 2) return;
    AppendLine(vehicle, report - 1, received, out);
    ++expected_.late;
    return;
  }
  AppendLine(vehicle, report, received, out);
  if (script.twice_every == 0 || report % script.twice_every != 0) return;
  AppendLine(vehicle, report, received, out);
  ++expected_.duplicates;
}

void Fleet::AppendLine(int vehicle, int report, int64_t received_ms, std::string& out) {
  const Vehicle& script = vehicles_[vehicle];
  const bool critical =
      std::any_of(script.faults.begin(), script.faults.end(),
                  [report](const Run& run) { return report >= run.begin && report < run.end; });
  const int64_t ts = kBeginMs + report * kEveryMs + script.phase_ms + script.clock_ms;
  absl::StrAppendFormat(
      &out,
      R"({"id":"%d-%d","ts":%d,"received":%d,"vehicle":"V%04d","sensor":"oil-pressure",)"
      R"("defect":"low","severity":"%s","bar":%d.%d})"
      "\n",
      vehicle, report, ts, received_ms, vehicle, critical ? "CRITICAL" : "OK", critical ? 0 : 3,
      (vehicle + report) % 10);
  ++expected_.events;
  if (script.quarantined) ++expected_.quarantined;
}

}  // namespace telltale
