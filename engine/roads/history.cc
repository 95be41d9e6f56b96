#include "engine/roads/history.h"

#include <algorithm>
#include <thread>
#include <utility>

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

// A request that is under way for longer is worth a word.
constexpr Millis kSlow{10000};

std::string PlaceOf(const BulkRecord& record) {
  return absl::StrCat("Zeebe partition ", record.partition, ", position ", record.position);
}

std::string DescribeRewound(const BulkRecord& record, int64_t timestamp, const HistoryMark& mark) {
  return std::string(
      MakeError(ErrorId::kHistoryRewound,
                absl::StrCat(PlaceOf(record), ", of ", FormatRfc3339(timestamp),
                             ": expected it behind position ", *mark.position(),
                             ", because all that was written is older, of ",
                             FormatRfc3339(ToMs(mark.timestamp())), " at most, but it is not"))
          .message());
}

}  // namespace

std::string_view BulkResultName(BulkResult result) {
  constexpr std::string_view kNames[] = {"taken", "malformed", "busy", "undelivered", "rewound"};
  return kNames[static_cast<int>(result)];
}

std::string_view HistoryFateName(HistoryFate fate) {
  constexpr std::string_view kNames[] = {"written", "known", "filtered", "set-aside"};
  return kNames[static_cast<int>(fate)];
}

// One partition of Zeebe.
struct History::Lane {
  explicit Lane(PartitionId id) : mark(id) {}

  HistoryMark mark;
  std::optional<Millis> busy;  // since when a request is under way, since boot
  // A record that Kafka refused for the size of what it came with. It is sent once more alone, for
  // a batch can be too large although none of its records is.
  std::optional<int64_t> suspect;
  std::array<uint64_t, kHistoryFates> records{};
  uint64_t bytes = 0;
};

// One request, from its first record to its answer.
struct History::Flight {
  struct Entry {
    enum class State : uint8_t { kWaiting, kDone, kFailed };
    BulkRecord record;
    std::optional<int64_t> timestamp;
    State state = State::kWaiting;
    HistoryFate fate = HistoryFate::kWritten;  // kDone
    DecodeError error;                         // kSetAside: why
  };

  void Stop(int32_t partition, BulkResult result, std::string text) {
    stopped.insert(partition);
    if (answer.result == BulkResult::kTaken) answer = {result, std::move(text)};
  }
  bool IsWaiting(int32_t partition) const {
    return std::any_of(entries.begin(), entries.end(), [partition](const Entry& entry) {
      return entry.record.partition == partition && entry.state == Entry::State::kWaiting;
    });
  }

  std::string request;  // the records point into it
  Respond respond;
  std::thread::id sender;  // who is in Take()
  std::vector<BulkRecord> records;
  std::set<int32_t> partitions;
  std::map<int32_t, int64_t> newest;  // of each partition, the last position that was looked at
  std::vector<Entry> entries;         // those that are no repetitions, in their order
  std::set<int32_t> stopped;          // of these nothing more is sent
  size_t unreported = 1;              // entries, and the sender
  BulkAnswer answer;
};

History::History(HistoryParts parts, TopicId topic)
    : parts_(std::move(parts)),
      topic_(topic),
      actions_(parts_.decoders(BulkActionSlots())),
      reader_(parts_.plan, parts_.decoders) {}

History::~History() = default;

absl::StatusOr<std::unique_ptr<History>> History::Open(HistoryParts parts, Store& store) {
  ASSIGN_OR_RETURN(const TopicId topic, NumberHistory(store));
  std::unique_ptr<History> history(new History(std::move(parts), topic));
  absl::MutexLock lock(&history->mutex_);
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
  flight->sender = std::this_thread::get_id();
  absl::StatusOr<std::vector<BulkRecord>> records = ReadBulk(flight->request, *actions_);
  if (!records.ok()) {
    return Answer({BulkResult::kMalformed, std::string(records.status().message())},
                  flight->respond);
  }
  flight->records = *std::move(records);
  for (const BulkRecord& record : flight->records) flight->partitions.insert(record.partition);
  if (!Begin(*flight)) {
    return Answer({BulkResult::kBusy, "a request of the same Zeebe partition is under way"},
                  flight->respond);
  }
  SendAll(flight);
  EndReport(flight);
}

// False: one of its partitions has a request under way.
bool History::Begin(Flight& flight) {
  absl::MutexLock lock(&mutex_);
  for (const int32_t partition : flight.partitions) {
    if (LaneOf(partition).busy) return false;
  }
  const Millis now = parts_.clock.SinceBoot();
  for (const int32_t partition : flight.partitions) LaneOf(partition).busy = now;
  return true;
}

