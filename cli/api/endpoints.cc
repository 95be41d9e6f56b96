#include "cli/api/endpoints.h"

#include "engine/base/status.h"

namespace telltale {
namespace {

constexpr EndpointField kRule = {"rule", "only of this rule"};
constexpr EndpointField kKey = {
    "key", "only of this key: its parts joined by `/`, escaped as in episode ids"};
constexpr EndpointField kLimit = {"limit", "rows of a page, at most 1000; without it 100"};
constexpr EndpointField kAfter = {"after", "go on behind a page: its `Telltale-Next`"};

constexpr EndpointField kEpisodeParameters[] = {
    {"state", "`open` (without it), `ended` or `all`"}, kRule, kKey, kLimit, kAfter};
constexpr EndpointField kEpisodeFields[] = {
    {"episode", "its id, the correlation key in the workflow engine"},
    {"state", "`open` or `ended`"},
    {"rule", "the rule's name"},
    {"key", "the key, escaped as in the id"},
    {"topic", "where its events come from"},
    {"partition", "of the topic", FieldKind::kNumber},
    {"raised_at", "event time at which it was raised"},
    {"first_bad_at",
     "open: the first bad event of the evidence that raised it; of a window, where that begins "
     "(docs/forms.md)"},
    {"last_bad_at", "open: the newest bad event"},
    {"count", "open: bad events so far; null if its rule was edited since", FieldKind::kNumber},
    {"forwards", "open: commands of its rule's `forward` that wait or are parked",
     FieldKind::kNumber},
    {"ended_at", "ended: event time of its end"},
    {"ending", "ended: why it ended (outcomes.md)"},
    {"start", "how its start stands: a fate, below; null once its row is gone"},
    {"back", "ended: how its back stands"},
};

constexpr EndpointField kOutboxParameters[] = {
    {"fate", "a fate, repeatable; without it `parked`, `pending` and `attempted`"},
    kRule,
    kKey,
    kLimit,
    kAfter};
constexpr EndpointField kOutboxFields[] = {
    {"id", "TOPIC/PARTITION/NUMBER, its name in orders"},
    {"cmd", "`start`, `back`, `forward` or `route`"},
    {"fate", "how it stands"},
    {"episode", "the episode's id; of a route's command its correlation key"},
    {"rule", "the name of the rule or the route; empty if it is no longer configured"},
    {"message", "the name of the message"},
    {"at",
     "event time: of a start the raise, of a back the end, of a forward its event; of a route's "
     "command its record's timestamp"},
    {"first_attempt", "when it was first sent, if that may have arrived"},
    {"last_attempt", "when it was last sent"},
    {"reason", "parked: why, with the workflow engine's words"},
};

constexpr EndpointField kQuarantineParameters[] = {
    {"topic", "only of this topic"},
    kRule,
    {"error", "only with this error, by number or name"},
    kLimit,
    kAfter};
constexpr EndpointField kQuarantineFields[] = {
    {"id", "TOPIC/PARTITION/NUMBER, its name in orders"},
    {"topic", "of the record"},
    {"partition", "of the record", FieldKind::kNumber},
    {"offset", "of the record; in a file its byte", FieldKind::kNumber},
    {"rule", "the rule that could not use it; empty: the record itself is bad"},
    {"error", "number of the error"},
    {"name", "name of the error"},
    {"text", "what was expected, and what came"},
    {"timestamp", "the record's own"},
    {"set_aside_at", "when"},
    {"payload", "at most its first 64 KiB; bytes that are no UTF-8 are replaced"},
};

constexpr EndpointField kAuditParameters[] = {{"topic", "only of this topic"},
                                              kRule,
                                              kKey,
                                              {"episode", "only of the episode with this id"},
                                              kLimit,
                                              kAfter};
constexpr EndpointField kAuditFields[] = {
    {"id", "TOPIC/PARTITION/NUMBER"},
    {"what", "what happened, below"},
    {"at", "when it was durable"},
    {"episode", "the episode's id, the correlation key in the workflow engine"},
    {"rule", "the rule's name; of a tick empty"},
    {"key", "the key, escaped as in the id; empty if it was forgotten meanwhile"},
    {"topic", "where its events come from"},
    {"partition", "of the topic", FieldKind::kNumber},
    {"next", "it happened before the record at this offset", FieldKind::kNumber},
    {"arrival", "how far the partition's arrival time was"},
    {"event_time", "raised, cleared: when, by the events"},
    {"ending", "cleared: why (outcomes.md)"},
    {"cmd", "of a command: `start`, `back` or `forward`"},
    {"reason", "parked: why, with the workflow engine's words"},
    {"process", "of an instance: its BPMN process id"},
    {"instance", "of an instance: its number in the workflow engine", FieldKind::kNumber},
};

constexpr EndpointField kOrderParameters[] = {
    {"body",
     "`{\"id\":\"TOPIC/PARTITION/NUMBER\"}`, a line per row, at most 100; other fields are "
     "ignored, so lines of the listing can be sent back"},
};
constexpr EndpointField kOrderFields[] = {
    {"id", "the row"},
    {"done", "true: it is done and durable", FieldKind::kBool},
    {"error", "not done: number of the error"},
    {"text", "not done: what was expected, and what is"},
};
constexpr EndpointField kReplayFields[] = {
    {"id", "the row"},
    {"done", "true: the record was used and its row is gone, both durable", FieldKind::kBool},
    {"outcomes", "done: `RULE: OUTCOME` of each rule that looked at it, joined by `, `"},
    {"error", "not done: number of the error"},
    {"text", "not done: what was expected, and what is"},
};

constexpr Endpoint kTable[] = {
    {EndpointId::kEpisodes, HttpMethod::kGet, "/api/v1/episodes",
     "Episodes that are open, or have ended and whose back's row is still kept, the newest first.",
     kEpisodeParameters, kEpisodeFields},
    {EndpointId::kOutbox, HttpMethod::kGet, "/api/v1/outbox",
     "Commands to the workflow engine, the oldest first.", kOutboxParameters, kOutboxFields},
    {EndpointId::kOutboxRetry, HttpMethod::kPost, "/api/v1/outbox/retry",
     "Sends parked commands again, as if they never had been sent. Whoever retries a start vouches "
     "that it has no instance. Too late once its back may have arrived.",
     kOrderParameters, kOrderFields},
    {EndpointId::kOutboxDrop, HttpMethod::kPost, "/api/v1/outbox/drop",
     "Withdraws parked commands. A start that certainly never arrived takes its back along; the "
     "back of any other is still sent.",
     kOrderParameters, kOrderFields},
    {EndpointId::kQuarantine, HttpMethod::kGet, "/api/v1/quarantine",
     "Records that could not be used, the oldest first. A page may be short; go on while there is "
     "a next one.",
     kQuarantineParameters, kQuarantineFields},
    {EndpointId::kQuarantineReplay, HttpMethod::kPost, "/api/v1/quarantine/replay",
     "Tries quarantined records again, as if their senders had sent them again now.",
     kOrderParameters, kReplayFields},
    {EndpointId::kAudit, HttpMethod::kGet, "/api/v1/audit",
     "What happened to episodes, the oldest first, as far as it is kept (`state.audit_rows`). A "
     "page may be short; go on while there is a next one.",
     kAuditParameters, kAuditFields},
};

}  // namespace

absl::Span<const Endpoint> Endpoints() { return kTable; }

const Endpoint& FindEndpoint(EndpointId id) {
  for (const Endpoint& endpoint : kTable) {
    if (endpoint.id == id) return endpoint;
  }
  CheckFailed("every EndpointId is in the table", __FILE__, __LINE__);
}

}  // namespace telltale
