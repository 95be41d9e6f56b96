// SourceBench: one topic that a test may write to, and sources that read it. The contract suite
// runs over every bench there is.
#ifndef TELLTALE_TESTS_CONTRACT_SOURCE_BENCH_H_
#define TELLTALE_TESTS_CONTRACT_SOURCE_BENCH_H_

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "engine/ports/ports.h"

namespace telltale {

// A record that owns what it holds.
struct Delivered {
  PartitionId partition;
  Offset offset;
  Offset next;
  ArrivalTime timestamp;
  bool tombstone = false;
  std::string value;
  std::optional<std::string> key;
  std::vector<std::pair<std::string, std::string>> headers;
};
Delivered Keep(const Record& record);

// How long a poll waits.
inline constexpr Millis kPollWait{100};

// The partition that benches write to, under a number that is not the first.
inline constexpr PartitionId kWritten{{7}, 0};

class SourceBench {
 public:
  virtual ~SourceBench() = default;
  virtual const std::string& topic() const = 0;
  // Appends these values to partition 0, and returns when they can be read; "" is a tombstone.
  virtual void Write(const std::vector<std::string>& values) = 0;
  // A source of its own, with nothing assigned.
  virtual std::unique_ptr<Source> Open() = 0;
  // Whether what it holds now can be all there will ever be.
  virtual bool can_finish() const = 0;
};

std::unique_ptr<SourceBench> NewFileBench();

// Polls until `count` records came, or the time for it is over, which fails the test.
std::vector<Delivered> ReadRecords(Source& source, size_t count);
// A source of the bench that delivers partition 0 from `from` on.
std::unique_ptr<Source> OpenAt(SourceBench& bench, Offset from);
// `count` different values.
std::vector<std::string> Values(int count);

}  // namespace telltale

#endif  // TELLTALE_TESTS_CONTRACT_SOURCE_BENCH_H_
