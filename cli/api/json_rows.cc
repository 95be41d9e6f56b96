#include "cli/api/json_rows.h"

#include <cstdint>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "connectors/http/http_error.h"
#include "engine/base/json_text.h"
#include "engine/base/strings.h"
#include "engine/feel/utf8.h"

namespace telltale {
namespace {

// One object on a line of its own.
class Line {
 public:
  explicit Line(std::string& out) : out_(out) { out_ += '{'; }
  ~Line() { out_ += "}\n"; }

  void Text(std::string_view name, std::string_view text) {
    Name(name);
    AppendJsonString(out_, AsUtf8(text));
  }
  void Number(std::string_view name, int64_t number) {
    Name(name);
    absl::StrAppend(&out_, number);
  }
  void Bool(std::string_view name, bool value) { Raw(name, value ? "true" : "false"); }
  void Null(std::string_view name) { Raw(name, "null"); }

  template <class Clock>
  void Time(std::string_view name, std::optional<std::chrono::time_point<Clock, Millis>> time) {
    if (!time || ToMs(*time) < 0 || ToMs(*time) >= kYear10000Ms) return Null(name);
    Text(name, FormatRfc3339(ToMs(*time)));
  }
  void FateOf(std::string_view name, std::optional<Fate> fate) {
    if (!fate) return Null(name);
    Text(name, FateName(*fate));
  }

 private:
  void Name(std::string_view name) {
    if (out_.back() != '{') out_ += ',';
    AppendJsonString(out_, name);
    out_ += ':';
  }
  void Raw(std::string_view name, std::string_view json) {
    Name(name);
    out_ += json;
  }

  std::string& out_;
};

}  // namespace

std::string AsUtf8(std::string_view bytes) {
  std::string text;
  text.reserve(bytes.size());
  while (!bytes.empty()) {
    const feel::Utf8 character = feel::DecodeUtf8(bytes);
    const size_t size = feel::IsCharacter(character) ? character.bytes : 1;
    text += feel::IsCharacter(character) ? bytes.substr(0, size) : "\uFFFD";
    bytes.remove_prefix(size);
  }
  return text;
}

void AppendLine(const EpisodeRow& row, std::string& out) {
  Line line(out);
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
  Line line(out);
  line.Text("id", FormatRowId(row.id));
  line.Text("cmd", KindName(row.kind));
  line.FateOf("fate", row.fate);
  line.Text("episode", row.episode);
  line.Text("rule", row.rule);
  line.Text("message", row.message);
  line.Time("at", std::optional(row.at));
  line.Time("first_attempt", row.first_attempt);
  line.Time("last_attempt", row.last_attempt);
  if (row.fate == Fate::kParked) line.Text("reason", row.reason);
}

void AppendLine(const QuarantineLine& row, std::string& out) {
  Line line(out);
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
  line.Time("timestamp", std::optional(row.timestamp));
  line.Time("set_aside_at", std::optional(row.at));
  line.Text("payload", row.payload);
}

void AppendLine(const AuditLine& row, std::string& out) {
  const AuditRow& entry = row.entry;
  Line line(out);
  line.Text("id", FormatRowId(row.id));
  line.Text("what", AuditName(entry.kind));
  line.Time("at", std::optional(entry.at));
  line.Text("episode", entry.episode);
  line.Text("rule", row.rule);
  line.Text("key", entry.key_text);
  line.Text("topic", row.id.topic);
  line.Number("partition", row.id.partition);
  line.Number("next", entry.next.value);
  line.Time("arrival", std::optional(entry.arrival));
  if (entry.event_time) line.Time("event_time", entry.event_time);
  if (!entry.ending.empty()) line.Text("ending", entry.ending);
  if (entry.command) line.Text("cmd", KindName(*entry.command));
  if (entry.kind == AuditRow::Kind::kParked) line.Text("reason", entry.text);
  if (entry.instance == 0) return;
  line.Text("process", entry.process);
  line.Number("instance", entry.instance);
}

void AppendLine(const OrderResult& result, std::string& out) {
  Line line(out);
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
