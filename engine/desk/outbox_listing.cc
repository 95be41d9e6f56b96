#include "engine/desk/outbox_listing.h"

#include <algorithm>
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

// One more than the page holds is looked for, to know whether there is a next one.
bool OutboxListing::Look(const PartitionViews& views, size_t budget) {
  for (; position_.partition < views.size(); ++position_.partition, position_.place = 0) {
    const PartitionView& view = views[position_.partition];
    if (after_) {
      if (view.topic != after_->topic || view.id.partition != after_->partition) continue;
      position_.place = after_->number + 1;
      after_.reset();
    }
    bool all = true;
    view.outbox->Visit(OutboxSeq{position_.place}, [&](const Outbox::Row& row) {
      position_.place = row.seq.value;
      if (budget == 0 || found_.size() > query_.limit) return all = false;
      --budget;
      if (!Matches(view, row)) return true;
      OutboxLine line{.id = {std::string(view.topic), view.id.partition, row.seq.value},
                      .rule = std::string(view.NameOf(row.queue.rule)),
                      .kind = row.kind};
      found_.push_back({view.id, row.seq, std::move(line)});
      return true;
    });
    if (!all) return found_.size() > query_.limit;
  }
  return true;
}

absl::StatusOr<Page<OutboxLine>> OutboxListing::Read(Store& store) {
  Page<OutboxLine> page;
  if (found_.size() > query_.limit) {
    found_.resize(query_.limit);
    page.next = FormatRowId(found_.back().line.id);
  }
  for (Found& found : found_) {
    RETURN_IF_ERROR(store.ReadOutbox(found.partition, {found.seq},
                                     [&](const OutboxRow& stored, const OutboxMark& mark) {
                                       Fill(stored, mark, found.line);
                                       page.rows.push_back(std::move(found.line));
                                     }));
  }
  return page;
}

}  // namespace telltale
