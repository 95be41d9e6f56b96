// AuditWriter: takes a loop's entries of the audit from the store to their topic.
//
//   AuditWriter writer({.topic = "telltale.audit", .catalog = catalog},
//                      {producer, alone, committer});
//   loop.Feed(writer);
//
// The store is the queue: entries are read from it between two commits, a stretch at a time, and
// only what is under way lies in memory. So it does not matter whether an entry was made now or by
// the process before this one; while Kafka is away they wait where they are durable anyway, until
// state.audit_rows newer ones push them out.
//
// Order: of a partition's entries one after the other is sent, and of one key the next only when
// Kafka has the one before. An entry that failed is sent again, alone; those behind it wait.
//
// Thread safety: as AuditSink.
#ifndef TELLTALE_ENGINE_ROADS_AUDIT_WRITER_H_
#define TELLTALE_ENGINE_ROADS_AUDIT_WRITER_H_

#include <cstddef>
#include <cstdint>
#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "absl/container/flat_hash_set.h"
#include "absl/status/status.h"
#include "engine/delivery/mailbox.h"
#include "engine/ports/producer.h"
#include "engine/roads/audit_record.h"
#include "engine/runtime/audit_sink.h"
#include "engine/runtime/committer.h"
#include "proto/format/format.pb.h"

namespace telltale {

class AuditWriter : public AuditSink {
 public:
  // Entries that are read at once, so that no commit waits long for it.
  static constexpr size_t kStretch = 256;
  // Entries in memory, of all partitions together.
  static constexpr size_t kMostHeld = 4096;
  // The same in bytes, for an entry has its business key: beyond them no more is read.
  static constexpr size_t kStretchBytes = 1 << 20;
  static constexpr size_t kMostHeldBytes = 16 << 20;
  // Entries that are sent in one turn, so that the loop's other work does not wait.
  static constexpr size_t kMostPerTurn = 256;
  // How long after a failure the next attempt begins.
  static constexpr Millis kRetryAfter{1000};

  struct Options {
    std::string topic;
    format::Catalog catalog;  // of the store, for its name and those of the rules
  };

  // Must outlive the writer; what it asked of them may be answered later.
  struct Parts {
    Producer& producer;
    Producer& alone;  // has one record under way at a time (one_by_one.h)
    Committer& committer;
  };

  AuditWriter(Options options, const Parts& parts) : options_(std::move(options)), parts_(parts) {}
  ~AuditWriter() override { SetWake(nullptr); }
  AuditWriter(const AuditWriter&) = delete;
  AuditWriter& operator=(const AuditWriter&) = delete;

  void Begin(const Partition& partition) override;
  void OnDurable(PartitionId partition, AuditSeq next) override;
  void Turn(Millis since_boot) override;
  std::optional<Millis> NextWake() const override;
  void SetWake(std::function<void()> wake) override { box_->SetWake(std::move(wake)); }
  AuditSeq Audited(PartitionId partition) const override;
  AuditView Show() const override;

 private:
  struct Entry {
    AuditRow row;
    bool done = false;  // the topic has it, or never will
  };
  // The way of one partition's entries. In the order of their numbers there are those that are
  // done, those in `entries`, and those that were not read from the store yet.
  struct Lane {
    PartitionId partition;
    AuditOrigin origin;
    AuditSeq next_read;  // the first that was not read
    AuditSeq durable;    // those before it are in the store
    bool reading = false;
    std::deque<Entry> entries;
    size_t sent = 0;                                  // of `entries`, from the front
    absl::flat_hash_set<std::string> under_way = {};  // keys of those that are
    bool failed = false;                              // when none is under way, it begins again
    bool alone = false;                               // one at a time, until one is delivered
    Millis not_before{0};                             // since boot

    AuditSeq audited() const { return entries.empty() ? next_read : entries.front().row.seq; }
    uint64_t waiting() const { return durable.value - audited().value; }
  };
  struct Reported {
    size_t lane = 0;
    AuditSeq seq;
    std::string key;
    DeliveryReport report;
  };
  struct Stretch {
    size_t lane = 0;
    AuditSeq end;  // those before it were asked for
    absl::Status status = absl::OkStatus();
    std::vector<AuditRow> rows = {};
  };
  using Box = Mailbox<std::variant<Reported, Stretch>>;

  void TakeIn();
  void OnReport(const Reported& reported);
  void OnFailed(Lane& lane, Entry& entry, const DeliveryReport& report);
  void DropDone(Lane& lane);
  void OnStretch(Stretch stretch);
  void ReadMore(size_t index);
  void SendReady();
  bool SendNext(size_t index);
  uint64_t waiting() const;

  const Options options_;
  const Parts parts_;
  const std::shared_ptr<Box> box_ = std::make_shared<Box>();
  std::deque<Lane> lanes_;
  std::map<PartitionId, size_t> by_id_;
  size_t first_ = 0;   // of the lanes, in this turn
  size_t held_ = 0;    // entries in memory, or asked for
  size_t bytes_ = 0;   // of those in memory
  bool more_ = false;  // could be sent, but another turn has to
  AuditView view_;
  Millis now_{0};
  std::optional<Millis> moved_;  // when an entry was delivered, or none waited
};

}  // namespace telltale

#endif  // TELLTALE_ENGINE_ROADS_AUDIT_WRITER_H_
