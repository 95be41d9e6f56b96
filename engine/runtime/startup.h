// Startup: everything that must hold before the first record is read.
//
// Gives topics and rules their stored numbers, loads every partition, compares what is stored with
// what is there (anchor, log bounds, partition count, the group's owner), and begins delivery.
// Whatever does not fit is refused by name; nothing is guessed. Partitions are loaded several at
// once, all before the source is asked about any.
//
// Thread safety: none; runs once, before the loop. Threads of its own end before it does.
// Errors: kFailedPrecondition with a catalogue number is a refusal (exit 78); kUnavailable means
// that the source cannot be asked now: call again later.
#ifndef TELLTALE_ENGINE_RUNTIME_STARTUP_H_
#define TELLTALE_ENGINE_RUNTIME_STARTUP_H_

#include <cstddef>
#include <functional>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/types/span.h"
#include "engine/base/error_catalogue.h"
#include "engine/base/shard.h"
#include "engine/ports/ports.h"
#include "engine/rules/rule_set.h"
#include "engine/runtime/partition.h"
#include "engine/state/store.h"

namespace telltale {

// What may be gone on from: what is lost then is known.
inline constexpr ErrorId kAcceptable[] = {ErrorId::kTopicRecreated, ErrorId::kTopicTruncated,
                                          ErrorId::kRetentionGap, ErrorId::kPartitionCountChanged,
                                          ErrorId::kHistoryRewound};

// What the store held of a partition, of which its topic has several.
struct LoadedPartition {
  std::string topic;
  size_t number = 0;  // counted from 1 in the order of loading
  size_t of = 0;
  uint64_t keys = 0;
};

struct StartupOptions {
  PartitionOptions partition;
  Shard shard;                 // of each topic only its partitions are opened
  bool new_store = false;      // an empty store may take over a group that has history
  std::set<ErrorId> accepted;  // of kAcceptable, what the operator accepts by name
  size_t loaders = 1;          // so many partitions are loaded at once
  // Hears of each, one after the other, on any thread.
  std::function<void(const LoadedPartition&)> on_loaded = nullptr;
};

// What the store is to the group: written with each group offset, compared before anything is sent.
struct StoreIdentity {
  std::string uuid;
  uint64_t lease = 0;  // raised at each start
  std::string Metadata() const;
};

// One topic with what its partitions share.
struct OpenTopic {
  const CompiledTopic* topic = nullptr;
  std::unique_ptr<Decoder> decoder;
  std::vector<std::unique_ptr<Partition>> partitions;
};

struct Opened {
  StoreIdentity identity;
  std::vector<OpenTopic> topics;
};

using DecoderFactory = std::function<std::unique_ptr<Decoder>(const SlotTable&)>;

// Opens everything. `rules` must outlive what is returned.
absl::StatusOr<Opened> Open(RuleSet& rules, Store& store, Source& source, const Clock& clock,
                            const DecoderFactory& decoders, const StartupOptions& options);

// Opens everything for several loops over one store: each has a source and a share of the
// partitions. Returns one for each of `sources`, from the first on, but none without a partition;
// at least one.
// REQUIRES: there are sources
absl::StatusOr<std::vector<Opened>> OpenForLoops(RuleSet& rules, Store& store,
                                                 absl::Span<Source* const> sources,
                                                 const Clock& clock, const DecoderFactory& decoders,
                                                 const StartupOptions& options);

// Compares `metadata`, found at the group, with our own. OK: it is ours or nobody's.
absl::Status CompareOwner(const StoreIdentity& ours, const std::string& metadata);

}  // namespace telltale

#endif  // TELLTALE_ENGINE_RUNTIME_STARTUP_H_
