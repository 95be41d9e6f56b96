// EpisodeListing: the episodes that are open, or that have ended lately, the newest first.
//
// Open ones come from the key tables. Ended ones from their backs in the outbox, so for as long as
// the rows of these are kept: twice their TTL after the last attempt.
//
// See listing.h for how it is used.
#ifndef TELLTALE_ENGINE_DESK_EPISODE_LISTING_H_
#define TELLTALE_ENGINE_DESK_EPISODE_LISTING_H_

#include <compare>
#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "absl/status/statusor.h"
#include "engine/desk/listing.h"
#include "engine/desk/partition_view.h"
#include "engine/desk/rows.h"
#include "engine/state/store.h"

namespace telltale {

struct EpisodeQuery {
  enum class State : uint8_t { kOpen, kEnded, kAll };
  State state = State::kOpen;
  std::string rule;  // empty: any
  std::string key;   // the whole key's text, escaped as in ids; empty: any
  size_t limit = kDefaultPageRows;
  std::string after;  // Page::next of the page before; empty: from the newest on
};

class EpisodeListing {
 public:
  using Row = EpisodeRow;

  // kInvalidArgument: `after` is none that a page gave.
  static absl::StatusOr<EpisodeListing> Make(const EpisodeQuery& query);

  // Looks at about `budget` more of these. True: that was all of them.
  bool Look(const PartitionViews& views, size_t budget);
  // REQUIRES: Look() returned true for all partitions
  absl::StatusOr<Page<EpisodeRow>> Read(Store& store);

 private:
  // The newest first; no two episodes are at the same place.
  struct Place {
    int64_t at = 0;  // of its raise or its end
    PartitionId partition;
    uint64_t tie = 0;
    friend auto operator<=>(const Place&, const Place&) = default;
  };
  struct Found {
    EpisodeRow row;
    std::optional<OutboxSeq> back;  // its row has the rest
  };

  explicit EpisodeListing(const EpisodeQuery& query);

  bool LookAtTables(const PartitionView& view, size_t& budget);
  void LookAtKey(const PartitionView& view, const RuleView& rule, KeyTable::KeySlot slot);
  bool LookAtOutbox(const PartitionView& view, size_t& budget);
  void LookAtBack(const PartitionView& view, const Outbox::Row& back);
  // True if what is at `place` belongs to the page as it is now.
  bool Fits(const Place& place) const;
  void Keep(const Place& place, Found found);

  EpisodeQuery query_;
  std::optional<KeyHash> key_;
  std::optional<Place> after_;
  Position position_;
  std::map<Place, Found, std::greater<>> found_;
};

}  // namespace telltale

#endif  // TELLTALE_ENGINE_DESK_EPISODE_LISTING_H_
