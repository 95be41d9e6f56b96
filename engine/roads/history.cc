#include "engine/roads/history.h"

#include <algorithm>
#include <iterator>
#include <set>
#include <utility>

#include "absl/container/btree_map.h"
#include "absl/strings/str_cat.h"
#include "engine/base/limits.h"
#include "engine/base/status.h"
#include "engine/base/strings.h"

namespace telltale {
namespace {

// The number that the store gave, or gives now, to kHistoryTopic. It has all partitions that Zeebe
// can have, so that a new one needs no write of its own.
absl::StatusOr<TopicId> NumberHistory(Store& store) {
  ASSIGN_OR_RETURN(format::Catalog catalog, store.LoadCatalog());
  uint32_t next = 1;
  for (const format::Topic& topic : catalog.topics()) {
    if (topic.name() == kHistoryTopic) return TopicId{static_cast<uint16_t>(topic.id())};
    next = std::max(next, topic.id() + 1);
  }
  format::Topic& topic = *catalog.add_topics();
  topic.set_id(next);
  topic.set_name(kHistoryTopic);
  topic.set_partitions(kMostZeebePartitions + 1);  // they are numbered from 1
  RETURN_IF_ERROR(store.SaveCatalog(catalog));
  return TopicId{static_cast<uint16_t>(next)};
}

// A record that is further ahead of this node's clock waits. It is of a broker whose clock is
// wrong, or of nobody: taken, it would make repetitions of all that Zeebe says until that time.
constexpr Millis kMostInFuture{3'600'000};

// A request that is under way for longer is worth a word.
constexpr Millis kSlow{10000};

std::string PlaceOf(const BulkRecord& record) {
  return absl::StrCat("Zeebe partition ", record.partition, ", position ", record.position);
}

std::string DescribeRewound(const BulkRecord& record, int64_t timestamp, Standing standing,
                            const HistoryMark& mark) {
  const std::string expected =
      standing == Standing::kOther
          ? "expected the record that was written at this position, but it is another one"
          : absl::StrCat("expected it behind position ", *mark.position(),
                         ", because all that was written is older, of ",
                         FormatRfc3339(ToMs(mark.timestamp())), " at most, but it is not");
  return std::string(
      MakeError(ErrorId::kHistoryRewound,
                absl::StrCat(PlaceOf(record), ", of ", FormatRfc3339(timestamp), ": ", expected))
          .message());
}

}  // namespace

std::string_view BulkResultName(BulkResult result) {
  constexpr std::string_view kNames[] = {"taken",       "malformed", "busy",
                                         "undelivered", "rewound",   "unauthorized",
                                         "too-long",    "no-room",   "disk-reserve"};
  static_assert(std::size(kNames) == kBulkResults);
  return kNames[static_cast<int>(result)];
}

std::string_view HistoryFateName(HistoryFate fate) {
  constexpr std::string_view kNames[] = {"written", "known", "filtered", "set-aside"};
  return kNames[static_cast<int>(fate)];
}

// One partition of Zeebe.
struct History::Lane {
  explicit Lane(PartitionId id) : mark(id) {}

  // Says why nothing more is taken; empty: all of the request before was.
  void Note(std::string why) {
    if (why.empty()) refused.reset();
    if (!why.empty() && !refused) refused = busy;
    trouble = std::move(why);
  }

  HistoryMark mark;
  std::optional<Millis> busy;     // since when a request is under way, since boot
  std::optional<Millis> refused;  // since when none was taken
  std::string trouble;
  // By position what Kafka has beyond the mark: something before it is not dealt with.
  absl::btree_map<int64_t, RecordSign> ahead;

  // False also if another record is there, of another log: it is forgotten.
  bool IsAhead(int64_t position, const std::optional<RecordSign>& sign) {
    const auto written = ahead.find(position);
    if (written == ahead.end()) return false;
    if (written->second == sign) return true;
    ahead.erase(written);
    return false;
  }

  std::array<uint64_t, kHistoryFates> records{};
  uint64_t bytes = 0;
};

// One request, from its first record to its answer.
struct History::Flight {
  struct Entry {
    enum class State : uint8_t {
      kWaiting,
      kDone,
      kRefused,  // maybe for another of its batch: it is sent once more alone
      kFailed,
    };
    BulkRecord record;
    std::optional<RecordSign> sign;
    State state = State::kWaiting;
    HistoryFate fate = HistoryFate::kWritten;  // kDone
    DecodeError error;                         // kSetAside: why
  };

  // What it has of one Zeebe partition.
  struct Share {
    int64_t newest = -1;  // the last position that was looked at
    size_t entries = 0;
    std::string stopped;  // why nothing more of it is sent; empty: nothing is in the way
  };

