#include "engine/base/error_catalogue.h"

#include "absl/strings/cord.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "engine/base/status.h"
#include "engine/base/strings.h"

namespace telltale {
namespace {

using absl::StatusCode;
constexpr std::string_view kAuthor = "author of the rules";
constexpr std::string_view kModeller = "author of the workflow";
constexpr std::string_view kSender = "sender of the record";
constexpr std::string_view kOperator = "operator";
constexpr char kPayloadUrl[] = "telltale/error";

constexpr ErrorEntry kCatalogue[] = {
    {ErrorId::kYamlSyntax, "yaml-syntax", StatusCode::kInvalidArgument, kAuthor,
     "The file is not the strict YAML that configurations are written in.",
     "Mend the line shown; no tabs, anchors, tags or second documents."},
    {ErrorId::kUnknownOption, "unknown-option", StatusCode::kInvalidArgument, kAuthor,
     "No option of this name exists here.", "Use the nearest valid name, or remove the line."},
    {ErrorId::kDuplicateOption, "duplicate-option", StatusCode::kInvalidArgument, kAuthor,
     "The same option is given twice.", "Keep one of them."},
    {ErrorId::kMissingOption, "missing-option", StatusCode::kInvalidArgument, kAuthor,
     "An option that is required is not given.", "Add it."},
    {ErrorId::kWrongType, "wrong-type", StatusCode::kInvalidArgument, kAuthor,
     "The option's value is of another type than expected.", "Write it as the message shows."},
    {ErrorId::kOutOfRange, "out-of-range", StatusCode::kInvalidArgument, kAuthor,
     "The value is outside of the option's limits.", "Choose one within them."},
    {ErrorId::kBadDuration, "bad-duration", StatusCode::kInvalidArgument, kAuthor,
     "The value is no duration, or longer than durations may be.",
     "Write it as 250ms, 30s, 1m30s, 2h or 7d."},
    {ErrorId::kBadExpression, "bad-expression", StatusCode::kInvalidArgument, kAuthor,
     "The expression does not compile.", "Mend it at the column shown."},
    {ErrorId::kBadForm, "bad-form", StatusCode::kInvalidArgument, kAuthor,
     "The option has none of the forms it may have.", "Use one of the forms in the message."},
    {ErrorId::kBadName, "bad-name", StatusCode::kInvalidArgument, kAuthor,
     "The name has characters or a length that names may not have.", "Choose another name."},
    {ErrorId::kUnknownTopic, "unknown-topic", StatusCode::kInvalidArgument, kAuthor,
     "A rule or a route reads a topic that is not under `topics`.",
     "Add the topic, or correct its name."},
    {ErrorId::kUnusedTopic, "unused-topic", StatusCode::kInvalidArgument, kAuthor,
     "No rule and no route reads this topic.", "Remove it, or write a rule or a route for it."},
    {ErrorId::kSpanBeyondForget, "span-beyond-forget", StatusCode::kInvalidArgument, kAuthor,
     "A key would be forgotten before the span could end.", "Shorten the span or raise `forget`."},
    {ErrorId::kStateTooLarge, "state-too-large", StatusCode::kInvalidArgument, kAuthor,
     "The rule would need more memory per key than a key may have.",
     "Ask for fewer events, fewer windows at a time, simpler conditions, a shorter `late` or fewer "
     "remembered ids."},
    {ErrorId::kZeroTtl, "zero-ttl", StatusCode::kInvalidArgument, kAuthor,
     "With a message TTL of 0 the workflow engine cannot recognise a repeated message.",
     "Give a TTL of at least 1 s; it bounds how long an unanswered start may be repeated."},
    {ErrorId::kNothingEndsIt, "nothing-ends-it", StatusCode::kInvalidArgument, kAuthor,
     "Episodes of this rule are ended neither by events nor by their workflow: they stay open "
     "until the rule is retired.",
     "Give it a `clear`, or end its workflow with a service task with job type `=telltale.ended`."},
    {ErrorId::kUnsetVariable, "unset-variable", StatusCode::kInvalidArgument, kAuthor,
     "An environment variable that the configuration names is not set.",
     "Set it, or give a default as ${NAME:-default}."},
    {ErrorId::kOwnedProperty, "owned-property", StatusCode::kInvalidArgument, kAuthor,
     "Telltale sets this property itself, because its promises depend on it.",
     "Remove it from the properties."},
    {ErrorId::kFileUnreadable, "file-unreadable", StatusCode::kInvalidArgument, kAuthor,
     "A file cannot be read.", "Check its name and its permissions."},
    {ErrorId::kInputMismatch, "input-mismatch", StatusCode::kInvalidArgument, kAuthor,
     "Inputs, outputs and topics do not fit together.",
     "Give what is expected, in the configuration or by --input, --output and --state-dir."},
    {ErrorId::kReloadRefused, "reload-refused", StatusCode::kFailedPrecondition, kAuthor,
     "A running node keeps its configuration, because the new one is not valid or needs a restart.",
     "Correct it and send SIGHUP again, or restart the node."},
    {ErrorId::kFileUnwritable, "file-unwritable", StatusCode::kInvalidArgument, kOperator,
     "A file that the command line names cannot be written.",
     "Check its name, its folder and their permissions."},
    {ErrorId::kForwardNotCaught, "forward-not-caught", StatusCode::kInvalidArgument, kModeller,
     "A workflow that a rule starts does not catch what the rule forwards wherever it stands: "
     "Zeebe "
     "keeps each message for its TTL, then drops it.",
     "Give it an event subprocess for that message whose start event does not interrupt, or "
     "correct "
     "the name in the rule."},
    {ErrorId::kForwardInterrupts, "forward-interrupts", StatusCode::kInvalidArgument, kModeller,
     "The event subprocess interrupts the work, so the first event that is forwarded ends the "
     "workflow as a back would.",
     "Make its start event non-interrupting: a dashed line in the Modeler."},
    {ErrorId::kUnboundedCount, "unbounded-count", StatusCode::kInvalidArgument, kAuthor,
     "A condition asks for a count that a key could only tell by remembering everything.",
     "Compare the count with a number: then no more has to be remembered than that many."},
    {ErrorId::kPartialWindow, "partial-window", StatusCode::kInvalidArgument, kAuthor,
     "A window that began before its first event, or that a pause left almost empty, holds less "
     "than "
     "it means: 'less than' is then true too early, and a mean that of one event.",
     "Add 'and count() >= N' with an N that only a whole window has."},
    {ErrorId::kStartOrCorrelate, "start-or-correlate", StatusCode::kInvalidArgument, kAuthor,
     "A route has both `start` and `correlate`, or neither.",
     "Give it one: `start` for the message of a start event, `correlate` for one that an instance "
     "waits for."},
    {ErrorId::kSecretInTheClear, "secret-in-the-clear", StatusCode::kInvalidArgument, kAuthor,
     "A client secret, or a token, would go to another machine where everybody in between can read "
     "it.",
     "Use https for `token_url`, and `zeebe.tls` for the gateway."},
    {ErrorId::kNoPem, "no-pem", StatusCode::kInvalidArgument, kAuthor,
     "A file that should hold a certificate or a key is not in the PEM format, or the two do not "
     "belong together.",
     "Name the right file, or convert it: `openssl x509` and `openssl pkey` print PEM, and with "
     "-pubkey and -pubout the same of a certificate and its key."},
    {ErrorId::kShardChanged, "shard-changed", StatusCode::kFailedPrecondition, kOperator,
     "The store holds the keys and commands of another share of the partitions.",
     "Start the node with the shard, or the state.dir, that belongs to it. How many shards there "
     "are is decided before the first start."},
    {ErrorId::kShardEmpty, "shard-empty", StatusCode::kFailedPrecondition, kOperator,
     "There are more shards than partitions, so that nothing is left for this one.",
     "Run as many nodes as there are partitions at most, or give the topics more partitions."},
    {ErrorId::kBadStep, "bad-step", StatusCode::kInvalidArgument, kAuthor,
     "A step of a scenario is none of those that exist.",
     "Write a record, a tick, a stream or one of the verbs in the message."},
    {ErrorId::kBadExpectation, "bad-expectation", StatusCode::kInvalidArgument, kAuthor,
     "What a scenario expects can never come.", "Write it as the message shows."},
    {ErrorId::kNotInConfig, "not-in-config", StatusCode::kInvalidArgument, kAuthor,
     "A scenario is about a topic or a rule that its configuration does not have, or about several "
     "topics.",
     "Choose one of them by `topic: NAME` or `rule: NAME`."},
    {ErrorId::kNameTaken, "name-taken", StatusCode::kInvalidArgument, kAuthor,
     "A rule and a route have the same name.", "Rename one of them."},
    {ErrorId::kWorkflowUnreadable, "workflow-unreadable", StatusCode::kInvalidArgument, kModeller,
     "The file is not a BPMN model in UTF-8 without a document type.",
     "Save it anew with Camunda Modeler."},
    {ErrorId::kStartNotCaught, "start-not-caught", StatusCode::kInvalidArgument, kModeller,
     "No workflow is started by the message that a rule or a route sends as its `start`.",
     "Give a workflow a message start event of that name, or correct the name in the rule or the "
     "route."},
    {ErrorId::kBackNotCaught, "back-not-caught", StatusCode::kInvalidArgument, kModeller,
     "A workflow that a rule starts does not catch the rule's `back` wherever it stands.",
     "Give it an event subprocess for that message, as in deploy/bpmn/maintenance.bpmn."},
    {ErrorId::kBackDoesNotInterrupt, "back-does-not-interrupt", StatusCode::kInvalidArgument,
     kModeller,
     "The event subprocess runs beside the work, so the workflow goes on after all is normal "
     "again, "
     "and may catch a back twice.",
     "Make its start event interrupting: a solid line in the Modeler."},
    {ErrorId::kWrongCorrelation, "wrong-correlation", StatusCode::kInvalidArgument, kModeller,
     "The message is not correlated by the episode, which alone is different for each start. With "
     "a "
     "business key Zeebe would keep a second start while an instance runs, and start a ghost when "
     "it ends.",
     "Set the message's correlation key to `= episode`."},
    {ErrorId::kGateMissing, "gate-missing", StatusCode::kInvalidArgument, kModeller,
     "Without a gate as the first task, a start whose fate nobody knows is parked for an operator; "
     "what stands before the gate can happen twice.",
     "Put a service task with job type `=telltale.gate` right behind the start event."},
    {ErrorId::kFixedJobType, "fixed-job-type", StatusCode::kInvalidArgument, kModeller,
     "A fixed job type is served only by an installation that happens to use it; every start "
     "brings the types of the one that sent it.",
     "Write it as the expression `=telltale.gate` or `=telltale.ended`."},
    {ErrorId::kVariableNotSent, "variable-not-sent", StatusCode::kInvalidArgument, kModeller,
     "The workflow needs a variable as soon as it starts that the start does not bring. Zeebe "
     "accepts the start, but the instance hangs in an incident.",
     "Use a variable that the start brings."},
    {ErrorId::kNoExpression, "no-expression", StatusCode::kInvalidArgument, kModeller,
     "A text without `=` in front is taken as it stands, not computed.", "Put `=` in front of it."},
    {ErrorId::kNotExecutable, "not-executable", StatusCode::kInvalidArgument, kModeller,
     "Zeebe does not deploy a process that is not marked as executable.",
     "Set isExecutable=\"true\"."},
    {ErrorId::kClearBeforeLate, "clear-before-late", StatusCode::kInvalidArgument, kAuthor,
     "The next event can end an episode while bad events of the same moment are still on their "
     "way: "
     "they would come too late and change nothing.",
     "Make the span at least as long as the topic's `late`, or shorten `late`."},
    {ErrorId::kSilenceUnproven, "silence-unproven", StatusCode::kInvalidArgument, kAuthor,
     "Time then passes only as events say: a device whose clock is ahead makes others look silent, "
     "and nothing is silent at the end.",
     "Name the field with the time of arrival as the topic's `arrival`, or clear by good events."},
    {ErrorId::kNeverHappens, "never-happens", StatusCode::kInvalidArgument, kAuthor,
     "The expressions contradict each other: the first of `where`, `fault`, `while`, `bad` and "
     "`good` "
     "that decides wins.",
     "Mend the condition."},
    {ErrorId::kMissingFieldCounts, "missing-field-counts", StatusCode::kInvalidArgument, kAuthor,
     "A missing field is null, and comparing null with = or != has an answer.",
     "If such an event should count as nothing, say so with `fault`."},
    {ErrorId::kJobUnpublishable, "job-unpublishable", StatusCode::kInvalidArgument, kModeller,
     "No record can be made of a job: its variables or headers lack what its topic, key or value "
     "is made of. The job waits in an incident.",
     "Mend the variables, or the expression, and resolve the incident with a retry."},
    {ErrorId::kJobTypeTaken, "job-type-taken", StatusCode::kInvalidArgument, kAuthor,
     "Jobs of one type are to be used for two things; each job would go to one of them by chance.",
     "Give each a job type of its own."},
    {ErrorId::kSpanBelowCadence, "span-below-cadence", StatusCode::kInvalidArgument, kAuthor,
     "Between two events of a key more time passes than the span allows: so many never come "
     "together, and the mere gap between two looks like an end.",
     "Choose a span of several gaps, or fewer events."},
    {ErrorId::kKeyScattered, "key-scattered", StatusCode::kInvalidArgument, kAuthor,
     "The order of a key's events is that of its partition. Where a key is in several, each has "
     "its "
     "own episodes of it.",
     "Let the sender partition by the fields of the key, or take these into the key alone."},
    {ErrorId::kTimeImplausible, "time-implausible", StatusCode::kInvalidArgument, kAuthor,
     "The field is no time of the event, or its clock is wrong, in another unit, or in a local "
     "time "
     "that is written as UTC.",
     "Name the right field as the topic's `time`, or mend the senders' clocks."},
    {ErrorId::kIdRepeats, "id-repeats", StatusCode::kInvalidArgument, kAuthor,
     "Events with a remembered id of their key are duplicates and change nothing.",
     "Name a field that is different for each event as the topic's `id`, or none."},
    {ErrorId::kDisorderBeyondLate, "disorder-beyond-late", StatusCode::kInvalidArgument, kAuthor,
     "Events that are further behind than `late` change nothing.",
     "Raise the topic's `late`; judging then waits as long."},
    {ErrorId::kFieldNeverSeen, "field-never-seen", StatusCode::kInvalidArgument, kAuthor,
     "A field that no record has is null for every event: most likely its name is misspelt.",
     "Correct the name."},
    {ErrorId::kHistoryInTheClear, "history-in-the-clear", StatusCode::kInvalidArgument, kAuthor,
     "Zeebe's records, and the password that they come with, would cross the network where "
     "everybody "
     "in between can read and change them.",
     "Give the endpoint a certificate (`history.tls`), listen on an address of this machine, or "
     "say "
     "`plain_text: true` where the network is to be trusted."},
    {ErrorId::kNothingToMeasure, "nothing-to-measure", StatusCode::kNotFound, kOperator,
     "The bench reads what is there, and there is nothing.",
     "Produce records, or give a file of them by --input."},
    {ErrorId::kRouteNotCaught, "route-not-caught", StatusCode::kInvalidArgument, kModeller,
     "No workflow waits for the message that a route correlates: Zeebe keeps it for its TTL, then "
     "drops it.",
     "Let a workflow wait for a message of that name, or correct the name in the route."},
    {ErrorId::kRouteSetsAside, "route-sets-aside", StatusCode::kInvalidArgument, kAuthor,
     "Records that match a route, and of which no message can be made, go to quarantine.",
     "Correct the expression, or leave such records out by `where`."},
    {ErrorId::kUnknownToZeebe, "unknown-to-zeebe", StatusCode::kInvalidArgument, kAuthor,
     "An expression of `history` reads a field that Zeebe's records do not have, which is null, or "
     "compares with a word that Zeebe never writes there, which is never true.",
     "Correct the name; docs/history.md has them all."},
    {ErrorId::kNameOrExpression, "name-or-expression", StatusCode::kInvalidArgument, kAuthor,
     "What stands here is taken as a name, letter by letter, but reads like an expression.",
     "Write `=` in front of it if it is to be evaluated."},
    {ErrorId::kHyphenSubtracts, "hyphen-subtracts", StatusCode::kInvalidArgument, kAuthor,
     "A hyphen in an expression subtracts: no name goes on behind it.",
     "Write a name that has one in back quotes."},
    {ErrorId::kJobNowhere, "job-nowhere", StatusCode::kInvalidArgument, kModeller,
     "No task of the workflows has the job type that is to become records.",
     "Give a service task that job type, or correct it under `publish`."},
    {ErrorId::kRoadsInACircle, "roads-in-a-circle", StatusCode::kInvalidArgument, kAuthor,
     "A topic that is read is written as well: what is written for a workflow may start the "
     "next one, without end.",
     "Write to another topic, or leave out by `where` what Telltale wrote itself: it has "
     "the headers of docs/publish.md, docs/history.md and docs/formats/audit.md."},
    {ErrorId::kHistoryOfShards, "history-of-shards", StatusCode::kInvalidArgument, kAuthor,
     "Each shard is a node with a store of its own, and what one has written of Zeebe's history "
     "the others do not know.",
     "Give history a configuration, and a node, of its own."},
    {ErrorId::kSampleTooSmall, "sample-too-small", StatusCode::kInvalidArgument, kAuthor,
     "What so few records have in common may be chance, so nothing is concluded from them.",
     "Ask for more records, or sample a topic or a file that has more."},
    {ErrorId::kAuditNotKept, "audit-not-kept", StatusCode::kInvalidArgument, kAuthor,
     "Entries of the audit wait in the store until their topic has them, but the store is to keep "
     "none.",
     "Raise `state.audit_rows`, at least to what comes while Kafka is away, or leave out `audit`."},
    {ErrorId::kTopicMissing, "topic-missing", StatusCode::kNotFound, kOperator,
     "A topic that is to be written is not there. Unless the brokers create topics by themselves, "
     "nothing can be.",
     "Create it, or correct its name."},

    {ErrorId::kRecordTooLarge, "record-too-large", StatusCode::kInvalidArgument, kSender,
     "The record is longer than records may be.", "Send less per record."},
    {ErrorId::kRecordTooDeep, "record-too-deep", StatusCode::kInvalidArgument, kSender,
     "Objects and lists are nested deeper than allowed.", "Flatten the record."},
    {ErrorId::kRecordUndecodable, "record-undecodable", StatusCode::kInvalidArgument, kSender,
     "The record's bytes are not one JSON object in UTF-8.", "Look at it in quarantine."},
    {ErrorId::kKeyMissing, "key-missing", StatusCode::kInvalidArgument, kSender,
     "A part of the rule's key, or what a route needs for its message, is missing, null, a list or "
     "an object.",
     "Send the field, or exclude such records by `where`."},
    {ErrorId::kTimeImpossible, "time-impossible", StatusCode::kInvalidArgument, kSender,
     "The event's time is missing or no time between 1970 and 9999.",
     "Send a number of seconds or milliseconds, or an RFC 3339 text."},
    {ErrorId::kTimeInFuture, "time-in-future", StatusCode::kInvalidArgument, kSender,
     "The event's time lies further ahead of its arrival than `ahead` allows.",
     "Set the device's clock right, or raise `ahead`."},

    {ErrorId::kTopicRecreated, "topic-recreated", StatusCode::kFailedPrecondition, kOperator,
     "Another record stands where the last applied one stood: another topic, cluster or file.",
     "Check what the configuration points at. If it is meant: --accept topic-recreated."},
    {ErrorId::kTopicTruncated, "topic-truncated", StatusCode::kFailedPrecondition, kOperator,
     "The topic ends before the position up to which it was applied.",
     "Check what the configuration points at. If it is meant, --accept topic-truncated goes on at "
     "its end, and a file is read from its begin."},
    {ErrorId::kRetentionGap, "retention-gap", StatusCode::kFailedPrecondition, kOperator,
     "Retention removed records that were not applied yet.",
     "They are lost. To go on behind the gap: --accept retention-gap."},
    {ErrorId::kForeignStore, "foreign-store", StatusCode::kFailedPrecondition, kOperator,
     "The consumer group belongs to another store, or to a newer copy of this one.",
     "Use the store that belongs to the group, or another group. To take over: --new-store."},
    {ErrorId::kGroupHasHistory, "group-has-history", StatusCode::kFailedPrecondition, kOperator,
     "The store is empty, but its consumer group has read the topic before.",
     "Check state.dir. If the store is really gone and may begin anew: --new-store."},
    {ErrorId::kPartitionCountChanged, "partition-count-changed", StatusCode::kFailedPrecondition,
     kOperator, "The topic has another number of partitions, so keys have moved between them.",
     "Use a new topic, or accept that moved keys begin anew: --accept partition-count-changed."},
    {ErrorId::kNewerFormat, "newer-format", StatusCode::kFailedPrecondition, kOperator,
     "The store was written by a newer version.", "Run that version or a newer one."},
    {ErrorId::kStoreInUse, "store-in-use", StatusCode::kFailedPrecondition, kOperator,
     "Another process has the store open.", "Stop it, or use another state.dir."},
    {ErrorId::kRuleRemoved, "rule-removed", StatusCode::kFailedPrecondition, kOperator,
     "A rule with open episodes, or the last rule or route of a topic whose commands wait, is no "
     "longer in the configuration.",
     "Put it back, a rule with `retire: true`: its episodes end, its commands are sent, and once "
     "`telltale outbox list` shows none it can go."},
    {ErrorId::kRuleKeyChanged, "rule-key-changed", StatusCode::kFailedPrecondition, kOperator,
     "A rule's key differs from the one that its stored states are for.",
     "Give the changed rule another name, or keep the key."},

    {ErrorId::kMessageRefused, "message-refused", StatusCode::kInvalidArgument, kOperator,
     "The workflow engine refused the message and will refuse it again.",
     "Read its words; mend the workflow or the rule."},
    {ErrorId::kMessageTooLarge, "message-too-large", StatusCode::kInvalidArgument, kOperator,
     "The message is larger than messages may be, even without its event.",
     "Use shorter keys; give a route `variables` instead of the whole record."},
    {ErrorId::kHorizonPassed, "horizon-passed", StatusCode::kDeadlineExceeded, kOperator,
     "It is not known whether a message was accepted, and it is too late to repeat it safely.",
     "Look in the workflow engine whether the episode, or what a route's record is about, has its "
     "instance; then `telltale outbox retry` or `drop`."},
    {ErrorId::kNotAuthenticated, "not-authenticated", StatusCode::kUnauthenticated, kOperator,
     "The workflow engine, or the authorization server before it, does not accept who we are. "
     "Nothing is sent meanwhile, and nothing is lost; it is tried again every 30 s.",
     "Check `zeebe.oauth` (client, secret, audience, scope) and `zeebe.tls`, and what the client "
     "may do."},
    {ErrorId::kStartUnconfirmed, "start-unconfirmed", StatusCode::kDeadlineExceeded, kOperator,
     "A start was accepted, but no instance has asked at its gate: it has an incident, was never "
     "deployed, or has no gate.",
     "Look in the workflow engine for incidents of the process, or set `gate: false` for its "
     "rule."},
    {ErrorId::kRecordRefused, "record-refused", StatusCode::kInvalidArgument, kOperator,
     "Kafka refused a record: there is no such topic, it is larger than the topic takes, or we may "
     "not write there.",
     "Read its words; create the topic, or let the client write to it, then retry the job."},
    {ErrorId::kJobOrderDenied, "job-order-denied", StatusCode::kPermissionDenied, kOperator,
     "The workflow engine does not let us hold or complete jobs, or cancel instances, or does not "
     "know how: what waits at a gate, or at its end, goes on waiting.",
     "Let the client update, complete and cancel the processes that the rules start; holding a job "
     "needs Zeebe 8.4 or newer. The jobs come again by themselves."},
    {ErrorId::kHistoryRewound, "history-rewound", StatusCode::kFailedPrecondition, kOperator,
     "A record's position is not behind those that were written of its Zeebe partition, but it is "
     "newer than all of them, or another one was written there: this is another cluster, or one "
     "that was restored from an older backup. It is neither written nor dropped; Zeebe keeps it.",
     "Point the right cluster here; each has a node of its own. If this one was restored or "
     "replaced, start with --accept history-rewound: what comes is written from there on, under "
     "positions that the topic has already."},
    {ErrorId::kBulkMalformed, "bulk-malformed", StatusCode::kInvalidArgument, kOperator,
     "A request is none that Zeebe's Elasticsearch exporter sends. Nothing of it was written; the "
     "exporter sends it again, and its partition's history waits behind it.",
     "See who sends it, and whether something on the way changes or cuts it."},
    {ErrorId::kBulkTooLong, "bulk-too-long", StatusCode::kResourceExhausted, kOperator,
     "A request of Zeebe's exporter is longer than requests may be, or has more records. "
     "Nothing of it was written, and its partition's history waits.",
     "Lower the exporter's bulk size or memory limit (docs/history.md), or raise `history.body`."},

    {ErrorId::kCommitFailed, "commit-failed", StatusCode::kDataLoss, kOperator,
     "The store could not write. Nothing that was not written has left the process.",
     "Check room and permissions where the store lies, then start again."},
    {ErrorId::kDiskReserve, "disk-reserve", StatusCode::kResourceExhausted, kOperator,
     "Less than state.disk_reserve is free where the store lies; meanwhile no input is "
     "read, and no history taken.",
     "Make room; both go on by themselves."},
    {ErrorId::kCorrupt, "store-corrupt", StatusCode::kDataLoss, kOperator,
     "A file of the store does not hold what was written.",
     "Restore the directory from a copy that was made after the node had ended. To begin anew, "
     "move "
     "it away and start with --new-store."},
    {ErrorId::kInputChanged, "input-changed", StatusCode::kDataLoss, kOperator,
     "A followed file shrank or was replaced.", "Start again on the file that is meant."},
    {ErrorId::kOutputBroken, "output-broken", StatusCode::kDataLoss, kOperator,
     "Standard output, or a file in its place, cannot be written. What was not printed is still in "
     "the store, if there is one.",
     "See why its reader is gone or its disk full, then start again."},
    {ErrorId::kInputFailed, "input-failed", StatusCode::kDataLoss, kOperator,
     "The input cannot be read on. What was read before is applied.",
     "Check the file and its disk, then start again: it goes on where it ended."},
    {ErrorId::kBeyondKafka, "beyond-kafka", StatusCode::kInvalidArgument, kOperator,
     "Kafka does not take a record of this size. It is in quarantine, with its position and its "
     "beginning; the history goes on without it.",
     "Raise `message.max.bytes` under kafka.properties and `max.message.bytes` of the topic for "
     "those that come."},

    {ErrorId::kKeyLimit, "key-limit", StatusCode::kResourceExhausted, kOperator,
     "The store has as many live keys as state.keys allows; input is not read meanwhile.",
     "Raise state.keys, or shorten `forget`."},
    {ErrorId::kOutboxLimit, "outbox-limit", StatusCode::kResourceExhausted, kOperator,
     "More commands wait than state.outbox_rows or state.outbox_bytes allow; no input is read "
     "meanwhile.",
     "See why the workflow engine takes none; reading goes on by itself."},
    {ErrorId::kUnavailable, "unavailable", StatusCode::kUnavailable, kOperator,
     "Something that is needed does not answer.", "Start it; waiting goes on by itself."},
    {ErrorId::kGroupTaken, "group-taken", StatusCode::kAborted, kOperator,
     "Another process claimed the consumer group while this one was reading.",
     "Run one process per group and store."},
    {ErrorId::kNoNode, "no-node", StatusCode::kUnavailable, kOperator,
     "What changes a store is an order to the node that runs on it, and none runs.",
     "Start the node, then give the order again."},
    {ErrorId::kOrderRefused, "order-refused", StatusCode::kFailedPrecondition, kOperator,
     "What the order names is not there, or not in a state in which the order means anything.",
     "List it again to see how it stands now."},
    {ErrorId::kBadRequest, "bad-request", StatusCode::kInvalidArgument, kOperator,
     "A request to a node's API has a parameter, value or form that the API does not know.",
     "Write it as docs/reference/api.md shows, or as the verb's --help does."},
    {ErrorId::kStrangeNode, "strange-node", StatusCode::kUnavailable, kOperator,
     "What answers at the address is not the node that was meant, or one of another version.",
     "Check --url, or use the telltale that the node was started with."},
    {ErrorId::kOrderFromAfar, "order-from-afar", StatusCode::kPermissionDenied, kOperator,
     "A node takes orders over the loopback interface only, and none that a web page sends.",
     "Give the order on the node's own machine."},
    {ErrorId::kAddressUnusable, "address-unusable", StatusCode::kUnavailable, kOperator,
     "The address for HTTP cannot be listened on: another program has it, or it is none of this "
     "machine's, or not ours to use.",
     "Choose another by `http.listen` or `--listen`, or end what has it (`ss -ltnp` shows it)."},
    {ErrorId::kKeyNotMet, "key-not-met", StatusCode::kNotFound, kOperator,
     "No record that a replay read is of the key.",
     "Write the key as `telltale episodes` prints it; retention may have removed its records."},
    {ErrorId::kAuditLost, "audit-lost", StatusCode::kDataLoss, kOperator,
     "Entries of the audit could not be written to their topic before `state.audit_rows` newer "
     "ones of their partition took their place. The topic has a gap; workflows and rules are not "
     "concerned.",
     "See why Kafka takes too little (the log says), and raise `state.audit_rows`."},
};

}  // namespace

absl::Span<const ErrorEntry> ErrorCatalogue() { return kCatalogue; }

const ErrorEntry& FindError(ErrorId id) {
  for (const ErrorEntry& entry : kCatalogue) {
    if (entry.id == id) return entry;
  }
  CheckFailed("every ErrorId is in the catalogue", __FILE__, __LINE__);
}

const ErrorEntry* FindError(std::string_view number_or_name) {
  for (const ErrorEntry& entry : kCatalogue) {
    const std::string number = ErrorNumber(entry.id);
    if (number_or_name == entry.name || number_or_name == number ||
        number_or_name == std::string_view(number).substr(1)) {
      return &entry;
    }
  }
  return nullptr;
}

std::string ErrorNumber(ErrorId id) { return absl::StrCat("E", static_cast<int>(id)); }

std::string ErrorTitle(ErrorId id) {
  return absl::StrCat(ErrorNumber(id), " ", A(FindError(id).name));
}

absl::Status MakeError(ErrorId id, std::string_view text) {
  const ErrorEntry& entry = FindError(id);
  absl::Status status(entry.code, absl::StrCat("error ", ErrorTitle(id), ": ", A(text)));
  status.SetPayload(kPayloadUrl, absl::Cord(absl::StrCat(static_cast<int>(id))));
  return status;
}

std::optional<ErrorId> ErrorOf(const absl::Status& status) {
  const auto payload = status.GetPayload(kPayloadUrl);
  int number = 0;
  if (!payload || !absl::SimpleAtoi(std::string(*payload), &number)) return std::nullopt;
  return static_cast<ErrorId>(number);
}

}  // namespace telltale
