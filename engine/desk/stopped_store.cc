#include "engine/desk/stopped_store.h"

#include <utility>

#include "engine/base/status.h"
#include "engine/table/block.h"

namespace telltale {

class StoppedStore::Part : public Restore {
 public:
  Part(const format::Catalog& catalog, const format::Topic& topic, int32_t number)
      : id_{{static_cast<uint16_t>(topic.id())}, number}, topic_(topic) {
    for (const format::Rule& rule : catalog.rules()) {
      if (rule.topic() != topic.id() || rule.removed()) continue;
      (rule.route() ? routes_ : rules_).push_back(&rule);
    }
    // What a record holds besides evidence lies at the same place under every plan that remembers
    // as many ids.
    for (const format::Rule* rule : rules_) {
      Plan& plan = plans_.emplace_back();
      if (rule->has_remember()) plan.remember = static_cast<uint8_t>(rule->remember());
    }
    tables_.reserve(rules_.size());
    for (size_t i = 0; i < rules_.size(); ++i) {
      tables_.emplace_back(RuleId{static_cast<uint16_t>(rules_[i]->id())}, plans_[i]);
    }
  }

  PartitionId id() const { return id_; }

  PartitionView View() {
    for (KeyTable& table : tables_) table.FinishRestore();
    PartitionView view{.id = id_, .topic = topic_.name(), .outbox = &outbox_};
    for (size_t i = 0; i < rules_.size(); ++i) {
      view.rules.push_back({rules_[i]->name(), &tables_[i], &plans_[i]});
    }
    for (const format::Rule* route : routes_) {
      view.routes.push_back({route->name(), RuleId{static_cast<uint16_t>(route->id())}});
    }
    return view;
  }

  absl::Status OnProgress(const Progress&) override { return absl::OkStatus(); }
  absl::Status OnPage(RuleId rule, uint32_t page, std::string_view bytes) override {
    KeyTable* const table = Find(rule);
    return table == nullptr ? absl::OkStatus() : table->RestorePage(page, bytes);
  }
  absl::Status OnBlock(CommitSeq seq, std::string_view bytes) override {
    return RestoreBlock(seq, bytes, [this](RuleId rule) { return Find(rule); });
  }
  absl::Status OnOutbox(OutboxRow row, OutboxMark mark) override {
    outbox_.Load(std::move(row), mark, WallTime{});
    return absl::OkStatus();
  }

 private:
  KeyTable* Find(RuleId rule) {
    for (KeyTable& table : tables_) {
      if (table.rule() == rule) return &table;
    }
    return nullptr;
  }

  PartitionId id_;
  const format::Topic& topic_;
  std::vector<const format::Rule*> rules_;
  std::vector<const format::Rule*> routes_;
  std::vector<Plan> plans_;
  std::vector<KeyTable> tables_;
  Outbox outbox_;
};

StoppedStore::StoppedStore() = default;
StoppedStore::~StoppedStore() = default;

absl::StatusOr<std::unique_ptr<StoppedStore>> StoppedStore::Load(Store& store) {
  std::unique_ptr<StoppedStore> stopped(new StoppedStore());
  ASSIGN_OR_RETURN(stopped->catalog_, store.LoadCatalog());
  for (const format::Topic& topic : stopped->catalog_.topics()) {
    for (uint32_t number = 0; number < topic.partitions(); ++number) {
      auto part = std::make_unique<Part>(stopped->catalog_, topic, static_cast<int32_t>(number));
      RETURN_IF_ERROR(store.Load(part->id(), *part));
      stopped->views_.push_back(part->View());
      stopped->parts_.push_back(std::move(part));
    }
  }
  return stopped;
}

}  // namespace telltale
