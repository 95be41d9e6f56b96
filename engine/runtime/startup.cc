#include "engine/runtime/startup.h"

#include <algorithm>
#include <utility>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "engine/base/status.h"
#include "engine/base/strings.h"
#include "engine/runtime/partition_restore.h"
#include "engine/runtime/rule_numbers.h"

namespace telltale {
namespace {

constexpr char kClaimWord[] = "telltale";

// One partition on its way to being open.
class Opening {
 public:
  Opening(Source& source, const StartupOptions& options, const CompiledTopic& topic, int32_t number)
      : source_(source), options_(options), topic_(topic), number_(number) {}

  // Where a partition that the store does not know begins.
  absl::StatusOr<Offset> FirstOffset();
  // Where a partition that was restored goes on; refuses what does not fit.
  absl::StatusOr<Offset> NextOffset(const Progress& progress);

 private:
  absl::Status Refuse(ErrorId error, const std::string& text) const;
  std::string Name() const { return absl::StrCat(topic_.name, "/", number_); }

  Source& source_;
  const StartupOptions& options_;
  const CompiledTopic& topic_;
  int32_t number_;
};

absl::Status Opening::Refuse(ErrorId error, const std::string& text) const {
  if (options_.accepted.contains(error)) return absl::OkStatus();
  return MakeError(error, absl::StrCat(Name(), ": ", text));
}

absl::StatusOr<Offset> Opening::FirstOffset() {
  ASSIGN_OR_RETURN(const Bounds bounds, source_.GetBounds(topic_.name, number_));
  switch (topic_.start_at.kind) {
    case StartAt::Kind::kEarliest:
      return bounds.begin;
    case StartAt::Kind::kLatest:
      return bounds.end;
    case StartAt::Kind::kTime:
      return source_.OffsetAt(topic_.name, number_, topic_.start_at.time);
  }
  CHECK(false);
}

absl::StatusOr<Offset> Opening::NextOffset(const Progress& progress) {
  ASSIGN_OR_RETURN(const Bounds bounds, source_.GetBounds(topic_.name, number_));
  if (progress.next > bounds.end) {
    RETURN_IF_ERROR(Refuse(ErrorId::kTopicTruncated,
                           absl::StrCat("expected to read on at offset ", progress.next.value,
                                        ", but it ends at ", bounds.end.value)));
    // A topic lost its end, so what comes is new; a shorter file is another one.
    const bool is_file = options_.partition.clock == PartitionClock::Kind::kFile;
    return is_file ? bounds.begin : bounds.end;
  }
  if (progress.next < bounds.begin) {
    RETURN_IF_ERROR(
        Refuse(ErrorId::kRetentionGap,
               absl::StrCat("expected to read on at offset ", progress.next.value,
                            ", but it begins at ", bounds.begin.value, ": ",
                            bounds.begin.value - progress.next.value, " records are gone")));
    return bounds.begin;
  }
  // An anchor that retention removed without a gap cannot be compared, and need not be.
  if (!progress.anchor || progress.anchor->offset < bounds.begin) return progress.next;
  ASSIGN_OR_RETURN(const auto found,
                   source_.ReadOne(topic_.name, number_, progress.anchor->offset));
  if (!found) return progress.next;  // compaction took it
  if (found->digest != progress.anchor->digest || found->timestamp != progress.anchor->timestamp) {
    RETURN_IF_ERROR(
        Refuse(ErrorId::kTopicRecreated,
               absl::StrCat("expected the record that was applied last at offset ",
                            progress.anchor->offset.value, ", but another one is there")));
    return bounds.begin;
  }
  return progress.next;
}

// What the store held of a partition.
struct Loaded {
  bool is_new = false;
  Offset next;  // up to where its records are applied
};

// Loads `partition`, and lets it begin where it is to be read on.
absl::StatusOr<Loaded> LoadPartition(Store& store, Opening& opening, Partition& partition,
                                     WallTime now) {
  PartitionRestore restore(partition, now);
  RETURN_IF_ERROR(store.Load(partition.id(), restore));
  partition.FinishRestore();
  partition.CloseRetired(now);
  if (!restore.found()) {
    ASSIGN_OR_RETURN(const Offset first, opening.FirstOffset());
    partition.BeginAt(first);
    return Loaded{.is_new = true};
  }
  const Offset stored = partition.progress().next;
  ASSIGN_OR_RETURN(const Offset next, opening.NextOffset(partition.progress()));
  if (next != partition.next()) partition.BeginAt(next);
  return Loaded{.next = stored};
}

// The group must be ours, nobody's, or handed over on purpose.
absl::Status CheckGroup(Source& source, const StoreIdentity& identity, const Partition& partition,
                        const std::string& topic, const Loaded& loaded,
                        const StartupOptions& options) {
  ASSIGN_OR_RETURN(const auto group, source.ReadGroup(topic, partition.id().partition));
  if (!group) return absl::OkStatus();
  if (options.new_store) return absl::OkStatus();
  if (loaded.is_new) {
    return MakeError(
        ErrorId::kGroupHasHistory,
        absl::StrCat(topic, "/", partition.id().partition,
                     ": expected no offset of the group for an empty store, but it is ",
                     group->next.value));
  }
  RETURN_IF_ERROR(CompareOwner(identity, group->metadata));
  // The group follows the store. An operator who moves it takes our claim away.
  if (group->metadata.empty() || group->next <= loaded.next) return absl::OkStatus();
  return MakeError(
      ErrorId::kForeignStore,
      absl::StrCat(topic, "/", partition.id().partition, ": expected the group at offset ",
                   loaded.next.value, " at most, as far as the store is, but it is at ",
                   group->next.value, ": this is an older copy of the store"));
}

// A store is of one shard for ever: what it holds of others would wait there, and for nobody.
absl::Status CheckShard(format::Catalog& catalog, const Shard& shard) {
  const std::string ours = FormatShard(shard);
  const std::string& stored = catalog.shard().empty() ? FormatShard(Shard()) : catalog.shard();
  if (catalog.topics().empty()) {
    catalog.set_shard(shard.is_all() ? "" : ours);
  } else if (stored != ours) {
    return MakeError(ErrorId::kShardChanged, absl::StrCat("expected `shard: ", stored,
                                                          "`, for which the store was made, "
                                                          "but it is ",
                                                          ours));
  }
  return absl::OkStatus();
}

absl::Status CheckPartitionCount(const format::Topic& stored, size_t count,
                                 const StartupOptions& options) {
  if (stored.partitions() == 0 || stored.partitions() == count) return absl::OkStatus();
  if (options.accepted.contains(ErrorId::kPartitionCountChanged)) return absl::OkStatus();
  return MakeError(ErrorId::kPartitionCountChanged,
                   absl::StrCat(stored.name(), ": expected ", stored.partitions(),
                                " partitions as when it was first read, but it has ", count));
}

absl::Status CheckAnyOpen(const Opened& opened, const Shard& shard) {
  if (opened.topics.empty()) return absl::OkStatus();  // there are no rules
  const auto has_any = [](const OpenTopic& topic) { return !topic.partitions.empty(); };
  if (std::any_of(opened.topics.begin(), opened.topics.end(), has_any)) return absl::OkStatus();
  return MakeError(ErrorId::kShardEmpty,
                   absl::StrCat("expected partitions for shard ", FormatShard(shard),
                                ", but no topic has as many as ", shard.number));
}

format::Topic* FindTopic(format::Catalog& catalog, const std::string& name) {
  for (format::Topic& topic : *catalog.mutable_topics()) {
    if (topic.name() == name) return &topic;
  }
  return nullptr;
}

}  // namespace

std::string StoreIdentity::Metadata() const {
  return absl::StrCat(kClaimWord, " ", uuid, " ", lease);
}

absl::Status CompareOwner(const StoreIdentity& ours, const std::string& metadata) {
  if (metadata.empty()) return absl::OkStatus();
  const std::vector<std::string> parts = absl::StrSplit(metadata, ' ');
  uint64_t lease = 0;
  if (parts.size() != 3 || parts[0] != kClaimWord || !absl::SimpleAtoi(parts[2], &lease)) {
    return MakeError(
        ErrorId::kForeignStore,
        absl::StrCat("expected the group to be ours or unused, but it holds '", metadata, "'"));
  }
  if (parts[1] != ours.uuid) {
    return MakeError(ErrorId::kForeignStore,
                     absl::StrCat("expected the group to belong to store ", ours.uuid,
                                  ", but it belongs to store ", parts[1]));
  }
  if (lease > ours.lease) {
    return MakeError(ErrorId::kForeignStore, absl::StrCat("expected a lease of at most ",
                                                          ours.lease, ", but the group saw ", lease,
                                                          ": this is an older copy of the store"));
  }
  return absl::OkStatus();
}

absl::StatusOr<Opened> Open(RuleSet& rules, Store& store, Source& source, const Clock& clock,
                            const DecoderFactory& decoders, const StartupOptions& options) {
  ASSIGN_OR_RETURN(format::Catalog catalog, store.LoadCatalog());
  catalog.set_lease(catalog.lease() + 1);
  RETURN_IF_ERROR(CheckShard(catalog, options.shard));
  RETURN_IF_ERROR(AssignNumbers(rules, catalog, store));

  Opened opened;
  opened.identity = {catalog.store_uuid(), catalog.lease()};
  std::vector<Changes> first;
  std::vector<Partition*> changed;  // parallel to `first`
  for (const CompiledTopic& topic : rules.topics) {
    ASSIGN_OR_RETURN(const std::vector<int32_t> numbers, source.Partitions(topic.name));
    format::Topic& stored = *FindTopic(catalog, topic.name);
    RETURN_IF_ERROR(CheckPartitionCount(stored, numbers.size(), options));
    stored.set_partitions(static_cast<uint32_t>(numbers.size()));
    OpenTopic& open = opened.topics.emplace_back();
    open.topic = &topic;
    open.decoder = decoders(topic.slots);
    const auto is_ours = [&options](int32_t number) { return options.shard.Has(number); };
    const auto ours = static_cast<size_t>(std::count_if(numbers.begin(), numbers.end(), is_ours));
    for (const int32_t number : numbers) {
      if (!is_ours(number)) continue;
      auto partition = std::make_unique<Partition>(PartitionId{topic.id, number}, topic,
                                                   *open.decoder, options.partition);
      Opening opening(source, options, topic, number);
      ASSIGN_OR_RETURN(const Loaded loaded,
                       LoadPartition(store, opening, *partition, clock.Wall()));
      if (options.on_loaded) {
        options.on_loaded({.topic = topic.name,
                           .number = open.partitions.size() + 1,
                           .of = ours,
                           .keys = partition->live_keys()});
      }
      RETURN_IF_ERROR(CheckGroup(source, opened.identity, *partition, topic.name, loaded, options));
      RETURN_IF_ERROR(source.Assign(partition->id(), topic.name, partition->next()));
      if (partition->HasChanges()) {
        // Not earlier than the commit before it, or it would hide that the clock was set back.
        first.push_back(partition->Take(std::max(clock.Wall(), partition->progress().committed)));
        changed.push_back(partition.get());
      }
      open.partitions.push_back(std::move(partition));
    }
  }
  RETURN_IF_ERROR(CheckAnyOpen(opened, options.shard));
  // The start of a new partition is durable before the first poll: it is resolved only once.
  if (!first.empty()) RETURN_IF_ERROR(store.Commit(first));
  for (size_t i = 0; i < first.size(); ++i) {  // what a retired rule decided may be sent
    if (!first[i].added.empty()) changed[i]->outbox().Durable(first[i].added.back().seq);
  }
  RETURN_IF_ERROR(store.SaveCatalog(catalog));
  RETURN_IF_ERROR(source.ClaimGroup(opened.identity.Metadata()));
  return opened;
}

}  // namespace telltale