void History::SendAll(const std::shared_ptr<Flight>& flight) {
  for (const BulkRecord& record : flight->records) {
    DecodeError error;
    const bool is_good = reader_.Read(record, error);
    size_t number = 0;
    {
      absl::MutexLock lock(&mutex_);
      if (!Judge(*flight, record)) continue;
      number = flight->entries.size();
      Flight::Entry& entry = flight->entries.emplace_back();
      entry.record = record;
      entry.timestamp = reader_.timestamp();
      entry.state = Flight::Entry::State::kDone;
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
bool History::Judge(Flight& flight, const BulkRecord& record) {
  if (flight.stopped.contains(record.partition)) return false;
  Lane& lane = LaneOf(record.partition);
  Standing standing = lane.mark.Judge(record.position, reader_.timestamp());
  if (standing == Standing::kRewound && parts_.accepts_rewound) {
    lane.mark.Rewind();
    standing = Standing::kNew;
  }
  const auto before = flight.newest.find(record.partition);
  if (before != flight.newest.end() && before->second == record.position) {
    standing = Standing::kKnown;
  }
  flight.newest[record.partition] = record.position;
  switch (standing) {
    case Standing::kRewound:
      flight.Stop(record.partition, BulkResult::kRewound,
                  DescribeRewound(record, *reader_.timestamp(), lane.mark));
      return false;
    case Standing::kKnown:
      ++lane.records[static_cast<int>(HistoryFate::kKnown)];
      return false;
    case Standing::kNew:
      break;
  }
  // Nothing else waits beside one that is tried alone.
  if (!lane.suspect || record.position < *lane.suspect) return true;
  if (!flight.IsWaiting(record.partition)) return true;
  flight.Stop(record.partition, BulkResult::kUndelivered,
              absl::StrCat(PlaceOf(record), ": Kafka refused it for its size, it is tried alone"));
  return false;
}

void History::OnReport(const std::shared_ptr<Flight>& flight, size_t number,
                       const DeliveryReport& report) {
  {
    absl::MutexLock lock(&mutex_);
    Flight::Entry& entry = flight->entries[number];
    Lane& lane = LaneOf(entry.record.partition);
    const int64_t position = entry.record.position;
    // Said at once it is about this record alone.
    const bool alone = flight->sender == std::this_thread::get_id() || lane.suspect == position;
    const bool too_large = report.too_large;
    entry.state = Flight::Entry::State::kDone;
    if (too_large && alone) {
      entry.fate = HistoryFate::kSetAside;
      entry.error = {ErrorId::kBeyondKafka,
                     absl::StrCat("expected a record that Kafka takes, but it has ",
                                  entry.record.json.size(), " bytes: ", report.text)};
    } else if (report.delivery != Delivery::kDelivered) {
      entry.state = Flight::Entry::State::kFailed;
      flight->Stop(entry.record.partition, BulkResult::kUndelivered, report.text);
    }
    if (too_large && !alone) lane.suspect = position;
    if (!too_large && lane.suspect == position) lane.suspect.reset();
  }
  EndReport(flight);
}

void History::EndReport(const std::shared_ptr<Flight>& flight) {
  std::vector<Changes> changes;
  {
    absl::MutexLock lock(&mutex_);
    if (--flight->unreported > 0) return;
    changes = Settle(*flight);
  }
  if (changes.empty()) return Finish(*flight, absl::OkStatus());
  parts_.committer.Commit(std::move(changes), [this, flight](const Committed& committed) {
    Finish(*flight, committed.status);
  });
}

// Moves the marks over what is dealt with, up to the first gap of each.
std::vector<Changes> History::Settle(Flight& flight) {
  const WallTime now = parts_.clock.Wall();
  std::set<int32_t> gaps;
  for (Flight::Entry& entry : flight.entries) {
    const int32_t partition = entry.record.partition;
    if (entry.state == Flight::Entry::State::kFailed) gaps.insert(partition);
    if (gaps.contains(partition)) continue;
    Lane& lane = LaneOf(partition);
    lane.mark.Advance(entry.record.position, entry.timestamp);
    ++lane.records[static_cast<int>(entry.fate)];
    const std::string_view json = entry.record.json;
    if (entry.fate == HistoryFate::kWritten) lane.bytes += json.size();
    if (entry.fate != HistoryFate::kSetAside) continue;
    if (lane.suspect == entry.record.position) lane.suspect.reset();
    lane.mark.SetAside({.offset = {entry.record.position},
                        .error = entry.error.error,
                        .text = std::move(entry.error.text),
                        .timestamp = entry.timestamp ? ArrivalMs(*entry.timestamp) : kNoArrivalTime,
                        .at = now,
                        .payload = std::string(json.substr(0, kMaxQuarantinePayloadBytes))});
  }
  std::vector<Changes> changes;
  for (const int32_t partition : flight.partitions) {
    Lane& lane = LaneOf(partition);
    if (lane.mark.HasChanges()) changes.push_back(lane.mark.Take(now, parts_.quarantine_limit));
  }
  return changes;
}

void History::Finish(Flight& flight, const absl::Status& durable) {
  {
    absl::MutexLock lock(&mutex_);
    for (const int32_t partition : flight.partitions) LaneOf(partition).busy.reset();
    if (!durable.ok()) status_ = durable;
  }
  if (!durable.ok()) flight.answer = {BulkResult::kUndelivered, std::string(durable.message())};
  Answer(std::move(flight.answer), flight.respond);
}

void History::Answer(BulkAnswer answer, const Respond& respond) {
  {
    absl::MutexLock lock(&mutex_);
    ++bulks_[static_cast<int>(answer.result)];
    if (answer.result == BulkResult::kTaken) trouble_.clear();
    const bool acts =
        answer.result == BulkResult::kUndelivered || answer.result == BulkResult::kRewound;
    if (acts) trouble_ = answer.text;
  }
  respond(std::move(answer));
}

HistoryView History::View() const {
  absl::MutexLock lock(&mutex_);
  HistoryView view{.bulks = bulks_, .trouble = trouble_};
  const Millis now = parts_.clock.SinceBoot();
  for (const auto& [partition, lane] : lanes_) {
    if (lane.busy && now - *lane.busy > kSlow && view.trouble.empty()) {
      view.trouble = absl::StrCat("Kafka has not taken what came of Zeebe partition ", partition,
                                  " for ", FormatDuration(now - *lane.busy));
    }
    view.lanes.push_back({.partition = partition,
                          .records = lane.records,
                          .bytes = lane.bytes,
                          .position = lane.mark.position(),
                          .timestamp = lane.mark.timestamp()});
  }
  return view;
}

absl::Status History::status() const {
  absl::MutexLock lock(&mutex_);
  return status_;
}

}  // namespace telltale
