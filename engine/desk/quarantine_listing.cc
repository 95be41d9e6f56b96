#include "engine/desk/quarantine_listing.h"

#include <algorithm>
#include <utility>

#include "engine/base/status.h"

namespace telltale {

QuarantineListing::QuarantineListing(const QuarantineQuery& query, LogWalk walk)
    : query_(query), walk_(std::move(walk)) {
  query_.limit = std::clamp<size_t>(query_.limit, 1, kMaxPageRows);
}

absl::StatusOr<QuarantineListing> QuarantineListing::Make(const QuarantineQuery& query) {
  ASSIGN_OR_RETURN(LogWalk walk, LogWalk::Make(query.topic, query.after));
  return QuarantineListing(query, std::move(walk));
}

bool QuarantineListing::Look(const PartitionViews& views, size_t) {
  walk_.Look(views);
  return true;
}

bool QuarantineListing::Matches(const LogWalk::Source& source, const QuarantineRow& row) const {
  if (query_.error && row.error != *query_.error) return false;
  return query_.rule.empty() || (row.rule && source.NameOf(*row.rule) == query_.rule);
}

absl::StatusOr<Page<QuarantineLine>> QuarantineListing::Read(Store& store) {
  Page<QuarantineLine> page;
  ASSIGN_OR_RETURN(page.next,
                   walk_.Read(store, [&](const LogWalk::Source& source, uint64_t behind) {
                     return ReadFrom(source, behind, store, page);
                   }));
  return page;
}

absl::StatusOr<std::optional<uint64_t>> QuarantineListing::ReadFrom(const LogWalk::Source& source,
                                                                    uint64_t behind, Store& store,
                                                                    Page<QuarantineLine>& page) {
  RowId last{source.topic, source.id.partition, behind};
  bool stopped = false;
  const auto visit = [&](const QuarantineRow& row) {
    stopped =
        page.rows.size() >= query_.limit || rows_ >= kMaxScannedRows || bytes_ >= kMaxScannedBytes;
    if (stopped) return false;
    ++rows_;
    bytes_ += row.payload.size();
    last.number = row.seq.value;
    if (!Matches(source, row)) return true;
    page.rows.push_back({.id = last,
                         .rule = row.rule ? std::string(source.NameOf(*row.rule)) : "",
                         .offset = row.offset,
                         .error = row.error,
                         .text = row.text,
                         .timestamp = row.timestamp,
                         .at = row.at,
                         .payload = row.payload});
    return true;
  };
  RETURN_IF_ERROR(store.ScanQuarantine(source.id, {behind + 1}, visit));
  return stopped ? std::optional(last.number) : std::nullopt;
}

}  // namespace telltale
