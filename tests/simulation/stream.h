// Stream: what producers say while a seed runs, and what they had said before.
//
// Devices in good and bad moods; stragglers, duplicates, wrong device clocks, records that arrive
// out of order, a backlog with long gaps, tombstones, broken and incomplete records.
#ifndef TELLTALE_TESTS_SIMULATION_STREAM_H_
#define TELLTALE_TESTS_SIMULATION_STREAM_H_

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "engine/base/time.h"
#include "tests/simulation/random.h"

namespace telltale {

struct Said {
  int32_t partition = 0;
  ArrivalTime timestamp;
  std::optional<std::string> value;  // nullopt: a tombstone
};

class Stream {
 public:
  Stream(Random random, Millis late);

  int32_t partitions() const { return partitions_; }

  // What was said in the hour before `now`.
  std::vector<Said> Backlog(WallTime now);
  // What somebody says at `now`.
  Said Say(WallTime now);

 private:
  struct Device {
    std::string name;
    int32_t partition = 0;
    Millis skew{0};  // of its clock
    bool bad = false;
    int64_t newest = 0;
  };
  std::string Event(Device& device, WallTime now);
  std::string Broken();

  Random random_;
  Millis late_;
  int32_t partitions_;
  std::vector<Device> devices_;
  std::vector<Said> last_;  // some of what was said, to be said again
  int64_t number_ = 0;
};

}  // namespace telltale

#endif  // TELLTALE_TESTS_SIMULATION_STREAM_H_
