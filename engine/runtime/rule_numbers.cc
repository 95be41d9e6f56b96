#include "engine/runtime/rule_numbers.h"

#include <algorithm>
#include <string>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "engine/base/status.h"
#include "engine/table/block.h"
#include "engine/table/key_table.h"

namespace telltale {
namespace {

// True if it is still to be told, or an operator is to decide.
bool IsWaiting(Fate fate) {
  return fate == Fate::kPending || fate == Fate::kAttempted || fate == Fate::kParked;
}

// What a rule would leave behind.
struct Left {
  uint64_t open = 0;     // episodes
  uint64_t waiting = 0;  // commands of its topic, also of rules that went before
};

// Restores the heads of one rule's keys, to see which episodes are open, and counts the commands
// that wait.
class HeadsOfRule : public Restore {
 public:
  explicit HeadsOfRule(RuleId rule) : table_(rule, Plan{}) {}

  absl::Status OnProgress(const Progress& progress) override { return absl::OkStatus(); }
  absl::Status OnPage(RuleId rule, uint32_t page, std::string_view bytes) override {
    return rule == table_.rule() ? table_.RestorePage(page, bytes) : absl::OkStatus();
  }
  absl::Status OnBlock(CommitSeq seq, std::string_view bytes) override {
    return RestoreBlock(seq, bytes,
                        [this](RuleId rule) { return rule == table_.rule() ? &table_ : nullptr; });
  }
  absl::Status OnOutbox(OutboxRow row, OutboxMark mark) override {
    waiting_ += IsWaiting(mark.fate);
    return absl::OkStatus();
  }

  void AddTo(Left& left) const {
    for (KeyTable::KeySlot slot = 0; slot < table_.slots(); ++slot) {
      if (table_.IsLive(slot)) left.open += table_.At(slot).head.phase == Phase::kOpen;
    }
    left.waiting += waiting_;
  }

