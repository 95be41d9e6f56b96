// BulkReader: what Zeebe's Elasticsearch exporter sends in one request, as records with their
// places. The request is pairs of lines:
//
//   {"index":{"_index":"zeebe-record_job_8.5.8_2026-11-23","_id":"1-4711","routing":"1"}}
//   {"partitionId":1,"position":4711,"valueType":"JOB",...}
//
// The id is PARTITION-POSITION. Positions of a partition rise within a request, which has no more
// than kMostBulkRecords: a short line of a body that may be long costs much more than itself.
//
// Ownership: records point into the request. Thread safety: a pure function of its arguments.
// Errors: E4009 with the line and what is wrong with it, E4010 if there are too many; then nothing
// of the request is to be used.
#ifndef TELLTALE_ENGINE_ROADS_BULK_READER_H_
#define TELLTALE_ENGINE_ROADS_BULK_READER_H_

#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "engine/base/path.h"
#include "engine/ports/ports.h"

namespace telltale {

// Partitions of Zeebe are numbered from 1. Nobody has as many as this.
inline constexpr int32_t kMostZeebePartitions = 1024;

// The exporter sends 1000 by default.
inline constexpr size_t kMostBulkRecords = 100'000;

struct BulkRecord {
  int32_t partition = 0;  // Zeebe's
  int64_t position = 0;
  std::string_view json;  // not looked into

  friend bool operator==(const BulkRecord&, const BulkRecord&) = default;
};

// Of what the decoder of actions is made.
SlotTable BulkActionSlots();

// REQUIRES: `actions` decodes BulkActionSlots().
absl::StatusOr<std::vector<BulkRecord>> ReadBulk(std::string_view request, Decoder& actions);

}  // namespace telltale

#endif  // TELLTALE_ENGINE_ROADS_BULK_READER_H_