  void Stop(int32_t partition, BulkResult result, std::string text) {
    std::string& stopped = shares[partition].stopped;
    if (stopped.empty()) stopped = text;
    if (answer.result == BulkResult::kTaken) answer = {result, std::move(text)};
  }

  // What Kafka says of an entry, whoever shared a batch with it.
  void Report(Entry& entry, const DeliveryReport& report) {
    entry.state = Entry::State::kDone;
    if (report.delivery == Delivery::kDelivered) return;
    if (report.too_large) {
      entry.fate = HistoryFate::kSetAside;
      entry.error = {ErrorId::kBeyondKafka,
                     absl::StrCat("expected a record that Kafka takes, but it has ",
                                  entry.record.json.size(), " bytes: ", report.text)};
      return;
    }
    entry.state = Entry::State::kFailed;
    Stop(entry.record.partition, BulkResult::kUndelivered, report.text);
  }

  // Of the same Zeebe partition nothing more is sent alone.
  void FailBehind(size_t number) {
    const int32_t partition = entries[number].record.partition;
    for (size_t i = number + 1; i < entries.size(); ++i) {
      Entry& entry = entries[i];
      const bool waits = entry.state == Entry::State::kRefused;
      if (waits && entry.record.partition == partition) entry.state = Entry::State::kFailed;
    }
  }

