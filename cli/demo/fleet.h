// Fleet: an hour of a made-up fleet, as NDJSON, and what must become of it, known by construction.
//
// 2,000 vehicles report their oil pressure every 10 s, all of it drawn from one seed. Almost all
// are well. Some develop a fault and are repaired, some are left broken, some chatter; records come
// twice or too late; one device's clock is an hour behind, one lives in the day after tomorrow, and
// two fall silent in the middle of their fault.
//
//   Fleet fleet(FleetOptions{});
//   RETURN_IF_ERROR(fleet.Write(path));
//   // run `FleetConfig()` over it and compare with fleet.expected()
//
// The counts come from the script of each vehicle, never from the engine's rules: a fault is a run
// of at least three critical reports, and it ends once all are well for a minute. Who falls silent
// is not well: that episode stays open.
//
// Thread safety: none. Units: times in ms since the epoch.
#ifndef TELLTALE_CLI_DEMO_FLEET_H_
#define TELLTALE_CLI_DEMO_FLEET_H_

#include <cstdint>
#include <random>
#include <string>
#include <vector>

#include "absl/status/status.h"

namespace telltale {

struct FleetOptions {
  uint32_t seed = 1;
  int vehicles = 2000;  // at least kLeastVehicles
  int reports = 360;    // of each vehicle, 10 s apart; at least kLeastReports
};
inline constexpr int kLeastVehicles = 40;
inline constexpr int kLeastReports = 240;

// What Telltale's counters must show at the end.
struct FleetCounts {
  uint64_t events = 0;  // lines
  uint64_t starts = 0, backs = 0, open = 0;
  uint64_t duplicates = 0, late = 0, quarantined = 0;
  friend bool operator==(const FleetCounts&, const FleetCounts&) = default;
};

// The configuration for which the counts hold: one topic, one rule.
std::string FleetConfig();

class Fleet {
 public:
  explicit Fleet(const FleetOptions& options);

  // Writes the stream; sets expected().
  absl::Status Write(const std::string& path);
  const FleetCounts& expected() const { return expected_; }

 private:
  // Reports [begin, end) are critical.
  struct Run {
    int begin = 0, end = 0;
  };
  struct Vehicle {
    int64_t phase_ms = 0;     // of its reports within each 10 s
    int64_t clock_ms = 0;     // how far its clock is ahead
    int silent_from = -1;     // its first report that does not come; -1: it speaks to the end
    int twice_every = 0;      // each so many-th report comes twice; 0: none
    int swapped_every = 0;    // each so many-th report comes after the one that follows it; 0: none
    std::vector<Run> faults;  // in order
    uint64_t starts = 0, backs = 0;
    bool quarantined = false;
  };

  void Script();
  void ScriptFaults();
  void ScriptOddClocks();
  int Draw(int low, int high);
  void AppendReport(int vehicle, int report, std::string& out);
  void AppendLine(int vehicle, int report, int64_t received_ms, std::string& out);

  const FleetOptions options_;
  std::mt19937 random_;
  std::vector<Vehicle> vehicles_;
  std::vector<int> by_phase_;
  FleetCounts expected_;
};

}  // namespace telltale

#endif  // TELLTALE_CLI_DEMO_FLEET_H_
