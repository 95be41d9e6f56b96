#include "engine/rules/option_table.h"

#include "engine/base/status.h"

namespace telltale {
namespace {

constexpr int64_t kSecond = 1000, kMinute = 60 * kSecond, kHour = 60 * kMinute, kDay = 24 * kHour;
constexpr int64_t kYear = 365 * kDay;
constexpr int64_t kMiB = 1 << 20;
constexpr int64_t kMostLoops = 64;
constexpr int64_t kTiB = int64_t{1} << 40;
using Type = OptionType;
constexpr Unless kRequired = Unless::kRefused, kPreset = Unless::kPreset, kAbsent = Unless::kAbsent;
constexpr Reload kLive = Reload::kLive, kFixed = Reload::kNeedsRestart;

constexpr OptionLimits kAny;
constexpr OptionLimits Within(int64_t least, int64_t most, std::string_view unit = "") {
  return {least, most, unit};
}

constexpr Option kTable[] = {
    {"", "input", Type::kText, kAbsent, "`kafka`, if there is a `kafka` section", kAny, "", kFixed,
     "Where records come from: `kafka`, an NDJSON file, or `-` for standard input.",
     "A file lets a configuration be tried without Kafka.", "events.ndjson"},
    {"", "output", Type::kChoice, kAbsent, "`zeebe`, if there is a `zeebe` section", kAny,
     "zeebe | stdout | embedded", kFixed,
     "Where commands go: Zeebe, standard output as NDJSON, or an in-process gateway.",
     "The last two show what would be started, and start nothing in Zeebe.", "stdout"},
    {"", "follow", Type::kBoolean, kPreset, "false", kAny, "", kFixed,
     "Wait for more at the end of an input file, as `tail -f` does.",
     "Without it `run` ends when the file is read and all commands are settled.", "true"},

    {"", "shard", Type::kText, kPreset, "1/1", kAny, "", kFixed,
     "Which share of the partitions this node reads: `2/4` is the second of four, with the "
     "partitions 1, 5, 9 and so on of each topic.",
     "Several nodes then share the topics, each with a store of its own. Job types get `.2-of-4` "
     "behind them. Fixed once there is a store.",
     "2/4"},

    {"", "loops", Type::kCount, kAbsent,
     "half the cores that the process may use, at least 1; with an input file 1",
     Within(1, kMostLoops, "loops"), "", kFixed,
     "How many threads read and step records, each with a share of the partitions.",
     "At its limit a loop keeps a core busy, and what serves it (Kafka's client, the disk) half of "
     "another. No more run than there are partitions.",
     "2"},

    {"kafka", "brokers", Type::kText, kRequired, "", kAny, "", kLive,
     "Addresses to begin with, comma separated.",
     "Any of them tells the others; name several, so that one may be away.",
     "\"kafka-1:9092,kafka-2:9092\""},
    {"kafka", "group", Type::kText, kPreset, "telltale", kAny, "", kLive,
     "Consumer group that carries the offsets, and the claim of the store.",
     "Lag tools read it, and it keeps two stores from working on the same topic.",
     "telltale-fleet"},
    {"kafka", "properties", Type::kMap, kAbsent, "none", kAny, "", kLive,
     "Any librdkafka property but those that Telltale sets itself; a value `file:PATH` is read "
     "from that file.",
     "Security and tuning are librdkafka's; secrets belong in files that only the service reads.",
     "{ security.protocol: SSL }"},

    {"kafka", "delivery_timeout", Type::kDuration, kPreset, "30s", Within(kSecond, 10 * kMinute),
     "", kLive, "How long a record that is written may wait for Kafka to take it.",
     "Then whoever wanted it written hears of it, and tries again.", "30s"},

    {"zeebe", "gateway", Type::kText, kRequired, "", kAny, "", kLive,
     "Address of the gRPC gateway.", "Messages are published there.", "localhost:26500"},
    {"zeebe", "tls", Type::kSection, kAbsent, "plain text", kAny, "", kLive,
     "Speak TLS with the gateway; `{}` trusts the authorities of the system.",
     "Camunda 8 SaaS, and a gateway in another network, are reached by it.", "{}"},
    {"zeebe", "oauth", Type::kSection, kAbsent, "no token", kAny, "", kLive,
     "Show an access token, got by the client credentials grant of OAuth 2.0.",
     "Camunda 8 SaaS and Identity ask for one.",
     "{ token_url: \"https://login.cloud.camunda.io/oauth/token\", client_id: "
     "\"${ZEEBE_CLIENT_ID}\","
     " client_secret: \"${ZEEBE_CLIENT_SECRET}\", audience: zeebe.camunda.io }"},
    {"zeebe", "message_ttl", Type::kDuration, kPreset, "1h", Within(kSecond, 30 * kDay), "", kLive,
     "How long Zeebe keeps a start message and knows its id.",
     "A start without an answer is sent again within half of it; later it would risk a second "
     "workflow and is parked.",
     "1h"},
    {"zeebe", "request_timeout", Type::kDuration, kPreset, "10s", Within(100, 10 * kMinute), "",
     kLive, "How long an answer is waited for.",
     "Shorter repeats sooner; too short repeats what was accepted.", "10s"},

    {"zeebe", "gate", Type::kBoolean, kPreset, "false", kAny, "", kLive,
     "Workflows begin with a gate job; a rule may say otherwise.",
     "With it nothing takes effect twice, and no start is parked for an answer that never came. "
     "Switch it on when every workflow that is started has the job: without one its starts stay "
     "unconfirmed, and are sent again.",
     "true"},
    {"zeebe", "confirm_within", Type::kDuration, kPreset, "1m", Within(kSecond, kDay), "", kLive,
     "How long an accepted start may wait for its gate job before it counts as unconfirmed.",
     "Typically its workflow has an incident, or was never deployed.", "1m"},
    {"zeebe", "gate_job", Type::kText, kPreset, "telltale.gate", kAny, "", kLive,
     "Job type of the gate, which every start carries as `telltale.gate`.",
     "Several installations, or shards, can share one Zeebe by different types.",
     "telltale.gate.north"},
    {"zeebe", "ended_job", Type::kText, kPreset, "telltale.ended", kAny, "", kLive,
     "Job type by which a workflow reports its end, carried as `telltale.ended`.",
     "It closes the episode from the workflow's side; see `after_end`.", "telltale.ended.north"},

    {"zeebe.tls", "ca", Type::kText, kAbsent, "the authorities of the system", kAny, "", kLive,
     "PEM file with the authorities that may vouch for the gateway.",
     "An installation of your own often has an authority of its own.", "/etc/telltale/ca.pem"},
    {"zeebe.tls", "certificate", Type::kText, kAbsent, "none is shown", kAny, "", kLive,
     "PEM file with the certificate to show, its intermediate authorities behind it.",
     "Some gateways know their clients by it.", "/etc/telltale/client.pem"},
    {"zeebe.tls", "key", Type::kText, kAbsent, "required with `certificate`", kAny, "", kLive,
     "PEM file with the private key of `certificate`.",
     "It proves that the certificate is ours; only the service should be able to read it.",
     "/etc/telltale/client.key"},
    {"zeebe.tls", "authority", Type::kText, kAbsent, "the host of `zeebe.gateway`", kAny, "", kLive,
     "Name to expect in the gateway's certificate.",
     "It may be reached by another name than it is certified for.", "zeebe.example.com"},

    {"zeebe.oauth", "token_url", Type::kText, kRequired, "", kAny, "", kLive,
     "Address of the authorization server: https, or http on this machine.",
     "Tokens are got there, again before each ends.", "https://login.cloud.camunda.io/oauth/token"},
    {"zeebe.oauth", "client_id", Type::kText, kRequired, "", kAny, "", kLive,
     "Who we are to the authorization server.", "It is given out together with the secret.",
     "${ZEEBE_CLIENT_ID}"},
    {"zeebe.oauth", "client_secret", Type::kSecret, kRequired, "", kAny, "", kLive,
     "What proves it; `file:PATH` reads it from that file.",
     "Secrets belong in files that only the service reads.", "file:/etc/telltale/client-secret"},
    {"zeebe.oauth", "audience", Type::kText, kAbsent, "none is sent", kAny, "", kLive,
     "Whom the token is for.", "Camunda 8 SaaS wants `zeebe.camunda.io`.", "zeebe.camunda.io"},
    {"zeebe.oauth", "scope", Type::kText, kAbsent, "none is sent", kAny, "", kLive,
     "What the token is to allow.", "Some authorization servers want one.", "zeebe"},
    {"zeebe.oauth", "ca", Type::kText, kAbsent, "the authorities of the system", kAny, "", kLive,
     "PEM file with the authorities that may vouch for the authorization server.",
     "An Identity of your own often has an authority of its own.", "/etc/telltale/ca.pem"},

    {"embedded", "work", Type::kDuration, kAbsent, "it never ends by itself", Within(1, kYear), "",
     kFixed, "How long an embedded workflow works before it reports its end.",
     "With `output: embedded` it shows what a rule makes of workflows that end; see `after_end`.",
     "30s"},

    {"state", "dir", Type::kText, kAbsent, "a file is read from its start", kAny, "", kFixed,
     "Where the store lies. Required with Kafka.",
     "Open episodes, waiting commands and offsets live there; it belongs on a local disk.",
     "/var/lib/telltale"},
    {"state", "disk_reserve", Type::kBytes, kPreset, "256MiB", Within(kMiB, 16 * kTiB), "", kLive,
     "Input is not read while less than this is free where the store lies.",
     "Answers of Zeebe need room too: a full disk would stop everything.", "1GiB"},
    {"state", "quarantine_rows", Type::kCount, kPreset, "100000", Within(1, 100'000'000, "records"),
     "", kLive, "Bad records kept per partition; the oldest go.",
     "A sender gone mad must not fill the disk.", "100000"},
    {"state", "audit_rows", Type::kCount, kPreset, "100000", Within(0, 100'000'000, "entries"), "",
     kLive,
     "What happened to episodes, kept per partition; the oldest go. 0: nothing is. With an audit "
     "topic ticks count too, at most one a second.",
     "`telltale explain KEY` tells from it why a workflow runs, and what became of its commands.",
     "1000000"},
    {"state", "keys", Type::kCount, kPreset, "20000000", Within(1, 2'000'000'000, "keys"), "",
     kLive, "Live keys at most; input is not read while there are as many.",
     "Keys live in memory; a key that holds a unique id would fill it.", "20000000"},
    {"state", "outbox_rows", Type::kCount, kPreset, "1000000", Within(1, 100'000'000, "commands"),
     "", kLive, "Waiting commands per partition; input is not read while there are as many.",
     "While Zeebe is away, lag grows in Kafka and not here.", "1000000"},
    {"state", "outbox_bytes", Type::kBytes, kPreset, "1GiB", Within(kMiB, 16 * kTiB), "", kLive,
     "Memory of the messages of all waiting and parked commands; input is not read while they "
     "take as much.",
     "A route may make messages of up to 256 KiB, and they wait in memory.", "4GiB"},

    {"history", "listen", Type::kText, kPreset, "127.0.0.1:9621", kAny, "", kFixed,
     "Address to which Zeebe's Elasticsearch exporter sends its records; port 0 takes a free one.",
     "The exporter's `url` names it; beyond this machine it wants `tls` or `plain_text`.",
     "127.0.0.1:9621"},
    {"history", "tls", Type::kSection, kAbsent, "plain text", kAny, "", kLive,
     "Speak TLS with the exporter, whose `url` then begins with https.",
     "Zeebe's records, and the password, may cross a network.",
     "{ certificate: /etc/telltale/history.pem, key: /etc/telltale/history.key }"},
    {"history", "plain_text", Type::kBoolean, kPreset, "false", kAny, "", kLive,
     "Listen beyond this machine, although everybody on the way can read and change what comes.",
     "The network is to be trusted, or something in front ends TLS.", "true"},
    {"history", "topic", Type::kText, kRequired, "", kAny, "", kLive,
     "Kafka topic of the records; `{value_type}` in it stands for the value type in lower case, "
     "`process-instance`.",
     "One topic keeps all of an instance in order; several let consumers read what they need.",
     "zeebe-{value_type}"},
    {"history", "where", Type::kExpression, kPreset, "true", kAny, "", kLive,
     "Which records are written, as FEEL over their fields.",
     "Most consumers need few value types, intents or processes.",
     "valueType = \"PROCESS_INSTANCE\" and value.bpmnProcessId = \"order\""},
    {"history", "key", Type::kExpression, kAbsent,
     "the process instance; else the record's own key, else PARTITION-POSITION", kAny, "", kLive,
     "Key of the records, as FEEL over their fields; where it is null, what is done without it.",
     "Records of one key keep their order.", "value.bpmnProcessId"},
    {"history", "headers", Type::kExpressions, kAbsent, "`zeebe-partition` and `zeebe-position`",
     kAny, "", kLive,
     "More headers, as FEEL over the record's fields; those that are null are left out.",
     "A consumer can choose without reading the JSON.", "{ intent: intent }"},
    {"history", "username", Type::kText, kAbsent, "everybody may send", kAny, "", kLive,
     "Name that the exporter must show, by basic authentication.",
     "Whoever may send can write to the topic.", "zeebe"},
    {"history", "password", Type::kSecret, kAbsent, "required with `username`", kAny, "", kLive,
     "What proves it; `file:PATH` reads it from that file.",
     "Secrets belong in files that only the service reads.", "file:/etc/telltale/history-password"},
    {"history", "body", Type::kBytes, kPreset, "256MiB", Within(kMiB, 4096 * kMiB), "", kLive,
     "A request may be that long; a longer one is refused with 413.",
     "A request lies in memory until Kafka has it, and is larger after Kafka was away.", "256MiB"},
    {"history", "memory", Type::kBytes, kPreset, "1GiB", Within(kMiB, 16 * kTiB), "", kLive,
     "All requests that are under way may be that long together, at least `body`; one that brings "
     "more is answered 503.",
     "While Kafka is away, each connection may hold a request; Zeebe keeps what is not taken.",
     "4GiB"},
    {"history", "connections", Type::kCount, kPreset, "64", Within(1, 10'000, "connections"), "",
     kLive, "Connections at a time; more are closed.",
     "Each partition of Zeebe has one, and each may hold a request in memory.", "64"},

    {"history.tls", "certificate", Type::kText, kRequired, "", kAny, "", kLive,
     "PEM file with the certificate to show, its intermediate authorities behind it.",
     "The broker's Java has to trust who vouches for it.", "/etc/telltale/history.pem"},
    {"history.tls", "key", Type::kText, kRequired, "", kAny, "", kLive,
     "PEM file with the private key of `certificate`.",
     "It proves that the certificate is ours; only the service should be able to read it.",
     "/etc/telltale/history.key"},

    {"audit", "topic", Type::kText, kRequired, "", kAny, "", kLive,
     "Kafka topic to which goes what happens to episodes: raised, accepted, confirmed, cleared and "
     "so on, keyed by business key, and ticks.",
     "Others can tell from it why a workflow runs; it begins with what happens once it is named. "
     "Entries wait in the store while Kafka is away (`state.audit_rows`).",
     "telltale.audit"},

    {"http", "listen", Type::kText, kPreset, "127.0.0.1:9620", kAny, "", kFixed,
     "Address of health and metrics; port 0 takes a free one.",
     "It has no authentication, so by default only this machine reaches it.", "0.0.0.0:9620"},

    {"topics.NAME", "format", Type::kChoice, kPreset, "json", kAny, "json", kLive,
     "How records are decoded.", "A record that is no JSON object goes to quarantine.", "json"},
    {"topics.NAME", "time", Type::kPath, kAbsent, "the record's timestamp", kAny, "", kLive,
     "Field with the event's time: a number of s, ms, us or ns, or an RFC 3339 text. Required for "
     "files.",
     "Spans are measured in the time of the events, not of their arrival.", "ts"},
    {"topics.NAME", "arrival", Type::kPath, kAbsent, "the record's timestamp", kAny, "", kLive,
     "Only for files: field with the time at which the record arrived.",
     "A replay then judges lateness as it was judged live.", "received_at"},
    {"topics.NAME", "id", Type::kText, kAbsent, "the position", kAny, "", kLive,
     "Field path of the event's id, or `header:NAME`; repeated ids are duplicates.",
     "A sender that repeats itself is counted once.", "event_id"},
    {"topics.NAME", "late", Type::kDuration, kPreset, "5s", Within(0, kYear), "", kLive,
     "How much older than the newest event of its key an event may be.",
     "Events overtake each other; judging waits this long for the slower ones.", "5s"},
    {"topics.NAME", "ahead", Type::kDuration, kPreset, "5m", Within(1, kYear), "", kLive,
     "How far an event's time may lie ahead of its arrival.",
     "A device with a wrong clock must not move its key into the future.", "5m"},
    {"topics.NAME", "remember", Type::kCount, kPreset, "8", Within(0, 64, "ids"), "", kLive,
     "How many ids of a key are remembered to find duplicates.",
     "More finds duplicates that come later, for 8 bytes per key each.", "8"},
    {"topics.NAME", "start_at", Type::kText, kPreset, "earliest", kAny, "", kLive,
     "Where a new store begins: `earliest`, `latest` or an RFC 3339 time.",
     "`latest` leaves alone what was in the topic before.", "latest"},

    {"rules.NAME", "topic", Type::kText, kRequired, "", kAny, "", kLive,
     "A topic under `topics` whose partitioning keeps a key in one partition.",
     "The order of a key's events is the order within its partition.", "vehicle.insights"},
    {"rules.NAME", "where", Type::kExpression, kPreset, "true", kAny, "", kLive,
     "Other events are not this rule's.", "Several rules can read one topic.", "kind = \"oil\""},
    {"rules.NAME", "key", Type::kPaths, kRequired, "", kAny, "", kLive,
     "One episode per distinct value of these fields.",
     "It says what a workflow is for: a vehicle, or one sensor of it. Fixed once episodes are "
     "stored.",
     "[vehicle, sensor, defect]"},
    {"rules.NAME", "fault", Type::kExpression, kPreset, "false", kAny, "", kLive,
     "The sensor itself is not to be believed: the event shows life only.",
     "A broken sensor neither raises nor clears.", "fmi in (2, 9, 19)"},
    {"rules.NAME", "while", Type::kExpression, kPreset, "true", kAny, "", kLive,
     "Enable condition: while it is not true an event is `off` and shows life only.",
     "Low oil pressure means something only while the engine runs.", "engine_running"},
    {"rules.NAME", "while_not", Type::kChoice, kPreset, "freeze", kAny, "freeze | reset", kLive,
     "What off events do besides: let spans stand still, or forget counts and spans too.",
     "`freeze` goes on after a pause, `reset` begins anew.", "reset"},
    {"rules.NAME", "bad", Type::kExpression, kPreset, "true", kAny, "", kLive,
     "The defect is there.", "Bad events are what raises an episode.", "severity = \"CRITICAL\""},
    {"rules.NAME", "good", Type::kExpression, kAbsent, "every event that is not bad", kAny, "",
     kLive, "The defect is not there.",
     "An own condition leaves a band between bad and good in which nothing changes.",
     "severity = \"OK\""},
    {"rules.NAME", "raise", Type::kForm, kPreset, "1 bad in a row", kAny,
     "N in T | N bad in a row | bad for T | CONDITION over T | CONDITION over tumbling T | "
     "CONDITION over hopping T every T | CONDITION over session T",
     kLive, "When an episode opens; a list means any of them.", "One bad event is often chatter.",
     "3 in 30s"},
    {"rules.NAME", "clear", Type::kForm, kPreset, "never", kAny,
     "good for T | quiet for T | silent for T | N good in a row | CONDITION over T | "
     "CONDITION over tumbling T | CONDITION over hopping T every T | CONDITION over session T | "
     "never",
     kLive, "When it ends; a list means any of them.",
     "The workflow is told once that things are back to normal.", "good for 60s"},
    {"rules.NAME", "silent", Type::kDuration, kAbsent, "a key may be silent for ever",
     Within(1, kYear), "", kLive,
     "The source speaks at least that often: a key that does not is marked silent and counted, and "
     "its `bad for` and `good for` stand still.",
     "A dead source must not heal by saying nothing.", "10s"},
    {"rules.NAME", "start", Type::kMessage, kRequired, "", kAny, "", kLive,
     "Message of the workflow's start event: a name, or the options of `rules.NAME.start`.",
     "It is the name in the workflow's model.", "maintenance-needed"},
    {"rules.NAME", "back", Type::kMessage, kAbsent, "required unless `clear: never`", kAny, "",
     kLive,
     "Message that tells the running workflow that it is over: a name, or the options of "
     "`rules.NAME.back`.",
     "The workflow catches it with an interrupting event subprocess.", "back-to-normal"},
    {"rules.NAME", "forward", Type::kMessages, kAbsent, "nothing is forwarded", kAny, "", kLive,
     "Events that are handed to the workflow of the open episode, as messages of their own; a list "
     "of the options of `rules.NAME.forward`, of which the first that matches counts.",
     "A running workflow may have to know more than that it began and ended.",
     "[{ where: 'kind = \"review\"', message: review-arrived }]"},
    {"rules.NAME", "after_end", Type::kChoice, kPreset, "wait", kAny, "wait | restart", kLive,
     "What becomes of an open episode whose workflow has ended: it waits without one until it "
     "clears, or it ends and the next raise opens a new one.",
     "`wait` does not start a second workflow for a defect that somebody has looked at.",
     "restart"},
    {"rules.NAME", "gate", Type::kBoolean, kAbsent, "`zeebe.gate`", kAny, "", kLive,
     "The workflow of this rule begins with a gate job, or does not.",
     "Workflows can be given their gate one by one.", "true"},
    {"rules.NAME", "forget", Type::kDuration, kPreset, "24h", Within(1, kYear), "", kLive,
     "A normal key is forgotten after this long without an event.",
     "It bounds memory, and how old an event may be on arrival.", "24h"},
    {"rules.NAME", "retire", Type::kBoolean, kPreset, "false", kAny, "", kLive,
     "The rule is being removed: it takes no event, and its open episodes end as closed.",
     "A rule with open episodes cannot be removed, for nobody would end their workflows.", "true"},

    {"rules.NAME.start", "message", Type::kText, kRequired, "", kAny, "", kLive,
     "Name of the message.", "It is the name in the workflow's model.", "maintenance-needed"},
    {"rules.NAME.start", "ttl", Type::kDuration, kAbsent, "`zeebe.message_ttl`",
     Within(kSecond, 3650 * kDay), "", kLive,
     "How long Zeebe keeps the start and knows its id, for this rule alone.",
     "A start that nobody may miss outlives a longer outage.", "6h"},
    {"rules.NAME.start", "expires", Type::kDuration, kAbsent, "a start waits for ever",
     Within(kSecond, kYear), "", kLive,
     "A start that was not attempted so long after its raise, by arrival, is withdrawn with its "
     "back "
     "if that is decided.",
     "After an outage nobody wants workflows for what was over long ago.", "2h"},
    {"rules.NAME.start", "variables", Type::kExpressions, kAbsent,
     "`rule`, `key`, `count`, `first_bad_at`, `raised_at` and `event`", kAny, "", kLive,
     "What the start brings, as FEEL over the event and `episode rule key count first_bad_at "
     "raised_at event`; parts of the key are texts. `episode` and `telltale` are always sent.",
     "A workflow needs few fields of an event, and its model should not know the rest.",
     "{ vehicle: vehicle, pressure: engine.oil.pressure }"},
    {"rules.NAME.back", "message", Type::kText, kRequired, "", kAny, "", kLive,
     "Name of the message.", "The workflow's event subprocess waits for it.", "back-to-normal"},
    {"rules.NAME.back", "ttl", Type::kDuration, kPreset, "1d", Within(kSecond, 3650 * kDay), "",
     kLive, "How long Zeebe keeps the back for an instance that does not wait for it yet.",
     "An instance may be held back by its gate, or by an incident.", "2d"},
    {"rules.NAME.back", "variables", Type::kExpressions, kAbsent,
     "`rule`, `key`, `count`, `first_bad_at`, `raised_at`, `cleared_at`, `ending` and `event`",
     kAny, "", kLive,
     "What the back brings, as those of the start; besides `cleared_at` and `ending`.",
     "What they set in the instance should be what it still needs.", "{ why: ending }"},
    {"rules.NAME.forward", "where", Type::kExpression, kPreset, "true", kAny, "", kLive,
     "Which events of the rule are forwarded; faulty, off and straggling ones too, but neither "
     "late ones nor the one that fulfilled `raise` itself.",
     "Most events are evidence, and no business of a person's.", "kind = \"review\""},
    {"rules.NAME.forward", "message", Type::kText, kRequired, "", kAny, "", kLive,
     "Name of the message; neither that of `start` nor that of `back`.",
     "The workflow catches it without being interrupted.", "review-arrived"},
    {"rules.NAME.forward", "ttl", Type::kDuration, kAbsent, "`zeebe.message_ttl`",
     Within(kSecond, 3650 * kDay), "", kLive,
     "How long Zeebe keeps the message for an instance that does not wait for it yet, and knows "
     "its id.",
     "Each fills Zeebe for so long, taken or not; an unanswered one is repeated for half of it.",
     "6h"},
    {"rules.NAME.forward", "variables", Type::kExpressions, kAbsent,
     "`rule`, `key`, `count`, `first_bad_at`, `raised_at` and `event`", kAny, "", kLive,
     "What it brings, as those of the start; `count` includes bad events since the raise.",
     "They are set in the instance, so name them apart from those of the start.",
     "{ reviewer: event.by, verdict: event.verdict }"},

    {"routes.NAME", "topic", Type::kText, kRequired, "", kAny, "", kLive,
     "A topic under `topics`, whose records are messages.",
     "Records of one partition become messages in their order.", "orders"},
    {"routes.NAME", "where", Type::kExpression, kPreset, "true", kAny, "", kLive,
     "Which records are messages, as FEEL over the fields of the value and `record.key`, "
     "`record.topic`, `record.partition`, `record.offset`, `record.timestamp` (ms) and "
     "`record.headers.NAME`; all others are counted and passed over.",
     "A topic carries more than one workflow wants.", "type = \"order-placed\""},
    {"routes.NAME", "start", Type::kText, kAbsent, "required unless `correlate`", kAny, "", kLive,
     "Message of a workflow's start event; behind `=` an expression that gives its name.",
     "Each record starts an instance.", "order-placed"},
    {"routes.NAME", "correlate", Type::kText, kAbsent, "required unless `start`", kAny, "", kLive,
     "Message that a running instance waits for; behind `=` an expression that gives its name.",
     "Each record goes on in the instance that its key says.", "payment-received"},
    {"routes.NAME", "with", Type::kExpression, kAbsent,
     "required with `correlate`; with `start` the message's id", kAny, "", kLive,
     "Correlation key, as `where` reads it. Messages of one key are sent one after the other, "
     "those "
     "of different keys side by side.",
     "It must give the text that the workflow expects. A start with the key of an instance that "
     "runs "
     "waits for its end, as long as its `ttl`.",
     "order.id"},
    {"routes.NAME", "id", Type::kExpression, kAbsent, "TOPIC:PARTITION:OFFSET", kAny, "", kLive,
     "Message id, as `where` reads it.",
     "Zeebe takes a message of the same name, key and id once while it keeps it: an id of the "
     "sender's also recognises what the sender wrote twice.",
     "record.headers.`event-id`"},
    {"routes.NAME", "ttl", Type::kDuration, kAbsent, "`zeebe.message_ttl`",
     Within(kSecond, 3650 * kDay), "", kLive,
     "How long Zeebe keeps the message for an instance that does not wait for it yet, and knows "
     "its "
     "id.",
     "An unanswered message is sent again for half of it, and then parked.", "6h"},
    {"routes.NAME", "variables", Type::kObject, kAbsent, "all fields of the record's value", kAny,
     "", kLive,
     "What the message brings: expressions by name, as `where` reads them and with `event` for the "
     "whole value; or one expression that gives an object, whose members they are.",
     "A workflow needs few fields, and its model should not know the rest.",
     "{ order: order.id, total: order.total, trace: record.headers.trace }"},

    {"publish.NAME", "job", Type::kText, kRequired, "", kAny, "", kLive,
     "Type of the jobs that become records.", "It is the job type of a task in the workflow.",
     "send-order"},
    {"publish.NAME", "topic", Type::kText, kRequired, "", kAny, "", kLive,
     "Topic of the records; with `=` in front an expression over the job, as in BPMN.",
     "A task's header can then name it: `= job.headers.topic`.", "orders.commands"},
    {"publish.NAME", "key", Type::kExpression, kAbsent, "records have no key", kAny, "", kLive,
     "Key of the record, as FEEL over the instance's variables and `job.key type instance process "
     "element retries headers variables`.",
     "Records with the same key keep their order.", "orderId"},
    {"publish.NAME", "value", Type::kExpression, kPreset, "job.variables", kAny, "", kLive,
     "Value of the record, likewise; written as JSON.",
     "Consumers should see what is theirs, and not all variables of the instance.", "order"},
    {"publish.NAME", "tombstone", Type::kExpression, kPreset, "false", kAny, "", kLive,
     "The record has no value.", "A compacted topic then forgets its key.", "status = \"deleted\""},
    {"publish.NAME", "headers", Type::kExpressions, kAbsent, "those of Telltale alone", kAny, "",
     kLive,
     "Headers of the record, likewise; one that is null is left out. `telltale-job-key`, "
     "`telltale-instance` and `telltale-process` are always sent.",
     "Consumers route by them without reading the value.", "{ source: job.process }"},
    {"publish.NAME", "result", Type::kText, kAbsent, "nothing is written back", kAny, "", kLive,
     "Variable that is set in the instance: an object with `topic`, `partition` and `offset`.",
     "The workflow can then say where the record is.", "sent"},
    {"publish.NAME", "error", Type::kText, kAbsent, "the job is retried, then waits in an incident",
     kAny, "", kLive, "Code of the BPMN error that is thrown where Kafka refuses the record.",
     "The workflow can then go another way by itself.", "NOT_SENT"},
    {"publish.NAME", "retry_after", Type::kDuration, kPreset, "10s", Within(100, kDay), "", kLive,
     "How long a job waits before it is tried again.",
     "An outage of Kafka costs no retries, but it should not cost much else either.", "30s"},
    {"publish.NAME", "in_flight", Type::kCount, kPreset, "100", Within(1, 10'000, "jobs"), "",
     kLive, "Jobs of this type at most that are worked on at once.",
     "More fill Kafka's batches better; each is in memory.", "500"},
};

}  // namespace

absl::Span<const Option> OptionTable() { return kTable; }

const Option& FindOption(std::string_view section, std::string_view name) {
  for (const Option& option : kTable) {
    if (option.section == section && option.name == name) return option;
  }
  CheckFailed("every option that is bound is in the table", __FILE__, __LINE__);
}

bool IsOfOption(std::string_view section) {
  const size_t dot = section.rfind('.');
  if (dot == section.npos) return false;
  for (const Option& option : kTable) {
    const bool has_section = option.type == Type::kSection || option.type == Type::kMessage ||
                             option.type == Type::kMessages;
    if (has_section && option.section == section.substr(0, dot) &&
        option.name == section.substr(dot + 1)) {
      return true;
    }
  }
  return false;
}

std::string_view OptionTypeName(OptionType type) {
  constexpr std::string_view kNames[] = {"text",
                                         "secret",
                                         "boolean",
                                         "count",
                                         "size",
                                         "duration",
                                         "choice",
                                         "field path",
                                         "list of field paths",
                                         "expression",
                                         "form",
                                         "message",
                                         "section",
                                         "map",
                                         "expressions by name",
                                         "list of messages",
                                         "expressions by name, or one that gives an object"};
  return kNames[static_cast<int>(type)];
}

}  // namespace telltale