 private:
  KeyTable table_;
  uint64_t waiting_ = 0;
};

absl::StatusOr<Left> CountLeft(const format::Rule& rule, const format::Topic& topic, Store& store) {
  Left left;
  for (uint32_t number = 0; number < topic.partitions(); ++number) {
    HeadsOfRule heads(RuleId{static_cast<uint16_t>(rule.id())});
    const PartitionId partition{{static_cast<uint16_t>(topic.id())}, static_cast<int32_t>(number)};
    RETURN_IF_ERROR(store.Load(partition, heads));
    heads.AddTo(left);
  }
  return left;
}

// One more than the greatest number ever given; entries are never deleted.
template <class Entries>
uint32_t NextId(const Entries& entries) {
  uint32_t next = 1;
  for (const auto& entry : entries) next = std::max(next, entry.id() + 1);
  return next;
}

TopicId NumberTopic(const CompiledTopic& topic, format::Catalog& catalog) {
  auto& topics = *catalog.mutable_topics();
  const auto found = std::find_if(topics.begin(), topics.end(), [&](const format::Topic& stored) {
    return stored.name() == topic.name;
  });
  if (found != topics.end()) return {static_cast<uint16_t>(found->id())};
  const uint32_t id = NextId(topics);
  format::Topic& entry = *catalog.add_topics();
  entry.set_id(id);
  entry.set_name(topic.name);
  return {static_cast<uint16_t>(id)};
}

std::vector<std::string> KeyPathsOf(const CompiledRule& rule) {
  std::vector<std::string> paths;
  for (const Path& path : rule.key_paths) paths.push_back(path.ToString());
  return paths;
}

// What a rule's states are for.
struct KeyOfRule {
  std::string topic;
  std::vector<std::string> paths;
};

// Names what differs: the topic, the key, or both.
absl::Status KeyChanged(const std::string& rule, const KeyOfRule& stored, const KeyOfRule& now) {
  const auto show = [&](const KeyOfRule& key) {
    std::vector<std::string> parts;
    if (stored.topic != now.topic) parts.push_back("topic " + key.topic);
    if (stored.paths != now.paths) {
      parts.push_back(absl::StrCat("key [", absl::StrJoin(key.paths, ", "), "]"));
    }
    return absl::StrJoin(parts, " and ");
  };
  return MakeError(ErrorId::kRuleKeyChanged,
                   absl::StrCat("rule ", rule, ": expected ", show(stored),
                                ", as its stored states have it, but it is ", show(now)));
}

// nullptr: it was never read.
const format::Topic* FindTopic(uint32_t id, const format::Catalog& catalog) {
  const auto& topics = catalog.topics();
  const auto found = std::find_if(topics.begin(), topics.end(),
                                  [id](const format::Topic& topic) { return topic.id() == id; });
  return found == topics.end() ? nullptr : &*found;
}

std::string NameOf(uint32_t id, const format::Catalog& catalog) {
  const format::Topic* const topic = FindTopic(id, catalog);
  return topic == nullptr ? absl::StrCat("number ", id) : topic->name();
}

format::Rule& AddEntry(const CompiledTopic& topic, const std::string& name,
                       format::Catalog& catalog) {
  const uint32_t id = NextId(catalog.rules());
  format::Rule& entry = *catalog.add_rules();
  entry.set_id(id);
  entry.set_name(name);
  entry.set_topic(topic.id.value);
  return entry;
}

void NumberRoute(const CompiledTopic& topic, CompiledRoute& route, format::Catalog& catalog) {
  for (const format::Rule& stored : catalog.rules()) {
    if (!stored.route() || stored.removed() || stored.name() != route.name) continue;
    route.id = {static_cast<uint16_t>(stored.id())};
    return;
  }
  format::Rule& entry = AddEntry(topic, route.name, catalog);
  entry.set_route(true);
  route.id = {static_cast<uint16_t>(entry.id())};
}

absl::Status NumberRule(const CompiledTopic& topic, CompiledRule& rule, format::Catalog& catalog) {
  auto& rules = *catalog.mutable_rules();
  const std::vector<std::string> paths = KeyPathsOf(rule);
  const auto found = std::find_if(rules.begin(), rules.end(), [&](const format::Rule& stored) {
    return stored.name() == rule.name && !stored.removed() && !stored.route();
  });
  if (found == rules.end()) {
    format::Rule& entry = AddEntry(topic, rule.name, catalog);
    *entry.mutable_key_paths() = {paths.begin(), paths.end()};
    entry.set_shape(rule.shape);
    entry.set_remember(rule.plan.remember);
    rule.id = {static_cast<uint16_t>(entry.id())};
    return absl::OkStatus();
  }
  const std::vector<std::string> stored(found->key_paths().begin(), found->key_paths().end());
  if (stored != paths || found->topic() != topic.id.value) {
    return KeyChanged(rule.name, {NameOf(found->topic(), catalog), stored}, {topic.name, paths});
  }
  rule.id = {static_cast<uint16_t>(found->id())};
  found->set_shape(rule.shape);
  found->set_remember(rule.plan.remember);
  return absl::OkStatus();
}

bool HasTopic(const RuleSet& rules, const std::string& name) {
  return std::any_of(rules.topics.begin(), rules.topics.end(),
                     [&name](const CompiledTopic& topic) { return topic.name == name; });
}

bool HasRoute(const RuleSet& rules, const std::string& name, const std::string& topic) {
  for (const CompiledTopic& each : rules.topics) {
    if (each.name != topic) continue;
    for (const CompiledRoute& route : each.routes) {
      if (route.name == name) return true;
    }
  }
  return false;
}

// Commands wait in the partitions of their topic, which are opened only while a rule or a route
// reads it.
absl::Status CheckRemoval(const format::Rule& rule, const RuleSet& rules,
                          const format::Catalog& catalog, Store& store) {
  const format::Topic* const topic = FindTopic(rule.topic(), catalog);
  if (topic == nullptr) return absl::OkStatus();
  const std::string what = absl::StrCat(rule.route() ? "route " : "rule ", rule.name());
  ASSIGN_OR_RETURN(const Left left, CountLeft(rule, *topic, store));
  if (left.open > 0) {
    return MakeError(ErrorId::kRuleRemoved,
                     absl::StrCat(what, ": expected it in the configuration, because ", left.open,
                                  " of its episodes are open, but it is not there"));
  }
  if (left.waiting > 0 && !HasTopic(rules, topic->name())) {
    return MakeError(
        ErrorId::kRuleRemoved,
        absl::StrCat(what, ": expected it, or another rule or route of topic ", topic->name(),
                     ", in the configuration, because ", left.waiting,
                     " commands of that topic wait to be sent or for an operator, but there is "
                     "none"));
  }
  return absl::OkStatus();
}

}  // namespace

absl::Status AssignNumbers(RuleSet& rules, format::Catalog& catalog, Store& store) {
  for (format::Rule& stored : *catalog.mutable_rules()) {
    if (stored.removed()) continue;
    const bool is_there = stored.route()
                              ? HasRoute(rules, stored.name(), NameOf(stored.topic(), catalog))
                              : HasRule(rules, stored.name());
    if (is_there) continue;
    RETURN_IF_ERROR(CheckRemoval(stored, rules, catalog, store));
    stored.set_removed(true);
  }
  for (CompiledTopic& topic : rules.topics) {
    topic.id = NumberTopic(topic, catalog);
    for (CompiledRule& rule : topic.rules) {
      RETURN_IF_ERROR(NumberRule(topic, rule, catalog));
    }
    for (CompiledRoute& route : topic.routes) NumberRoute(topic, route, catalog);
  }
  return absl::OkStatus();
}

}  // namespace telltale
