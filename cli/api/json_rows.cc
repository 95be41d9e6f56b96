#include "cli/api/json_rows.h"

#include <cstdint>

#include "absl/strings/str_join.h"
#include "cli/api/json_line.h"
#include "connectors/http/http_error.h"

namespace telltale {

void AppendLine(const EpisodeRow& row, std::string& out) {
  JsonLine line(out);
  line.Text("episode", row.episode);
  line.Text("state", row.ended_at ? "ended" : "open");
  line.Text("rule", row.rule);
  line.Text("key", row.key);
  line.Text("topic", row.topic);
  line.Number("partition", row.partition);
  line.Time("raised_at", row.raised_at);
  if (!row.ended_at) {
    line.Time("first_bad_at", row.first_bad);
    line.Time("last_bad_at", row.last_bad);
    row.count ? line.Number("count", *row.count) : line.Null("count");
    line.Number("forwards", static_cast<int64_t>(row.forwards));
  } else {
    line.Time("ended_at", row.ended_at);
    line.Text("ending", row.ending);
  }
  line.FateOf("start", row.start);
  if (row.ended_at) line.FateOf("back", row.back);
}

void AppendLine(const OutboxLine& row, std::string& out) {
  JsonLine line(out);
  line.Text("id", FormatRowId(row.id));
  line.Text("cmd", KindName(row.kind));
  line.FateOf("fate", row.fate);
  line.Text("episode", row.episode);
  line.Text("rule", row.rule);
  line.Text("message", row.message);
  line.Time("at", row.at);
  line.Time("first_attempt", row.first_attempt);
  line.Time("last_attempt", row.last_attempt);
  if (row.fate == Fate::kParked) line.Text("reason", row.reason);
}

void AppendLine(const QuarantineLine& row, std::string& out) {
  JsonLine line(out);
  line.Text("id", FormatRowId(row.id));
  line.Text("topic", row.id.topic);
  line.Number("partition", row.id.partition);
  line.Number("offset", row.offset.value);
  line.Text("rule", row.rule);
  line.Text("error", ErrorNumber(row.error));
  // A number that a later version wrote is none of ours.
  const ErrorEntry* entry = FindError(ErrorNumber(row.error));
  line.Text("name", entry == nullptr ? "" : entry->name);
  line.Text("text", row.text);
  line.Time("timestamp", row.timestamp);
  line.Time("set_aside_at", row.at);
  line.Text("payload", row.payload);
}

void AppendLine(const AuditLine& row, std::string& out) {
  const AuditRow& entry = row.entry;
  JsonLine line(out);
  line.Text("id", FormatRowId(row.id));
  line.Text("what", AuditName(entry.kind));
  line.Time("at", entry.at);
  line.Text("episode", entry.episode);
  line.Text("rule", row.rule);
  line.Text("key", entry.key_text);
  line.Text("topic", row.id.topic);
  line.Number("partition", row.id.partition);
  line.Number("next", entry.next.value);
  line.Time("arrival", entry.arrival);
  if (entry.event_time) line.Time("event_time", entry.event_time);
  if (!entry.ending.empty()) line.Text("ending", entry.ending);
  if (entry.command) line.Text("cmd", KindName(*entry.command));
  if (entry.kind == AuditRow::Kind::kParked) line.Text("reason", entry.text);
  if (entry.instance == 0) return;
  line.Text("process", entry.process);
  line.Number("instance", entry.instance);
}

void AppendLine(const OrderResult& result, std::string& out) {
  JsonLine line(out);
  line.Text("id", FormatRowId(result.id));
  line.Bool("done", result.status.ok());
  if (!result.status.ok()) {
    line.Text("error", ErrorNumber(ErrorOf(result.status).value_or(ErrorId::kUnavailable)));
    line.Text("text", TextOf(result.status));
  } else if (!result.outcomes.empty()) {
    line.Text("outcomes", absl::StrJoin(result.outcomes, ", "));
  }
}

}  // namespace telltale
