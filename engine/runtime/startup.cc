#include "engine/runtime/startup.h"

#include <algorithm>
#include <map>
#include <optional>
#include <utility>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "absl/synchronization/mutex.h"
#include "engine/base/status.h"
#include "engine/base/strings.h"
#include "engine/runtime/in_parallel.h"
#include "engine/runtime/partition_restore.h"
#include "engine/runtime/rule_numbers.h"

namespace telltale {
namespace {

constexpr char kClaimWord[] = "telltale";

// One partition on its way to being open.
class Opening {
 public:
  // All must outlive it.
  Opening(Source& source, const StartupOptions& options, Partition& partition)
      : source_(source), options_(options), partition_(partition) {}

  // Fills the partition with what the store holds of it. Touches nothing else, so several may be
  // restored at once.
  absl::Status Restore(Store& store, WallTime now);
  // Lets the partition begin where it is to be read on, refuses what does not fit, and begins its
  // delivery.
  absl::Status Begin(const StoreIdentity& identity);

  Partition& partition() { return partition_; }

 private:
  // Where a partition that the store does not know begins.
  absl::StatusOr<Offset> FirstOffset();
  // Where a partition that was restored goes on; refuses what does not fit.
  absl::StatusOr<Offset> NextOffset(const Progress& progress);
  absl::Status CheckGroup(const StoreIdentity& identity);
  absl::Status Refuse(ErrorId error, const std::string& text) const;
  const std::string& topic() const { return partition_.topic().name; }
  int32_t number() const { return partition_.id().partition; }
  std::string Name() const { return absl::StrCat(topic(), "/", number()); }

