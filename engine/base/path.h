// Paths and slots: which fields of a topic's records are read at all.
//
// Everything that a topic's rules name (keys, times, ids, operands of expressions) is collected in
// one SlotTable per topic. A decoder fills one Value per slot, once per record, for all rules.
//
// Thread safety: SlotTable is built by one thread and then only read.
#ifndef TELLTALE_ENGINE_BASE_PATH_H_
#define TELLTALE_ENGINE_BASE_PATH_H_

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace telltale {

// A field path: `engine.oil.pressure`, each segment a name of an object's member. A segment in
// back quotes may have any character: engine.`oil pressure`.
struct Path {
  std::vector<std::string> segments;
  friend bool operator==(const Path&, const Path&) = default;

  // The path as it is written in a rule, back quotes where they are needed.
  std::string ToString() const;
};

// Returns the path that `text` spells, nullopt if it spells none (empty segments, open quotes).
std::optional<Path> ParsePath(std::string_view text);

using Slot = uint16_t;

class SlotTable {
 public:
  // Returns the slot of `path`, a new one for a path never seen.
  Slot Add(const Path& path);
  // In slot order.
  const std::vector<Path>& paths() const { return paths_; }

 private:
  std::vector<Path> paths_;
};

}  // namespace telltale

#endif  // TELLTALE_ENGINE_BASE_PATH_H_
