#include "cli/replay/stored_ticks.h"

#include <optional>

#include "engine/base/status.h"

namespace telltale {
namespace {

std::optional<RuleId> NumberOf(const CompiledRule& rule, const format::Catalog& catalog) {
  for (const format::Rule& stored : catalog.rules()) {
    if (stored.route() || stored.removed() || stored.name() != rule.name) continue;
    return RuleId{static_cast<uint16_t>(stored.id())};
  }
  return std::nullopt;
}

}  // namespace

absl::StatusOr<StoredTicks> ReadTicks(Store& store, const CompiledTopic& topic) {
  ASSIGN_OR_RETURN(const format::Catalog catalog, store.LoadCatalog());
  const CompiledRule& rule = topic.rules.front();
  const std::optional<RuleId> number = NumberOf(rule, catalog);
  StoredTicks ticks;
  for (const format::Topic& stored : catalog.topics()) {
    if (stored.name() != topic.name) continue;
    const TopicId id{static_cast<uint16_t>(stored.id())};
    for (int32_t partition = 0; partition < static_cast<int32_t>(stored.partitions());
         ++partition) {
      RETURN_IF_ERROR(store.ScanTicks({id, partition}, [&](Tick tick) {
        if (tick.told && tick.told->rule != number) return;
        if (tick.told) tick.told->rule = rule.id;
        ticks[partition].push_back(tick);
      }));
    }
  }
  return ticks;
}

}  // namespace telltale
