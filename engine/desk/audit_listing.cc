#include "engine/desk/audit_listing.h"

#include <algorithm>
#include <utility>

#include "engine/base/hash.h"
#include "engine/base/status.h"

namespace telltale {

AuditListing::AuditListing(const AuditQuery& query, LogWalk walk)
    : query_(query), walk_(std::move(walk)) {
  query_.limit = std::clamp<size_t>(query_.limit, 1, kMaxPageRows);
  if (!query_.key.empty()) key_ = HashKey(query_.key);
}

absl::StatusOr<AuditListing> AuditListing::Make(const AuditQuery& query) {
  ASSIGN_OR_RETURN(LogWalk walk, LogWalk::Make(query.topic, query.after));
  return AuditListing(query, std::move(walk));
}

bool AuditListing::Look(const PartitionViews& views, size_t) {
  walk_.Look(views);
  return true;
}

bool AuditListing::Matches(const LogWalk::Source& source, const AuditRow& row) const {
  if (key_ && row.key != *key_) return false;
  if (!query_.episode.empty() && row.episode != query_.episode) return false;
  return query_.rule.empty() || source.NameOf(row.rule) == query_.rule;
}

absl::StatusOr<Page<AuditLine>> AuditListing::Read(Store& store) {
  Page<AuditLine> page;
  ASSIGN_OR_RETURN(page.next,
                   walk_.Read(store, [&](const LogWalk::Source& source, uint64_t behind) {
                     return ReadFrom(source, behind, store, page);
                   }));
  return page;
}

absl::StatusOr<std::optional<uint64_t>> AuditListing::ReadFrom(const LogWalk::Source& source,
                                                               uint64_t behind, Store& store,
                                                               Page<AuditLine>& page) {
  RowId last{source.topic, source.id.partition, behind};
  bool stopped = false;
  const auto visit = [&](const AuditRow& row) {
    stopped = page.rows.size() >= query_.limit || entries_ >= kMaxScannedEntries;
    if (stopped) return false;
    ++entries_;
    last.number = row.seq.value;
    if (Matches(source, row)) {
      page.rows.push_back({.id = last, .rule = std::string(source.NameOf(row.rule)), .entry = row});
    }
    return true;
  };
  RETURN_IF_ERROR(store.ScanAudit(source.id, {behind + 1}, visit));
  return stopped ? std::optional(last.number) : std::nullopt;
}

}  // namespace telltale
