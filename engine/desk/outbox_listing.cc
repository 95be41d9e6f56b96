#include "engine/desk/outbox_listing.h"

#include <algorithm>
#include <iterator>
#include <utility>

#include "engine/base/hash.h"
#include "engine/base/status.h"

namespace telltale {
namespace {

void Fill(const OutboxRow& stored, const OutboxMark& mark, OutboxLine& line) {
  line.episode = stored.message.correlation_key;
  line.message = stored.message.name;
  line.fate = mark.fate;
  line.at = stored.message.at;
  if (mark.attempt) line.first_attempt = mark.attempt->wall;
  if (mark.last_attempt != WallTime{}) line.last_attempt = mark.last_attempt;
  line.reason = mark.reason;
}

}  // namespace

OutboxListing::OutboxListing(const OutboxQuery& query) : query_(query) {
  query_.limit = std::clamp<size_t>(query_.limit, 1, kMaxPageRows);
  if (!query_.key.empty()) key_ = HashKey(query_.key);
}

absl::StatusOr<OutboxListing> OutboxListing::Make(const OutboxQuery& query) {
  OutboxListing listing(query);
  if (query.after.empty()) return listing;
  listing.after_ = ParseRowId(query.after);
  if (!listing.after_) return absl::InvalidArgumentError("expected `after` as a page gave it");
  return listing;
}

bool OutboxListing::Matches(const PartitionView& view, const Outbox::Row& row) const {
  if (!query_.fates.contains(row.fate) || (key_ && row.queue.key != *key_)) return false;
  return query_.rule.empty() || view.NameOf(row.queue.rule) == query_.rule;
}

bool OutboxListing::Look(const PartitionViews& views, size_t budget) {
  for (const PartitionView& view : views) {
    if (!position_.Enter(view.id)) continue;
    if (!LookAt(view, budget)) return false;
    position_.Leave();
  }
  return true;
}

// False: the budget is used up before the end.
bool OutboxListing::LookAt(const PartitionView& view, size_t& budget) {
  bool all = true;
  RowId id{std::string(view.topic), view.id.partition, position_.place};
  if (after_ && after_->topic == id.topic && after_->partition == id.partition) {
    id.number = std::max(id.number, after_->number + 1);
  }
  view.outbox->Visit(OutboxSeq{id.number}, [&](const Outbox::Row& row) {
    id.number = position_.place = row.seq.value;
    if (!Fits(id)) return false;
    if (budget == 0) return all = false;
    --budget;
    if (!Matches(view, row)) return true;
    OutboxLine line{.id = id, .rule = std::string(view.NameOf(row.queue.rule)), .kind = row.kind};
    found_.insert_or_assign(id, Found{view.id, std::move(line)});
    // One more than the page holds is kept, to know whether there is a next one.
    if (found_.size() > query_.limit + 1) found_.erase(std::prev(found_.end()));
    return true;
  });
  return all;
}

bool OutboxListing::Fits(const RowId& id) const {
  if (after_ && id <= *after_) return false;
  return found_.size() <= query_.limit || id < found_.rbegin()->first;
}

absl::StatusOr<Page<OutboxLine>> OutboxListing::Read(Store& store) {
  Page<OutboxLine> page;
  if (found_.size() > query_.limit) {
    found_.erase(std::prev(found_.end()));
    page.next = FormatRowId(found_.rbegin()->first);
  }
  for (auto& [id, found] : found_) {
    OutboxLine& line = found.line;
    RETURN_IF_ERROR(store.ReadOutbox(found.partition, {OutboxSeq{id.number}},
                                     [&](const OutboxRow& stored, const OutboxMark& mark) {
                                       Fill(stored, mark, line);
                                       page.rows.push_back(std::move(line));
                                     }));
  }
  return page;
}

}  // namespace telltale
