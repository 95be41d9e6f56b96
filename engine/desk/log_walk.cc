#include "engine/desk/log_walk.h"

#include <algorithm>
#include <tuple>

#include "engine/base/status.h"

namespace telltale {

std::string_view LogWalk::Source::NameOf(RuleId rule) const {
  const auto found = rules.find(rule);
  return found == rules.end() ? std::string_view() : found->second;
}

absl::StatusOr<LogWalk> LogWalk::Make(const std::string& topic, const std::string& after) {
  LogWalk walk;
  walk.topic_ = topic;
  if (after.empty()) return walk;
  walk.after_ = ParseRowId(after);
  if (!walk.after_) return absl::InvalidArgumentError("expected `after` as a page gave it");
  return walk;
}

void LogWalk::Look(const PartitionViews& views) {
  for (const PartitionView& view : views) {
    if (!topic_.empty() && view.topic != topic_) continue;
    if (!looked_at_.insert(view.id).second) continue;
    Source& source = sources_.emplace_back();
    source.id = view.id;
    source.topic = std::string(view.topic);
    for (const RuleView& rule : view.rules) {
      source.rules[rule.table->rule()] = std::string(rule.name);
    }
    for (const RouteView& route : view.routes) source.rules[route.id] = std::string(route.name);
  }
}

// Topics of the store of which nobody has a partition, and rules that are no longer configured.
absl::Status LogWalk::AddUnread(Store& store) {
  ASSIGN_OR_RETURN(const format::Catalog catalog, store.LoadCatalog());
  std::set<std::string> known;
  for (const Source& source : sources_) known.insert(source.topic);
  for (const format::Topic& topic : catalog.topics()) {
    const bool is_asked = topic_.empty() || topic_ == topic.name();
    if (!is_asked || known.contains(topic.name())) continue;
    const TopicId id{static_cast<uint16_t>(topic.id())};
    for (uint32_t number = 0; number < topic.partitions(); ++number) {
      sources_.push_back({.id = {id, static_cast<int32_t>(number)}, .topic = topic.name()});
    }
  }
  for (const format::Rule& rule : catalog.rules()) {
    const RuleId id{static_cast<uint16_t>(rule.id())};
    for (Source& source : sources_) {
      if (source.id.topic.value == rule.topic()) source.rules.try_emplace(id, rule.name());
    }
  }
  return absl::OkStatus();
}

absl::StatusOr<std::string> LogWalk::Read(Store& store, ReadRows read) {
  std::sort(sources_.begin(), sources_.end(), [](const Source& a, const Source& b) {
    return std::tie(a.topic, a.id.partition) < std::tie(b.topic, b.id.partition);
  });
  RETURN_IF_ERROR(AddUnread(store));
  for (const Source& source : sources_) {
    if (after_ && (source.topic != after_->topic || source.id.partition != after_->partition)) {
      continue;
    }
    ASSIGN_OR_RETURN(const std::optional<uint64_t> last, read(source, after_ ? after_->number : 0));
    if (last) return FormatRowId({source.topic, source.id.partition, *last});
    after_.reset();
  }
  return std::string();
}

}  // namespace telltale
