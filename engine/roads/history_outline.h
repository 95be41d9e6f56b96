// HistoryOutline: what was written of a log, short enough to be kept, so that a record that stands
// where one was written can be told from one of another log.
//
// The log is cut into stretches. Of each there is its first record's position and digest, and
// between which times its records were made. A record that was written lies between the times of
// its stretch, whatever the clocks of its log's leaders did, because it has the timestamp that it
// had; one of another log lies there only if that log wrote as much by the same time. Stretches are
// one record long at first; whenever there are kMost of them, two neighbours become one, and new
// ones are as long as those are.
//
// In the store it is pages (PageRun) of kPerPage stretches each; of a batch only those are written
// that changed, mostly one of at most 4 KB. docs/formats/state.md has the bytes.
//
// Thread safety: none.
#ifndef TELLTALE_ENGINE_ROADS_HISTORY_OUTLINE_H_
#define TELLTALE_ENGINE_ROADS_HISTORY_OUTLINE_H_

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "engine/state/changes.h"

namespace telltale {

// What tells one record from another. Of a repeated one it is the same, whereas its JSON may not
// be.
struct RecordSign {
  int64_t timestamp = 0;  // ms
  uint64_t digest = 0;    // of what else it keeps
  friend bool operator==(const RecordSign&, const RecordSign&) = default;
};

class HistoryOutline {
 public:
  static constexpr size_t kMost = 1024;
  static constexpr size_t kPerPage = 128;

  // What can be known of a record that stands where one was written.
  enum class Match : uint8_t {
    kUnknown,  // nothing is remembered of that place
    kFits,
    kDiffers,  // it is another record
  };

  // REQUIRES: `position` is not behind the last that was added
  Match Compare(int64_t position, const RecordSign& sign) const;

  // The record at `position`, which is behind all before, was dealt with. nullopt: it cannot be
  // read.
  void Add(int64_t position, const std::optional<RecordSign>& sign);
  void Clear();

  // The last position that was added; -1: none.
  int64_t end() const { return end_; }
  size_t stretches() const { return stretches_.size(); }

  // The pages that changed since the last call.
  std::vector<PageRun> TakePages();
  // E5003 if the page is not what was written.
  absl::Status RestorePage(std::string_view bytes);

 private:
  struct Stretch {
    int64_t first;
    uint64_t digest;
    int64_t least;
    int64_t greatest;
  };

  void Halve();

  std::vector<Stretch> stretches_;
  int64_t end_ = -1;
  uint64_t generation_ = 1;  // of the cut: pages of an older one are no longer meant
  uint64_t width_ = 1;       // records of a stretch
  uint64_t records_ = 0;     // of the last stretch
  size_t unwritten_ = 0;     // stretches from here on changed since TakePages()
};

}  // namespace telltale

#endif  // TELLTALE_ENGINE_ROADS_HISTORY_OUTLINE_H_
