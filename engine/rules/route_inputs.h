// RouteInputs: where the values of a route's expressions come from.
//
//   record.key record.topic record.partition record.offset record.timestamp record.headers.NAME
//
// are the record's own, `event` is all of its value, and every other path is a field of that.
// Partition, offset and timestamp (in ms) are numbers, all else is text; a key or a header that is
// no UTF-8 is null, and of headers with one name the last counts.
//
// Thread safety: immutable once bound; reading is pure.
#ifndef TELLTALE_ENGINE_RULES_ROUTE_INPUTS_H_
#define TELLTALE_ENGINE_RULES_ROUTE_INPUTS_H_

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/types/span.h"
#include "engine/base/path.h"
#include "engine/base/record.h"
#include "engine/base/value.h"

namespace telltale {

// A record as a route sees it. Views live during the call.
struct RecordContext {
  std::string_view topic;
  const Record& record;
  absl::Span<const Value> fields;  // by the topic's slots
};

class RouteInputs {
 public:
  // What the route's expressions are compiled against. Bind() follows each.
  SlotTable& paths() { return paths_; }
  // Finds out what the paths mean that came since the last call; fields are added to `fields`.
  // Returns the first that means nothing: one under `record` that is none of the above.
  std::optional<Path> Bind(SlotTable& fields);
  size_t size() const { return origins_.size(); }
  // Which of the topic's fields a path of paths() is, if it is one.
  std::optional<Slot> FieldOf(Slot path) const {
    const Origin& origin = origins_[path];
    return origin.kind == Origin::Kind::kField ? std::optional(origin.slot) : std::nullopt;
  }

  // Appends values for the paths from `values.size()` up to, not including, `end`.
  void Read(const RecordContext& context, size_t end, std::vector<Value>& values) const;

 private:
  struct Origin {
    enum class Kind : uint8_t {
      kField,
      kEvent,
      kKey,
      kTopic,
      kPartition,
      kOffset,
      kTimestamp,
      kHeader,
      kNothing,  // reported
    };
    Kind kind = Kind::kField;
    Slot slot = 0;       // kField
    std::string header;  // kHeader
  };
  static Origin OriginOf(const Path& path, SlotTable& fields);
  static Value ValueOf(const Origin& origin, const RecordContext& context);

  SlotTable paths_;
  std::vector<Origin> origins_;  // by slot of `paths_`
};

}  // namespace telltale

#endif  // TELLTALE_ENGINE_RULES_ROUTE_INPUTS_H_
