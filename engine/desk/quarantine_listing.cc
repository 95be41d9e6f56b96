#include "engine/desk/quarantine_listing.h"

#include <algorithm>
#include <tuple>
#include <utility>

#include "engine/base/status.h"

namespace telltale {

QuarantineListing::QuarantineListing(const QuarantineQuery& query) : query_(query) {
  query_.limit = std::clamp<size_t>(query_.limit, 1, kMaxPageRows);
}

absl::StatusOr<QuarantineListing> QuarantineListing::Make(const QuarantineQuery& query) {
  QuarantineListing listing(query);
  if (query.after.empty()) return listing;
  listing.after_ = ParseRowId(query.after);
  if (!listing.after_) return absl::InvalidArgumentError("expected `after` as a page gave it");
  return listing;
}

bool QuarantineListing::Look(const PartitionViews& views, size_t) {
  for (const PartitionView& view : views) {
    if (!query_.topic.empty() && view.topic != query_.topic) continue;
    if (!looked_at_.insert(view.id).second) continue;
    Source& source = sources_.emplace_back();
    source.id = view.id;
    source.topic = std::string(view.topic);
    for (const RuleView& rule : view.rules) {
      source.rules[rule.table->rule()] = std::string(rule.name);
    }
    for (const RouteView& route : view.routes) source.rules[route.id] = std::string(route.name);
  }
  return true;
}

bool QuarantineListing::Matches(const Source& source, const QuarantineRow& row) const {
  if (query_.error && row.error != *query_.error) return false;
  if (query_.rule.empty()) return true;
  const auto rule = row.rule ? source.rules.find(*row.rule) : source.rules.end();
  return rule != source.rules.end() && rule->second == query_.rule;
}

absl::StatusOr<Page<QuarantineLine>> QuarantineListing::Read(Store& store) {
  std::sort(sources_.begin(), sources_.end(), [](const Source& a, const Source& b) {
    return std::tie(a.topic, a.id.partition) < std::tie(b.topic, b.id.partition);
  });
  RETURN_IF_ERROR(AddUnread(store));
  Page<QuarantineLine> page;
  for (const Source& source : sources_) {
    if (after_ && (source.topic != after_->topic || source.id.partition != after_->partition)) {
      continue;
    }
    RETURN_IF_ERROR(ReadFrom(source, store, page));
    if (!page.next.empty()) break;
    after_.reset();
  }
  return page;
}

// Topics of the store of which nobody has a partition.
absl::Status QuarantineListing::AddUnread(Store& store) {
  ASSIGN_OR_RETURN(const format::Catalog catalog, store.LoadCatalog());
  std::set<std::string> known;
  for (const Source& source : sources_) known.insert(source.topic);
  for (const format::Topic& topic : catalog.topics()) {
    const bool is_asked = query_.topic.empty() || query_.topic == topic.name();
    if (!is_asked || known.contains(topic.name())) continue;
    const TopicId id{static_cast<uint16_t>(topic.id())};
    for (uint32_t number = 0; number < topic.partitions(); ++number) {
      sources_.push_back({.id = {id, static_cast<int32_t>(number)}, .topic = topic.name()});
    }
  }
  return absl::OkStatus();
}

// Sets `next` if it stops before the end: to the last row that it went through.
absl::Status QuarantineListing::ReadFrom(const Source& source, Store& store,
                                         Page<QuarantineLine>& page) {
  RowId last{.topic = source.topic, .partition = source.id.partition};
  if (after_) last.number = after_->number;
  const auto visit = [&](const QuarantineRow& row) {
    if (page.rows.size() >= query_.limit || rows_ >= kMaxScannedRows ||
        bytes_ >= kMaxScannedBytes) {
      page.next = FormatRowId(last);
      return false;
    }
    ++rows_;
    bytes_ += row.payload.size();
    last.number = row.seq.value;
    if (!Matches(source, row)) return true;
    const auto rule = row.rule ? source.rules.find(*row.rule) : source.rules.end();
    page.rows.push_back({.id = last,
                         .rule = rule == source.rules.end() ? "" : rule->second,
                         .offset = row.offset,
                         .error = row.error,
                         .text = row.text,
                         .timestamp = row.timestamp,
                         .at = row.at,
                         .payload = row.payload});
    return true;
  };
  return store.ScanQuarantine(source.id, {last.number + 1}, visit);
}

}  // namespace telltale