  std::string request;  // the records point into it
  Respond respond;
  std::vector<BulkRecord> records;
  std::map<int32_t, Share> shares;
  std::vector<Entry> entries;  // those that are no repetitions, in their order
  size_t unreported = 1;       // entries, and the sender
  BulkAnswer answer;
};

History::History(HistoryParts parts, TopicId topic)
    : parts_(std::move(parts)),
      topic_(topic),
      actions_(parts_.decoders(BulkActionSlots())),
      reader_(parts_.plan, parts_.decoders),
      lone_reader_(parts_.plan, parts_.decoders) {}

History::~History() = default;

absl::StatusOr<std::unique_ptr<History>> History::Open(HistoryParts parts, Store& store) {
  ASSIGN_OR_RETURN(const TopicId topic, NumberHistory(store));
  std::unique_ptr<History> history(new History(std::move(parts), topic));
  ASSIGN_OR_RETURN(const int64_t free_bytes, store.FreeBytes());
  absl::MutexLock lock(&history->mutex_);
  history->free_bytes_ = free_bytes;
  for (int32_t number = 1; number <= kMostZeebePartitions; ++number) {
    Lane lane({topic, number});
    RETURN_IF_ERROR(lane.mark.Load(store));
    if (lane.mark.position()) history->lanes_.emplace(number, std::move(lane));
  }
  return history;
}

History::Lane& History::LaneOf(int32_t partition) {
  return lanes_.try_emplace(partition, PartitionId{topic_, partition}).first->second;
}

void History::Take(std::string request, Respond respond) {
  const auto flight = std::make_shared<Flight>();
  flight->request = std::move(request);
  flight->respond = std::move(respond);
  absl::StatusOr<std::vector<BulkRecord>> records = ReadBulk(flight->request, *actions_);
  if (!records.ok()) {
    const bool too_long = ErrorOf(records.status()) == ErrorId::kBulkTooLong;
    return Answer({too_long ? BulkResult::kTooLong : BulkResult::kMalformed,
                   std::string(records.status().message())},
                  flight->respond);
  }
  flight->records = *std::move(records);
  for (const BulkRecord& record : flight->records) flight->shares[record.partition];
  if (!Begin(*flight)) {
    return Answer({BulkResult::kBusy, "a request of the same Zeebe partition is under way"},
                  flight->respond);
  }
  if (const std::string why = NoDisk(); !why.empty()) {
    for (const auto& [partition, unused] : flight->shares) {
      flight->Stop(partition, BulkResult::kNoDisk, why);
    }
    return Finish(*flight, absl::OkStatus());
  }
  SendAll(flight);
  EndReport(flight);
}

// Asks at the same time how much is free by now, for whoever comes next.
std::string History::NoDisk() {
  int64_t free_bytes = 0;
  bool asks = false;
  {
    absl::MutexLock lock(&mutex_);
    free_bytes = free_bytes_;
    if (free_bytes >= parts_.disk_reserve_bytes) return "";
    asks = !std::exchange(asking_, true);
  }
  if (asks) {
    parts_.committer.Commit({}, [this](const Committed& committed) { NoteRoom(committed); });
  }
  return std::string(MakeError(ErrorId::kDiskReserve,
                               absl::StrCat("expected at least ", parts_.disk_reserve_bytes,
                                            " bytes (state.disk_reserve) free where the store "
                                            "lies, but there are ",
                                            free_bytes))
                         .message());
}

void History::NoteRoom(const Committed& committed) {
  absl::MutexLock lock(&mutex_);
  asking_ = false;
  if (committed.status.ok()) {
    free_bytes_ = committed.free_bytes;
  } else {
    status_ = committed.status;
  }
}

// False: one of its partitions has a request under way.
bool History::Begin(Flight& flight) {
  absl::MutexLock lock(&mutex_);
  for (const auto& [partition, unused] : flight.shares) {
    if (LaneOf(partition).busy) return false;
  }
  const Millis now = parts_.clock.SinceBoot();
  for (const auto& [partition, unused] : flight.shares) LaneOf(partition).busy = now;
  return true;
}

void History::SendAll(const std::shared_ptr<Flight>& flight) {
  for (const BulkRecord& record : flight->records) {
    DecodeError error;
    const bool is_good = reader_.Read(record, error);
    size_t number = 0;
    {
      absl::MutexLock lock(&mutex_);
      if (!IsNew(*flight, record)) continue;
      number = flight->entries.size();
      Flight::Entry& entry = flight->entries.emplace_back();
      entry.record = record;
      entry.sign = reader_.sign();
      entry.state = Flight::Entry::State::kDone;
      if (LaneOf(record.partition).IsAhead(record.position, entry.sign)) continue;  // kWritten
      if (!is_good) {
        entry.fate = HistoryFate::kSetAside;
        entry.error = std::move(error);
      } else if (!reader_.IsWanted()) {
        entry.fate = HistoryFate::kFiltered;
      } else {
        entry.state = Flight::Entry::State::kWaiting;
        ++flight->unreported;
      }
      if (entry.state == Flight::Entry::State::kDone) continue;
    }
    parts_.producer.Send(reader_.Make(), [this, flight, number](const DeliveryReport& report) {
      OnReport(flight, number, report);
    });
  }
}

// True if the record, which the reader has read, is to be dealt with.
bool History::IsNew(Flight& flight, const BulkRecord& record) {
  Flight::Share& share = flight.shares[record.partition];
  if (!share.stopped.empty()) return false;
  const Millis limit = Millis{ToMs(parts_.clock.Wall())} + kMostInFuture;
  if (reader_.sign() && reader_.sign()->timestamp > limit.count()) {
    flight.Stop(record.partition, BulkResult::kUndelivered,
                absl::StrCat(PlaceOf(record), ": expected a record of at most ",
                             FormatRfc3339(limit.count()), ", an hour ahead of this clock, but it ",
                             "is of ", FormatRfc3339(reader_.sign()->timestamp)));
    return false;
  }
  Lane& lane = LaneOf(record.partition);
  Standing standing = lane.mark.Judge(record.position, reader_.sign());
  const auto is_of_another_log = [&standing] {
    return standing == Standing::kRewound || standing == Standing::kOther;
  };
  if (is_of_another_log() && parts_.accepts_rewound) {
    lane.mark.Rewind();
    lane.ahead.clear();
    standing = Standing::kNew;
  }
  if (std::exchange(share.newest, record.position) == record.position) standing = Standing::kKnown;
  if (is_of_another_log()) {
    flight.Stop(record.partition, BulkResult::kRewound,
                DescribeRewound(record, reader_.sign()->timestamp, standing, lane.mark));
    return false;
  }
  if (standing == Standing::kKnown) {
    ++lane.records[static_cast<int>(HistoryFate::kKnown)];
    return false;
  }
  const bool is_beyond =
      lane.ahead.size() >= parts_.most_ahead && record.position > lane.ahead.rbegin()->first;
  if (++share.entries <= parts_.most_ahead && !is_beyond) return true;
  flight.Stop(record.partition, BulkResult::kUndelivered,
              absl::StrCat(PlaceOf(record), ": expected at most ", parts_.most_ahead,
                           " records of a partition in one request; the rest is taken next"));
  return false;
}

void History::OnReport(const std::shared_ptr<Flight>& flight, size_t number,
                       const DeliveryReport& report) {
  {
    absl::MutexLock lock(&mutex_);
    Flight::Entry& entry = flight->entries[number];
    if (report.of_batch) {
      entry.state = Flight::Entry::State::kRefused;
    } else {
      flight->Report(entry, report);
    }
  }
  EndReport(flight);
}

void History::EndReport(const std::shared_ptr<Flight>& flight) {
  {
    absl::MutexLock lock(&mutex_);
    if (--flight->unreported > 0) return;
  }
  SendAlone(flight, 0);
}

// Sends the first of the entries from `from` on that was refused with its batch; with none left
// the request ends.
void History::SendAlone(const std::shared_ptr<Flight>& flight, size_t from) {
  std::optional<NewRecord> record;
  size_t number = from;
  {
    absl::MutexLock lock(&mutex_);
    const auto refused = std::find_if(
        flight->entries.begin() + from, flight->entries.end(),
        [](const Flight::Entry& entry) { return entry.state == Flight::Entry::State::kRefused; });
    if (refused != flight->entries.end()) {
      number = static_cast<size_t>(refused - flight->entries.begin());
      DecodeError error;
      CHECK(lone_reader_.Read(refused->record, error));  // it was read before
      record = lone_reader_.Make();
    }
  }
  if (!record) return CommitMarks(flight);
  parts_.alone.Send(*std::move(record), [this, flight, number](const DeliveryReport& report) {
    OnAlone(flight, number, report);
  });
}

void History::OnAlone(const std::shared_ptr<Flight>& flight, size_t number,
                      const DeliveryReport& report) {
  {
    absl::MutexLock lock(&mutex_);
    Flight::Entry& entry = flight->entries[number];
    flight->Report(entry, report);
    if (entry.state == Flight::Entry::State::kFailed) flight->FailBehind(number);
  }
  SendAlone(flight, number + 1);
}

void History::CommitMarks(const std::shared_ptr<Flight>& flight) {
  std::vector<Changes> changes;
  {
    absl::MutexLock lock(&mutex_);
    changes = Settle(*flight);
  }
  if (changes.empty()) return Finish(*flight, absl::OkStatus());
  parts_.committer.Commit(std::move(changes), [this, flight](const Committed& committed) {
    NoteRoom(committed);
    Finish(*flight, committed.status);
  });
}

// Moves the marks over what is dealt with, up to the first gap of each, and notes what is in Kafka
// beyond.
std::vector<Changes> History::Settle(Flight& flight) {
  const WallTime now = parts_.clock.Wall();
  std::set<int32_t> gaps;
  for (Flight::Entry& entry : flight.entries) {
    const int32_t partition = entry.record.partition;
    Lane& lane = LaneOf(partition);
    if (entry.state == Flight::Entry::State::kFailed) gaps.insert(partition);
    if (gaps.contains(partition)) {
      const bool is_written =
          entry.state == Flight::Entry::State::kDone && entry.fate == HistoryFate::kWritten;
      if (is_written) lane.ahead.emplace(entry.record.position, *entry.sign);
      continue;
    }
    lane.mark.Advance(entry.record.position, entry.sign);
    lane.ahead.erase(entry.record.position);
    ++lane.records[static_cast<int>(entry.fate)];
    const std::string_view json = entry.record.json;
    if (entry.fate == HistoryFate::kWritten) lane.bytes += json.size();
    if (entry.fate != HistoryFate::kSetAside) continue;
    lane.mark.SetAside({.offset = {entry.record.position},
                        .error = entry.error.error,
                        .text = std::move(entry.error.text),
                        .timestamp = entry.sign ? ArrivalMs(entry.sign->timestamp) : kNoArrivalTime,
                        .at = now,
                        .payload = std::string(json.substr(0, kMaxQuarantinePayloadBytes))},
                       parts_.quarantine_limit);
  }
  std::vector<Changes> changes;
  for (const auto& [partition, unused] : flight.shares) {
    Lane& lane = LaneOf(partition);
    if (lane.mark.HasChanges()) changes.push_back(lane.mark.Take(now, parts_.quarantine_limit));
  }
  return changes;
}

void History::Finish(Flight& flight, const absl::Status& durable) {
  {
    absl::MutexLock lock(&mutex_);
    for (auto& [partition, share] : flight.shares) {
      Lane& lane = LaneOf(partition);
      lane.Note(durable.ok() ? std::move(share.stopped) : std::string(durable.message()));
      lane.busy.reset();
    }
  }
  if (!durable.ok()) flight.answer = {BulkResult::kUndelivered, std::string(durable.message())};
  Answer(std::move(flight.answer), flight.respond);
}

void History::Answer(BulkAnswer answer, const Respond& respond) {
  Count(answer.result);
  respond(std::move(answer));
}

void History::Count(BulkResult result) {
  absl::MutexLock lock(&mutex_);
  ++bulks_[static_cast<int>(result)];
}

HistoryView History::View() const {
  absl::MutexLock lock(&mutex_);
  HistoryView view{.bulks = bulks_};
  const Millis now = parts_.clock.SinceBoot();
  for (const auto& [partition, lane] : lanes_) {
    HistoryLaneView& shown = view.lanes.emplace_back();
    shown = {.partition = partition,
             .records = lane.records,
             .bytes = lane.bytes,
             .position = lane.mark.position(),
             .timestamp = lane.mark.timestamp(),
             .stands = now - lane.refused.value_or(lane.busy.value_or(now)),
             .trouble = lane.trouble};
    if (!lane.busy || now - *lane.busy <= kSlow || !lane.trouble.empty()) continue;
    shown.trouble =
        absl::StrCat("Kafka has not taken what came for ", FormatDuration(now - *lane.busy));
  }
  return view;
}

absl::Status History::status() const {
  absl::MutexLock lock(&mutex_);
  return status_;
}

}  // namespace telltale
