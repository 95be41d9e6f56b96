#include "engine/desk/episode_listing.h"

#include <algorithm>
#include <utility>
#include <vector>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "engine/base/hash.h"
#include "engine/base/status.h"
#include "engine/base/strings.h"
#include "engine/rules/key_text.h"

namespace telltale {
namespace {

// What the id says: RULE/KEY@RAISED.
void ReadId(const std::string& id, EpisodeRow& row) {
  row.episode = id;
  const size_t slash = id.find('/'), at = id.rfind('@');
  if (slash == std::string::npos || at == std::string::npos || at < slash) return;
  row.rule = id.substr(0, slash);
  row.key = id.substr(slash + 1, at - slash - 1);
  row.raised_at = EpisodeIdTime(id);
}

}  // namespace

EpisodeListing::EpisodeListing(const EpisodeQuery& query) : query_(query) {
  query_.limit = std::clamp<size_t>(query_.limit, 1, kMaxPageRows);
  if (!query_.key.empty()) key_ = HashKey(query_.key);
}

absl::StatusOr<EpisodeListing> EpisodeListing::Make(const EpisodeQuery& query) {
  EpisodeListing listing(query);
  if (query.after.empty()) return listing;
  const std::vector<std::string> parts = absl::StrSplit(query.after, '.');
  Place after;
  if (parts.size() != 4 || !absl::SimpleAtoi(parts[0], &after.at) ||
      !absl::SimpleAtoi(parts[2], &after.partition.partition) ||
      !absl::SimpleAtoi(parts[3], &after.tie)) {
    return absl::InvalidArgumentError("expected `after` as a page gave it");
  }
  uint32_t topic = 0;
  if (!absl::SimpleAtoi(parts[1], &topic) || topic > UINT16_MAX) {
    return absl::InvalidArgumentError("expected `after` as a page gave it");
  }
  after.partition.topic = {static_cast<uint16_t>(topic)};
  listing.after_ = after;
  return listing;
}

bool EpisodeListing::Look(const PartitionViews& views, size_t budget) {
  for (const PartitionView& view : views) {
    if (!position_.Enter(view.id)) continue;
    if (!LookAtTables(view, budget) || !LookAtOutbox(view, budget)) return false;
    position_.Leave();
  }
  return true;
}

// False: the budget is used up before the end.
bool EpisodeListing::LookAtTables(const PartitionView& view, size_t& budget) {
  if (query_.state == EpisodeQuery::State::kEnded) return true;
  for (; position_.table < view.rules.size(); ++position_.table, position_.place = 0) {
    const RuleView& rule = view.rules[position_.table];
    if (!query_.rule.empty() && rule.name != query_.rule) continue;
    if (key_) {
      if (const auto slot = rule.table->Find(*key_)) LookAtKey(view, rule, *slot);
      continue;
    }
    for (; position_.place < rule.table->slots(); ++position_.place) {
      if (budget == 0) return false;
      --budget;
      const auto slot = static_cast<KeyTable::KeySlot>(position_.place);
      if (rule.table->IsLive(slot)) LookAtKey(view, rule, slot);
    }
  }
  return true;
}

void EpisodeListing::LookAtKey(const PartitionView& view, const RuleView& rule,
                               KeyTable::KeySlot slot) {
  const KeyView key = rule.table->At(slot);
  if (key.head.phase != Phase::kOpen) return;
  const KeyHash& hash = rule.table->HashAt(slot);
  const Place place{ToMs(key.head.raised_at), view.id, hash.low + rule.table->rule().value};
  if (!Fits(place)) return;
  const std::string_view text = rule.table->TextAt(slot);
  Found found;
  EpisodeRow& row = found.row;
  row.episode = EpisodeId(rule.name, text, key.head.raised_at);
  row.rule = std::string(rule.name);
  row.key = std::string(text);
  row.topic = std::string(view.topic);
  row.partition = view.id.partition;
  row.raised_at = key.head.raised_at;
  if (key.head.last_bad != kNoEventTime) row.last_bad = key.head.last_bad;
  if (const OpenEpisode open = Describe(*rule.plan, key); open.count > 0) {
    row.first_bad = open.first_bad;
    row.count = open.count;
  }
  const auto start = view.outbox->FindNewestStart(rule.table->rule(), hash);
  if (start && start->at == key.head.raised_at) {
    row.start = start->fate;
    row.forwards = start->forwards;
  }
  Keep(place, std::move(found));
}

bool EpisodeListing::LookAtOutbox(const PartitionView& view, size_t& budget) {
  if (query_.state == EpisodeQuery::State::kOpen) return true;
  bool all = true;
  view.outbox->Visit(OutboxSeq{position_.place}, [&](const Outbox::Row& row) {
    if (budget == 0) {
      position_.place = row.seq.value;
      return all = false;
    }
    --budget;
    if (row.kind == Message::Kind::kBack) LookAtBack(view, row);
    return true;
  });
  return all;
}

void EpisodeListing::LookAtBack(const PartitionView& view, const Outbox::Row& back) {
  if (key_ && back.queue.key != *key_) return;
  if (!query_.rule.empty() && view.NameOf(back.queue.rule) != query_.rule) return;
  const Place place{ToMs(back.at), view.id, back.seq.value};
  if (!Fits(place)) return;
  Found found{.back = back.seq};
  found.row.topic = std::string(view.topic);
  found.row.partition = view.id.partition;
  found.row.ended_at = back.at;
  found.row.back = back.fate;
  const auto start = back.partner ? view.outbox->FindRow(*back.partner) : std::nullopt;
  if (start) found.row.start = start->fate;
  Keep(place, std::move(found));
}

bool EpisodeListing::Fits(const Place& place) const {
  if (after_ && place >= *after_) return false;
  return found_.size() <= query_.limit || place > found_.rbegin()->first;
}

// One more than the page holds is kept, to know whether there is a next one.
void EpisodeListing::Keep(const Place& place, Found found) {
  found_.insert_or_assign(place, std::move(found));
  if (found_.size() > query_.limit + 1) found_.erase(std::prev(found_.end()));
}

absl::StatusOr<Page<EpisodeRow>> EpisodeListing::Read(Store& store) {
  Page<EpisodeRow> page;
  if (found_.size() > query_.limit) {
    found_.erase(std::prev(found_.end()));
    const Place& last = found_.rbegin()->first;
    page.next = absl::StrCat(last.at, ".", last.partition.topic.value, ".",
                             last.partition.partition, ".", last.tie);
  }
  for (auto& [place, found] : found_) {
    EpisodeRow& row = found.row;
    if (!found.back) {
      page.rows.push_back(std::move(row));
      continue;
    }
    RETURN_IF_ERROR(store.ReadOutbox(place.partition, {*found.back},
                                     [&](const OutboxRow& stored, const OutboxMark&) {
                                       ReadId(stored.message.correlation_key, row);
                                       row.ending = stored.message.ending;
                                       page.rows.push_back(std::move(row));
                                     }));
  }
  return page;
}

}  // namespace telltale