  Source& source_;
  const StartupOptions& options_;
  Partition& partition_;
  std::optional<Offset> stored_;  // up to where its records are applied; nullopt: it is new
};

absl::Status Opening::Restore(Store& store, WallTime now) {
  PartitionRestore restore(partition_, now);
  RETURN_IF_ERROR(store.Load(partition_.id(), restore));
  partition_.FinishRestore();
  partition_.CloseRetired(now);
  if (restore.found()) stored_ = partition_.progress().next;
  return absl::OkStatus();
}

absl::Status Opening::Begin(const StoreIdentity& identity) {
  if (stored_) {
    ASSIGN_OR_RETURN(const Offset next, NextOffset(partition_.progress()));
    if (next != partition_.next()) partition_.BeginAt(next);
  } else {
    ASSIGN_OR_RETURN(const Offset first, FirstOffset());
    partition_.BeginAt(first);
  }
  RETURN_IF_ERROR(CheckGroup(identity));
  return source_.Assign(partition_.id(), topic(), partition_.next());
}

absl::Status Opening::Refuse(ErrorId error, const std::string& text) const {
  if (options_.accepted.contains(error)) return absl::OkStatus();
  return MakeError(error, absl::StrCat(Name(), ": ", text));
}

absl::StatusOr<Offset> Opening::FirstOffset() {
  ASSIGN_OR_RETURN(const Bounds bounds, source_.GetBounds(topic(), number()));
  const StartAt& start_at = partition_.topic().start_at;
  switch (start_at.kind) {
    case StartAt::Kind::kEarliest:
      return bounds.begin;
    case StartAt::Kind::kLatest:
      return bounds.end;
    case StartAt::Kind::kTime:
      return source_.OffsetAt(topic(), number(), start_at.time);
  }
  CHECK(false);
}

absl::StatusOr<Offset> Opening::NextOffset(const Progress& progress) {
  ASSIGN_OR_RETURN(const Bounds bounds, source_.GetBounds(topic(), number()));
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
  ASSIGN_OR_RETURN(const auto found, source_.ReadOne(topic(), number(), progress.anchor->offset));
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

// The group must be ours, nobody's, or handed over on purpose.
absl::Status Opening::CheckGroup(const StoreIdentity& identity) {
  ASSIGN_OR_RETURN(const auto group, source_.ReadGroup(topic(), number()));
  if (!group) return absl::OkStatus();
  if (options_.new_store) return absl::OkStatus();
  if (!stored_) {
    return MakeError(
        ErrorId::kGroupHasHistory,
        absl::StrCat(Name(), ": expected no offset of the group for an empty store, but it is ",
                     group->next.value));
  }
  RETURN_IF_ERROR(CompareOwner(identity, group->metadata));
  // The group follows the store. An operator who moves it takes our claim away.
  if (group->metadata.empty() || group->next <= *stored_) return absl::OkStatus();
  return MakeError(ErrorId::kForeignStore,
                   absl::StrCat(Name(), ": expected the group at offset ", stored_->value,
                                " at most, as far as the store is, but it is at ",
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

format::Topic* FindTopic(format::Catalog& catalog, const std::string& name) {
  for (format::Topic& topic : *catalog.mutable_topics()) {
    if (topic.name() == name) return &topic;
  }
  return nullptr;
}

// A partition that this node is to read.
struct Place {
  const CompiledTopic* topic = nullptr;
  int32_t number = 0;
};

// Asks which partitions there are, and takes those that are ours.
absl::StatusOr<std::vector<Place>> FindPlaces(const RuleSet& rules, format::Catalog& catalog,
                                              Source& source, const StartupOptions& options) {
  std::vector<Place> places;
  for (const CompiledTopic& topic : rules.topics) {
    ASSIGN_OR_RETURN(const std::vector<int32_t> numbers, source.Partitions(topic.name));
    format::Topic& stored = *FindTopic(catalog, topic.name);
    RETURN_IF_ERROR(CheckPartitionCount(stored, numbers.size(), options));
    stored.set_partitions(static_cast<uint32_t>(numbers.size()));
    for (const int32_t number : numbers) {
      if (options.shard.Has(number)) places.push_back({&topic, number});
    }
  }
  if (!places.empty() || rules.topics.empty()) return places;
  return MakeError(ErrorId::kShardEmpty,
                   absl::StrCat("expected partitions for shard ", FormatShard(options.shard),
                                ", but no topic has as many as ", options.shard.number));
}

// Deals the partitions out to the loops one by one, so that each has about as many of every topic.
std::vector<Opened> Divide(const std::vector<Place>& places, size_t loops,
                           const DecoderFactory& decoders, const StartupOptions& options) {
  std::vector<Opened> opened(std::clamp<size_t>(loops, 1, std::max<size_t>(places.size(), 1)));
  for (size_t i = 0; i < places.size(); ++i) {
    const CompiledTopic& topic = *places[i].topic;
    std::vector<OpenTopic>& topics = opened[i % opened.size()].topics;
    if (topics.empty() || topics.back().topic != &topic) {
      topics.push_back({.topic = &topic, .decoder = decoders(topic.slots), .partitions = {}});
    }
    OpenTopic& open = topics.back();
    open.partitions.push_back(std::make_unique<Partition>(PartitionId{topic.id, places[i].number},
                                                          topic, *open.decoder, options.partition));
  }
  return opened;
}

std::vector<Opening> OpeningsOf(std::vector<Opened>& opened, absl::Span<Source* const> sources,
                                const StartupOptions& options) {
  std::vector<Opening> openings;
  for (size_t loop = 0; loop < opened.size(); ++loop) {
    for (OpenTopic& topic : opened[loop].topics) {
      for (const auto& partition : topic.partitions) {
        openings.emplace_back(*sources[loop], options, *partition);
      }
    }
  }
  return openings;
}

absl::Status RestoreAll(Store& store, WallTime now, const StartupOptions& options,
                        std::vector<Opening>& openings) {
  std::map<const CompiledTopic*, size_t> of;
  for (Opening& opening : openings) ++of[&opening.partition().topic()];
  absl::Mutex mutex;
  std::map<const CompiledTopic*, size_t> loaded;  // so far
  return InParallel(openings.size(), options.loaders, [&](size_t i) {
    RETURN_IF_ERROR(openings[i].Restore(store, now));
    const Partition& partition = openings[i].partition();
    const CompiledTopic& topic = partition.topic();
    absl::MutexLock lock(&mutex);
    ++loaded[&topic];
    if (options.on_loaded) {
      options.on_loaded({.topic = topic.name,
                         .number = loaded[&topic],
                         .of = of[&topic],
                         .keys = partition.live_keys()});
    }
    return absl::OkStatus();
  });
}

// The start of a new partition is durable before the first poll: it is resolved only once.
absl::Status CommitFirst(Store& store, const Clock& clock, std::vector<Opening>& openings) {
  std::vector<Changes> first;
  std::vector<Partition*> changed;  // parallel to `first`
  for (Opening& opening : openings) {
    Partition& partition = opening.partition();
    if (!partition.HasChanges()) continue;
    // Not earlier than the commit before it, or it would hide that the clock was set back.
    first.push_back(partition.Take(std::max(clock.Wall(), partition.progress().committed)));
    changed.push_back(&partition);
  }
  if (!first.empty()) RETURN_IF_ERROR(store.Commit(first));
  for (size_t i = 0; i < first.size(); ++i) {  // what a retired rule decided may be sent
    if (!first[i].added.empty()) changed[i]->outbox().Durable(first[i].added.back().seq);
  }
  return absl::OkStatus();
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
  ASSIGN_OR_RETURN(std::vector<Opened> opened,
                   OpenForLoops(rules, store, {&source}, clock, decoders, options));
  return std::move(opened.front());
}

absl::StatusOr<std::vector<Opened>> OpenForLoops(RuleSet& rules, Store& store,
                                                 absl::Span<Source* const> sources,
                                                 const Clock& clock, const DecoderFactory& decoders,
                                                 const StartupOptions& options) {
  ASSIGN_OR_RETURN(format::Catalog catalog, store.LoadCatalog());
  catalog.set_lease(catalog.lease() + 1);
  RETURN_IF_ERROR(CheckShard(catalog, options.shard));
  RETURN_IF_ERROR(AssignNumbers(rules, catalog, store));
  ASSIGN_OR_RETURN(const std::vector<Place> places,
                   FindPlaces(rules, catalog, *sources.front(), options));
  std::vector<Opened> opened = Divide(places, sources.size(), decoders, options);
  std::vector<Opening> openings = OpeningsOf(opened, sources, options);
  RETURN_IF_ERROR(RestoreAll(store, clock.Wall(), options, openings));
  const StoreIdentity identity{catalog.store_uuid(), catalog.lease()};
  for (Opening& opening : openings) RETURN_IF_ERROR(opening.Begin(identity));
  RETURN_IF_ERROR(CommitFirst(store, clock, openings));
  RETURN_IF_ERROR(store.SaveCatalog(catalog));
  for (size_t loop = 0; loop < opened.size(); ++loop) {
    opened[loop].identity = identity;
    RETURN_IF_ERROR(sources[loop]->ClaimGroup(identity.Metadata()));
  }
  return opened;
}

}  // namespace telltale
