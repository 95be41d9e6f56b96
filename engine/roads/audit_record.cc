#include "engine/roads/audit_record.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "engine/base/hash.h"
#include "engine/base/json_object.h"
#include "engine/base/strings.h"

namespace telltale {
namespace {

constexpr int kAuditVersion = 1;  // of what docs/formats/audit.md says

std::string RuleName(const AuditOrigin& origin, const AuditRow& row) {
  const auto rule = origin.rules.find(row.rule);
  return rule == origin.rules.end() ? "" : rule->second;
}

void AppendEpisode(const AuditOrigin& origin, const AuditRow& row, JsonObject& object) {
  object.TextOrNull("rule", RuleName(origin, row));
  object.TextOrNull("key", row.key_text);
  object.TextOrNull("episode", row.episode);
  if (row.command) object.Text("cmd", KindName(*row.command));
  if (row.event_time) {
    const bool is_raised = row.kind == AuditRow::Kind::kRaised;
    object.Time(is_raised ? "raised_at" : "cleared_at", row.event_time);
  }
  object.TextIfAny("ending", row.ending);
  object.TextIfAny("reason", row.text);
  object.TextIfAny("process", row.process);
  // As a text, for it is more than a double can hold.
  if (row.instance != 0) object.Text("instance", absl::StrCat(row.instance));
}

}  // namespace

NewRecord AuditRecord(const AuditOrigin& origin, const AuditRow& row) {
  std::string json;
  JsonObject object(json);
  object.Number("v", kAuditVersion);
  object.Text("what", AuditName(row.kind));
  object.Time("at", row.at);
  object.Text("store", origin.store);
  object.Text("topic", origin.topic);
  object.Number("partition", origin.partition);
  object.Number("seq", static_cast<int64_t>(row.seq.value));
  object.Number("next", row.next.value);
  object.Time("arrival", row.arrival);
  if (row.kind != AuditRow::Kind::kTick) AppendEpisode(origin, row, object);
  object.Close();
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
