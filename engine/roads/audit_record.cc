#include "engine/roads/audit_record.h"

#include <string_view>
#include <utility>

#include "absl/strings/str_cat.h"
#include "engine/base/hash.h"
#include "engine/base/json_text.h"
#include "engine/base/strings.h"

namespace telltale {
namespace {

constexpr char kBegin[] = "{\"v\":1";  // the version of what docs/formats/audit.md says

// Appends members to an object.
class ObjectText {
 public:
  explicit ObjectText(std::string& json) : json_(json) {}

  void Number(std::string_view name, int64_t value) { absl::StrAppend(&Name(name), value); }
  void Text(std::string_view name, std::string_view value) { AppendJsonString(Name(name), value); }
  // What is not known is null.
  void TextOrNull(std::string_view name, std::string_view value) {
    if (value.empty()) {
      Name(name) += "null";
    } else {
      Text(name, value);
    }
  }
  // What has nothing to say is left out.
  void TextIfAny(std::string_view name, std::string_view value) {
    if (!value.empty()) Text(name, value);
  }
  // Of times that no calendar has, milliseconds are not worth telling either.
  void Time(std::string_view name, int64_t ms) {
    const bool known = ms >= 0 && ms < kYear10000Ms;
    TextOrNull(name, known ? FormatRfc3339(ms) : "");
  }

 private:
  std::string& Name(std::string_view name) {
    absl::StrAppend(&json_, ",\"", A(name), "\":");
    return json_;
  }

  std::string& json_;
};

std::string RuleName(const AuditOrigin& origin, const AuditRow& row) {
  const auto rule = origin.rules.find(row.rule);
  return rule == origin.rules.end() ? "" : rule->second;
}

void AppendEpisode(const AuditOrigin& origin, const AuditRow& row, ObjectText& object) {
  object.TextOrNull("rule", RuleName(origin, row));
  object.TextOrNull("key", row.key_text);
  object.TextOrNull("episode", row.episode);
  if (row.command) object.Text("cmd", KindName(*row.command));
  if (row.event_time) {
    const bool is_raised = row.kind == AuditRow::Kind::kRaised;
    object.Time(is_raised ? "raised_at" : "cleared_at", ToMs(*row.event_time));
  }
  object.TextIfAny("ending", row.ending);
  object.TextIfAny("reason", row.text);
  object.TextIfAny("process", row.process);
  // As a text, for it is more than a double can hold.
  if (row.instance != 0) object.Text("instance", absl::StrCat(row.instance));
}

}  // namespace

NewRecord AuditRecord(const AuditOrigin& origin, const AuditRow& row) {
  std::string json = kBegin;
  ObjectText object(json);
  object.Text("what", AuditName(row.kind));
  object.Time("at", ToMs(row.at));
  object.Text("store", origin.store);
  object.Text("topic", origin.topic);
  object.Number("partition", origin.partition);
  object.Number("seq", static_cast<int64_t>(row.seq.value));
  object.Number("offset", row.next.value);
  object.Time("arrival", ToMs(row.arrival));
  if (row.kind != AuditRow::Kind::kTick) AppendEpisode(origin, row, object);
  json += '}';
  return {.key = AuditKey(origin, row),
          .value = std::move(json),
          .headers = {{"telltale-store", origin.store},
                      {"telltale-topic", origin.topic},
                      {"telltale-partition", absl::StrCat(origin.partition)},
                      {"telltale-seq", absl::StrCat(row.seq.value)},
                      {"telltale-what", std::string(AuditName(row.kind))}},
          .timestamp = row.at};
}

std::string AuditKey(const AuditOrigin& origin, const AuditRow& row) {
  if (row.kind == AuditRow::Kind::kTick) {
    return absl::StrCat(origin.topic, "/", origin.partition);
  }
  return row.key_text.empty() ? absl::StrCat("#", ToHex(row.key)) : row.key_text;
}

}  // namespace telltale
