#include "engine/desk/partition_view.h"

namespace telltale {

std::string_view PartitionView::NameOf(RuleId rule) const {
  for (const RuleView& each : rules) {
    if (each.table->rule() == rule) return each.name;
  }
  for (const RouteView& each : routes) {
    if (each.id == rule) return each.name;
  }
  return "";
}

PartitionViews ViewsOf(const Premises& premises) {
  PartitionViews views;
  for (const auto& [id, partition] : premises.partitions) {
    const CompiledTopic& topic = partition->topic();
    PartitionView& view = views.emplace_back();
    view.id = id;
    view.topic = topic.name;
    view.outbox = &partition->outbox();
    for (size_t i = 0; i < topic.rules.size(); ++i) {
      view.rules.push_back({topic.rules[i].name, &partition->tables()[i], &topic.rules[i].plan});
    }
    for (const CompiledRoute& route : topic.routes) view.routes.push_back({route.name, route.id});
  }
  return views;
}

}  // namespace telltale
