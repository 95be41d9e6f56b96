// Rows: what an operator is shown. Names instead of numbers, so that nothing else is needed to
// print them.
//
// Thread safety: values.
#ifndef TELLTALE_ENGINE_DESK_ROWS_H_
#define TELLTALE_ENGINE_DESK_ROWS_H_

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "engine/base/error_catalogue.h"
#include "engine/base/ids.h"
#include "engine/base/message.h"
#include "engine/base/time.h"
#include "engine/desk/row_id.h"
#include "engine/state/changes.h"

namespace telltale {

struct EpisodeRow {
  std::string episode;  // its id
  std::string rule;
  std::string key;  // as in the id; of an open episode always whole
  std::string topic;
  int32_t partition = 0;
  std::optional<EventTime> raised_at;
  std::optional<EventTime> first_bad;  // of an open one
  std::optional<EventTime> last_bad;   // of an open one
  std::optional<uint32_t> count;       // of an open one: bad events so far
  std::optional<EventTime> ended_at;   // of one that has ended
  std::string ending;
  std::optional<Fate> start;  // unknown once its row is gone
  std::optional<Fate> back;   // of one that has ended
  uint64_t forwards = 0;      // of an open one: forwards that wait or are parked
};

// A command that is not over: parked, pending or attempted; or one of any fate.
struct OutboxLine {
  RowId id;
  std::string rule;
  Message::Kind kind = Message::Kind::kStart;
  Fate fate = Fate::kPending;
  std::string episode;  // of a route's command its correlation key
  std::string message;  // its name
  EventTime at;         // a start's raise, a back's end, the time of a forwarded event or a record
  std::optional<WallTime> first_attempt;
  std::optional<WallTime> last_attempt;
  std::string reason;  // of a parked one
};

struct QuarantineLine {
  RowId id;
  std::string rule;  // empty: the record itself is bad
  Offset offset;
  ErrorId error{};
  std::string text;
  ArrivalTime timestamp;  // the record's own
  WallTime at{};          // when it was set aside
  std::string payload;
};

struct AuditLine {
  RowId id;
  std::string rule;  // empty: of a tick
  AuditRow entry;
};

// A part of a listing. `next` names the place after its last row; empty: there is no more. A page
// may hold fewer rows than were asked for, even none, and still have a next one.
template <class Row>
struct Page {
  std::vector<Row> rows;
  std::string next;
};

}  // namespace telltale

#endif  // TELLTALE_ENGINE_DESK_ROWS_H_
