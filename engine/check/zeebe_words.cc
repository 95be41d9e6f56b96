#include "engine/check/zeebe_words.h"

#include <algorithm>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/str_replace.h"
#include "engine/base/nearest.h"
#include "engine/base/strings.h"

namespace telltale {
namespace {

constexpr std::string_view kFields[] = {
    "authorizations",       "brokerVersion",   "intent",        "key",
    "operationReference",   "partitionId",     "position",      "recordType",
    "recordVersion",        "rejectionReason", "rejectionType", "sequence",
    "sourceRecordPosition", "timestamp",       "value",         "valueType"};
constexpr std::string_view kValueTypes[] = {"AUTHORIZATION",
                                            "CHECKPOINT",
                                            "CLOCK",
                                            "COMMAND_DISTRIBUTION",
                                            "COMPENSATION_SUBSCRIPTION",
                                            "DECISION",
                                            "DECISION_EVALUATION",
                                            "DECISION_REQUIREMENTS",
                                            "DEPLOYMENT",
                                            "DEPLOYMENT_DISTRIBUTION",
                                            "ERROR",
                                            "ESCALATION",
                                            "FORM",
                                            "INCIDENT",
                                            "JOB",
                                            "JOB_BATCH",
                                            "MESSAGE",
                                            "MESSAGE_BATCH",
                                            "MESSAGE_CORRELATION",
                                            "MESSAGE_START_EVENT_SUBSCRIPTION",
                                            "MESSAGE_SUBSCRIPTION",
                                            "PROCESS",
                                            "PROCESS_EVENT",
                                            "PROCESS_INSTANCE",
                                            "PROCESS_INSTANCE_BATCH",
                                            "PROCESS_INSTANCE_CREATION",
                                            "PROCESS_INSTANCE_MIGRATION",
                                            "PROCESS_INSTANCE_MODIFICATION",
                                            "PROCESS_INSTANCE_RESULT",
                                            "PROCESS_MESSAGE_SUBSCRIPTION",
                                            "RESOURCE_DELETION",
                                            "SIGNAL",
                                            "SIGNAL_SUBSCRIPTION",
                                            "TIMER",
                                            "USER",
                                            "USER_TASK",
                                            "VARIABLE",
                                            "VARIABLE_DOCUMENT"};
constexpr std::string_view kIntents[] = {"ACKNOWLEDGE",
                                         "ACKNOWLEDGED",
                                         "ACTIVATE",
                                         "ACTIVATED",
                                         "ACTIVATE_ELEMENT",
                                         "ADD_PERMISSION",
                                         "ASSIGN",
                                         "ASSIGNED",
                                         "ASSIGNING",
                                         "BROADCAST",
                                         "BROADCASTED",
                                         "CANCEL",
                                         "CANCELED",
                                         "CANCELING",
                                         "CLAIM",
                                         "COMPLETE",
                                         "COMPLETED",
                                         "COMPLETE_ELEMENT",
                                         "COMPLETE_EXECUTION_LISTENER",
                                         "COMPLETING",
                                         "CONTINUATION_REQUESTED",
                                         "CONTINUE",
                                         "CONTINUED",
                                         "CORRELATE",
                                         "CORRELATED",
                                         "CORRELATING",
                                         "CREATE",
                                         "CREATED",
                                         "CREATE_WITH_AWAITING_RESULT",
                                         "CREATING",
                                         "DELETE",
                                         "DELETED",
                                         "DELETING",
                                         "DISTRIBUTE",
                                         "DISTRIBUTED",
                                         "DISTRIBUTING",
                                         "ELEMENT_ACTIVATED",
                                         "ELEMENT_ACTIVATING",
                                         "ELEMENT_COMPLETED",
                                         "ELEMENT_COMPLETING",
                                         "ELEMENT_MIGRATED",
                                         "ELEMENT_TERMINATED",
                                         "ELEMENT_TERMINATING",
                                         "ENQUEUED",
                                         "ERROR_THROWN",
                                         "ESCALATED",
                                         "EVALUATE",
                                         "EVALUATED",
                                         "EXPIRE",
                                         "EXPIRED",
                                         "FAIL",
                                         "FAILED",
                                         "FINISH",
                                         "FINISHED",
                                         "FULLY_DISTRIBUTED",
                                         "IGNORED",
                                         "MIGRATE",
                                         "MIGRATED",
                                         "MODIFIED",
                                         "MODIFY",
                                         "NOT_CORRELATED",
                                         "NOT_ESCALATED",
                                         "PERMISSION_ADDED",
                                         "PIN",
                                         "PINNED",
                                         "PUBLISH",
                                         "PUBLISHED",
                                         "RECURRED_AFTER_BACKOFF",
                                         "RECUR_AFTER_BACKOFF",
                                         "REJECT",
                                         "REJECTED",
                                         "RESET",
                                         "RESETTED",
                                         "RESOLVE",
                                         "RESOLVED",
                                         "RETRIES_UPDATED",
                                         "SEQUENCE_FLOW_TAKEN",
                                         "STARTED",
                                         "TERMINATE",
                                         "TERMINATE_ELEMENT",
                                         "THROW_ERROR",
                                         "TIMED_OUT",
                                         "TIMEOUT_UPDATED",
                                         "TIME_OUT",
                                         "TRIGGER",
                                         "TRIGGERED",
                                         "TRIGGERING",
                                         "UPDATE",
                                         "UPDATED",
                                         "UPDATE_RETRIES",
                                         "UPDATE_TIMEOUT",
                                         "UPDATING",
                                         "YIELD",
                                         "YIELDED"};
constexpr std::string_view kRecordTypes[] = {"EVENT", "COMMAND", "COMMAND_REJECTION"};
constexpr std::string_view kRejectionTypes[] = {"NULL_VAL",
                                                "INVALID_ARGUMENT",
                                                "NOT_FOUND",
                                                "ALREADY_EXISTS",
                                                "INVALID_STATE",
                                                "PROCESSING_ERROR",
                                                "EXCEEDED_BATCH_RECORD_SIZE",
                                                "UNAUTHORIZED"};

struct Vocabulary {
  std::string_view field;
  absl::Span<const std::string_view> words;
};
constexpr Vocabulary kVocabularies[] = {{"valueType", kValueTypes},
                                        {"intent", kIntents},
                                        {"recordType", kRecordTypes},
                                        {"rejectionType", kRejectionTypes}};

bool IsWrittenAsTheyAre(std::string_view word) {
  return std::all_of(word.begin(), word.end(),
                     [](unsigned char c) { return absl::ascii_isupper(c) || c == '_'; });
}

bool IsOneOf(std::string_view word, absl::Span<const std::string_view> words) {
  return std::find(words.begin(), words.end(), word) != words.end();
}

// Empty if all are so far from it that it is another word.
std::string NearestOf(std::string_view word, absl::Span<const std::string_view> words) {
  constexpr size_t kSlip = 2;
  std::string nearest = Nearest(word, {words.begin(), words.end()});
  return EditDistance(word, nearest) <= kSlip ? nearest : "";
}

}  // namespace

absl::Span<const std::string_view> ZeebeValueTypes() { return kValueTypes; }

std::optional<std::string> MendZeebeField(std::string_view field) {
  if (IsOneOf(field, kFields)) return std::nullopt;
  return NearestOf(field, kFields);
}

std::optional<std::string> MendZeebeWord(std::string_view field, std::string_view word) {
  for (const Vocabulary& each : kVocabularies) {
    if (each.field != field) continue;
    if (IsOneOf(word, each.words)) return std::nullopt;
    const std::string written =
        absl::AsciiStrToUpper(absl::StrReplaceAll(A(word), {{"-", "_"}, {" ", "_"}}));
    std::string nearest = NearestOf(written, each.words);
    if (nearest.empty() && IsWrittenAsTheyAre(word)) return std::nullopt;  // of a newer version
    return nearest;
  }
  return std::nullopt;
}

}  // namespace telltale
