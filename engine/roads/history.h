// History: Zeebe's event log on its way to Kafka: requests of the Elasticsearch exporter in,
// records out, and an answer once Kafka has them.
//
//   request -> records -> judged by the mark of their Zeebe partition -> Producer
//           -> all reported -> marks, durable -> answer
//
// A request is answered as taken only if all of it is in Kafka, or known, not wanted, or set aside,
// and the marks that say so are durable. Whatever else is answered, the exporter sends the same
// again, and more. A mark goes as far as the records before it are dealt with without a gap, also
// of a request that is not taken, so that the next try is shorter.
//
// Of one Zeebe partition one request is under way; another is answered as busy. So nothing is sent
// a second time while it is still waiting for Kafka, however often the exporter loses patience.
// What is in Kafka beyond a mark, because something before it is not, is remembered, and a retry
// does not write it again. Only a process that ends between Kafka's answer and its mark, or an
// answer that does not say what became of a record, leaves records that come twice: at most those
// of one request per Zeebe partition.
//
// A broker refuses a batch as a whole, for its size or for one record that the topic does not take,
// whichever of its records that is. So what was refused with its batch is sent once more, each
// record alone, before the request is answered; one that is too large then is set aside.
//
// What a request may cost besides its bytes is bounded: it has kMostBulkRecords records at most,
// and of what it sets aside the newest are kept, as many as the quarantine has rows. Below the
// store's reserve nothing is taken; each request then asks once more how much is free.
//
// Thread safety: Take() from one thread; answers come on any, maybe before Take() returns. All else
// from any thread.
// Ownership: must outlive what still answers it: the producer's reports and the committer's.
#ifndef TELLTALE_ENGINE_ROADS_HISTORY_H_
#define TELLTALE_ENGINE_ROADS_HISTORY_H_

#include <array>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/synchronization/mutex.h"
#include "engine/ports/ports.h"
#include "engine/ports/producer.h"
#include "engine/roads/bulk_reader.h"
#include "engine/roads/history_mark.h"
#include "engine/roads/history_reader.h"
#include "engine/rules/history_plan.h"
#include "engine/runtime/committer.h"
#include "engine/runtime/startup.h"

namespace telltale {

// What became of a request.
enum class BulkResult : uint8_t {
  kTaken,        // all of it is dealt with
  kMalformed,    // it is none; nothing was done
  kBusy,         // one of its partitions has another request under way
  kUndelivered,  // Kafka has not all of it, or it is not durable that it has
  kRewound,      // it is of another log
  // Those of which nothing was done either:
  kUnauthorized,  // name and password are not those of the configuration
  kTooLong,
  kNoRoom,  // beside what is under way
  kNoDisk,  // the store's reserve is touched
};
inline constexpr int kBulkResults = 9;
std::string_view BulkResultName(BulkResult result);

struct BulkAnswer {
  BulkResult result = BulkResult::kTaken;
  std::string text;  // of everything but kTaken: why, with its number if it has one
};

// What became of a record.
enum class HistoryFate : uint8_t {
  kWritten,   // Kafka has it
  kKnown,     // it was dealt with before
  kFiltered,  // `where` is not true
  kSetAside,  // it could not be used; it is in quarantine
};
inline constexpr int kHistoryFates = 4;
std::string_view HistoryFateName(HistoryFate fate);

// What it shows of a Zeebe partition.
struct HistoryLaneView {
  int32_t partition = 0;
  std::array<uint64_t, kHistoryFates> records{};
  uint64_t bytes = 0;  // written
  std::optional<int64_t> position;
  ArrivalTime timestamp = kNoArrivalTime;
  // For how long nothing of it was taken although something is to be; 0: what came was taken.
  Millis stands{0};
  // Why, if an operator acts; empty: none does.
  std::string trouble;
};

struct HistoryView {
  std::vector<HistoryLaneView> lanes;
  std::array<uint64_t, kBulkResults> bulks{};
};

// Of each Zeebe partition what one request may have in Kafka beyond its mark; of a larger one the
// rest waits for the next try. 32 MB at most.
inline constexpr size_t kMostAhead = 1'000'000;

struct HistoryParts {
  const HistoryPlan& plan;
  Producer& producer;
  Producer& alone;  // has one record under way at a time (OneByOne)
  Committer& committer;
  const Clock& clock;
  DecoderFactory decoders;
  uint32_t quarantine_limit = 0;
  int64_t disk_reserve_bytes = 0;  // with less free nothing is taken; 0: however little it is
  bool accepts_rewound = false;    // what comes of another log is written from there on
  size_t most_ahead = kMostAhead;
};

class History {
 public:
  using Respond = std::function<void(BulkAnswer)>;

  // Gives history its place in `store` and reads its marks. Nobody else may use the store
  // meanwhile. What `parts` refer to must outlive it, but for producers and committer, which must
  // end before it.
  static absl::StatusOr<std::unique_ptr<History>> Open(HistoryParts parts, Store& store);
  ~History();

  // Takes a request; `respond` is called exactly once.
  void Take(std::string request, Respond respond);
  // Counts one that was refused before it could be taken; those that were are counted.
  void Count(BulkResult result);

  HistoryView View() const;
  // What ends the process: a commit failed.
  absl::Status status() const;

 private:
  struct Lane;
  struct Flight;

  History(HistoryParts parts, TopicId topic);
  Lane& LaneOf(int32_t partition) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  bool Begin(Flight& flight);
  // Why nothing may be taken; empty: there is room on the disk.
  std::string NoDisk();
  void NoteRoom(const Committed& committed);
  void SendAll(const std::shared_ptr<Flight>& flight);
  bool IsNew(Flight& flight, const BulkRecord& record) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  void OnReport(const std::shared_ptr<Flight>& flight, size_t number, const DeliveryReport& report);
  void EndReport(const std::shared_ptr<Flight>& flight);
  void SendAlone(const std::shared_ptr<Flight>& flight, size_t from);
  void OnAlone(const std::shared_ptr<Flight>& flight, size_t number, const DeliveryReport& report);
  void CommitMarks(const std::shared_ptr<Flight>& flight);
  std::vector<Changes> Settle(Flight& flight) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  void Finish(Flight& flight, const absl::Status& durable);
  void Answer(BulkAnswer answer, const Respond& respond);

  const HistoryParts parts_;
  const TopicId topic_;
  const std::unique_ptr<Decoder> actions_;
  HistoryReader reader_;
  mutable absl::Mutex mutex_;
  HistoryReader lone_reader_ ABSL_GUARDED_BY(mutex_);      // of what is sent alone
  std::map<int32_t, Lane> lanes_ ABSL_GUARDED_BY(mutex_);  // by Zeebe partition; never removed
  std::array<uint64_t, kBulkResults> bulks_ ABSL_GUARDED_BY(mutex_){};
  absl::Status status_ ABSL_GUARDED_BY(mutex_);
  int64_t free_bytes_ ABSL_GUARDED_BY(mutex_) = 0;  // as the last commit found it
  bool asking_ ABSL_GUARDED_BY(mutex_) = false;     // for that
};

}  // namespace telltale

#endif  // TELLTALE_ENGINE_ROADS_HISTORY_H_
