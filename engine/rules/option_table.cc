#include "engine/rules/option_table.h"

#include "absl/strings/str_cat.h"
#include "engine/base/status.h"
#include "engine/base/strings.h"
#include "engine/base/time.h"

namespace telltale {
namespace {

constexpr int64_t kSecond = 1000, kMinute = 60 * kSecond, kHour = 60 * kMinute, kDay = 24 * kHour;
constexpr int64_t kYear = 365 * kDay;
constexpr int64_t kMiB = 1 << 20;
constexpr int64_t kTiB = int64_t{1} << 40;
using Type = OptionType;

constexpr Option kTable[] = {
    {"", "input", Type::kText, "kafka", 0, 0, "",
     "Where records come from: `kafka`, an NDJSON file, or `-` for standard input.", "kafka"},
    {"", "output", Type::kChoice, "zeebe", 0, 0, "zeebe | stdout | embedded",
     "Where commands go: Zeebe, standard output as NDJSON, or an in-process gateway.", "stdout"},
    {"", "follow", Type::kBoolean, "false", 0, 0, "",
     "Wait for more at the end of an input file, as `tail -f` does.", "true"},

    {"kafka", "brokers", Type::kText, "required", 0, 0, "",
     "Addresses to begin with, comma separated.", "localhost:9092"},
    {"kafka", "group", Type::kText, "telltale", 0, 0, "",
     "Consumer group that carries the offsets for lag tools, and the claim of the store.",
     "telltale-fleet"},
    {"kafka", "properties", Type::kMap, "none", 0, 0, "",
     "Any librdkafka property, passed through.", "{ security.protocol: SSL }"},

    {"zeebe", "gateway", Type::kText, "required", 0, 0, "", "Address of the gRPC gateway.",
     "localhost:26500"},
    {"zeebe", "message_ttl", Type::kDuration, "1h", kSecond, 30 * kDay, "",
     "How long Zeebe keeps a start message and knows its id. A start without an answer is sent "
     "again within half of it.",
     "1h"},
    {"zeebe", "request_timeout", Type::kDuration, "10s", 100, 10 * kMinute, "",
     "How long an answer is waited for.", "10s"},

    {"state", "dir", Type::kText, "none", 0, 0, "",
     "Where the store lies. Required with Kafka; without it a file is read from its start.",
     "/var/lib/telltale"},
    {"state", "disk_reserve", Type::kBytes, "256MiB", kMiB, 16 * kTiB, "",
     "Input is not read while less than this is free where the store lies.", "1GiB"},
    {"state", "quarantine_rows", Type::kCount, "100000", 1, 100'000'000, "",
     "Bad records kept per partition; the oldest go.", "100000"},
    {"state", "keys", Type::kCount, "20000000", 1, 2'000'000'000, "",
     "Live keys at most; input is not read while there are as many.", "20000000"},
    {"state", "outbox_rows", Type::kCount, "1000000", 1, 100'000'000, "",
     "Waiting commands per partition; input is not read while there are as many.", "1000000"},

    {"http", "listen", Type::kText, "127.0.0.1:9620", 0, 0, "",
     "Address of health and metrics; port 0 takes a free one.", "0.0.0.0:9620"},

    {"topics.NAME", "format", Type::kChoice, "json", 0, 0, "json", "How records are decoded.",
     "json"},
    {"topics.NAME", "time", Type::kPath, "the record's timestamp", 0, 0, "",
     "Field with the event's time: a number of s, ms, us or ns, or an RFC 3339 text. Required for "
     "files.",
     "ts"},
    {"topics.NAME", "arrival", Type::kPath, "the record's timestamp", 0, 0, "",
     "Only for files: field with the time at which the record arrived.", "received_at"},
    {"topics.NAME", "id", Type::kText, "the position", 0, 0, "",
     "Field path of the event's id, or `header:NAME`; repeated ids are duplicates.", "event_id"},
    {"topics.NAME", "late", Type::kDuration, "5s", 0, kYear, "",
     "How much older than the newest event of its key an event may be.", "5s"},
    {"topics.NAME", "ahead", Type::kDuration, "5m", 1, kYear, "",
     "How far an event's time may lie ahead of its arrival.", "5m"},
    {"topics.NAME", "remember", Type::kCount, "8", 0, 64, "",
     "How many ids of a key are remembered to find duplicates.", "8"},
    {"topics.NAME", "start_at", Type::kText, "earliest", 0, 0, "",
     "Where a new store begins: `earliest`, `latest` or an RFC 3339 time.", "latest"},

    {"rules.NAME", "topic", Type::kText, "required", 0, 0, "",
     "A topic under `topics` whose partitioning keeps a key in one partition.", "vehicle.insights"},
    {"rules.NAME", "where", Type::kExpression, "true", 0, 0, "",
     "Other events are not this rule's.", "kind = \"oil\""},
    {"rules.NAME", "key", Type::kPaths, "required", 0, 0, "",
     "One episode per distinct value of these fields.", "[vehicle, sensor, defect]"},
    {"rules.NAME", "fault", Type::kExpression, "false", 0, 0, "",
     "The sensor itself is not to be believed: the event shows life only.", "fmi in (2, 9, 19)"},
    {"rules.NAME", "while", Type::kExpression, "true", 0, 0, "",
     "Enable condition: while it is not true an event is `off` and shows life only.",
     "engine_running"},
    {"rules.NAME", "while_not", Type::kChoice, "freeze", 0, 0, "freeze | reset",
     "What off events do besides: let spans stand still, or forget counts and spans too.", "reset"},
    {"rules.NAME", "bad", Type::kExpression, "true", 0, 0, "", "The defect is there.",
     "severity = \"CRITICAL\""},
    {"rules.NAME", "good", Type::kExpression, "not bad", 0, 0, "", "The defect is not there.",
     "severity = \"OK\""},
    {"rules.NAME", "raise", Type::kForm, "1 bad in a row", 0, 0, "N in T | N bad in a row",
     "When an episode opens.", "3 in 30s"},
    {"rules.NAME", "clear", Type::kForm, "never", 0, 0,
     "good for T | quiet for T | N good in a row | never", "When it ends.", "good for 60s"},
    {"rules.NAME", "start", Type::kMessage, "required", 0, 0, "",
     "Message of the workflow's start event: a name, or `{message, ttl}`.", "maintenance-needed"},
    {"rules.NAME", "back", Type::kMessage, "required unless `clear: never`", 0, 0, "",
     "Message that tells the running workflow that it is over; its ttl is 24h by default.",
     "back-to-normal"},
    {"rules.NAME", "forget", Type::kDuration, "24h", 1, kYear, "",
     "A normal key is forgotten after this long without an event.", "24h"},
};

std::string Limits(const Option& option) {
  switch (option.type) {
    case Type::kDuration:
      return absl::StrCat(FormatDuration(Millis{option.least}), " to ",
                          FormatDuration(Millis{option.most}));
    case Type::kCount:
      return absl::StrCat(option.least, " to ", option.most);
    case Type::kBytes:
      return absl::StrCat(option.least / kMiB, "MiB to ", option.most / kTiB, "TiB");
    default:
      return std::string(option.choices);
  }
}

}  // namespace

absl::Span<const Option> OptionTable() { return kTable; }

const Option& FindOption(std::string_view section, std::string_view name) {
  for (const Option& option : kTable) {
    if (option.section == section && option.name == name) return option;
  }
  CheckFailed("every option that is bound is in the table", __FILE__, __LINE__);
}

std::string_view OptionTypeName(OptionType type) {
  constexpr std::string_view kNames[] = {
      "text",       "boolean", "count",      "size",
      "duration",   "choice",  "field path", "list of field paths",
      "expression", "form",    "message",    "map"};
  return kNames[static_cast<int>(type)];
}

std::string ConfigurationReference() {
  std::string page =
      "# Configuration\n\nGenerated from engine/rules/option_table.cc; a test fails when they "
      "differ.\nDurations: `250ms 30s 5m 2h 7d`, combinable (`1m30s`). Sizes: `64MiB`, `1GiB`. "
      "`${NAME}` and\n`${NAME:-default}` stand for environment variables inside of text values.\n";
  std::string_view section = "-";
  for (const Option& option : kTable) {
    if (option.section != section) {
      section = option.section;
      absl::StrAppend(&page, "\n## ", section.empty() ? "Top level" : A(section),
                      "\n\n| option | type | default | limits | meaning | example |\n"
                      "|---|---|---|---|---|---|\n");
    }
    std::string limits = Limits(option);
    for (size_t at = limits.find(" | "); at != std::string::npos; at = limits.find(" | ", at)) {
      limits.replace(at, 3, ", ");
    }
    absl::StrAppend(&page, "| `", A(option.name), "` | ", A(OptionTypeName(option.type)), " | ",
                    A(option.preset), " | ", limits, " | ", A(option.what), " | `",
                    A(option.example), "` |\n");
  }
  return page;
}

}  // namespace telltale
