// ErrorCatalogue: every error that a person may read, once: number, name, who acts, what to do.
//
// A new number only if a person or a caller reacts differently. Numbers are never reused.
//
//   return MakeError(ErrorId::kTopicRecreated, "vehicle.insights/7: expected ..., but ...");
//
// Thread safety: constant data.
#ifndef TELLTALE_ENGINE_BASE_ERROR_CATALOGUE_H_
#define TELLTALE_ENGINE_BASE_ERROR_CATALOGUE_H_

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "absl/types/span.h"

namespace telltale {

enum class ErrorId : uint16_t {
  // E1xxx: the configuration. The author of the rules acts.
  kYamlSyntax = 1001,
  kUnknownOption = 1002,
  kDuplicateOption = 1003,
  kMissingOption = 1004,
  kWrongType = 1005,
  kOutOfRange = 1006,
  kBadDuration = 1007,
  kBadExpression = 1008,
  kBadForm = 1009,
  kBadName = 1010,
  kUnknownTopic = 1011,
  kUnusedTopic = 1012,
  kSpanBeyondForget = 1013,
  kStateTooLarge = 1014,
  kZeroTtl = 1015,
  kNothingEndsIt = 1016,
  kUnsetVariable = 1017,
  kOwnedProperty = 1018,
  kFileUnreadable = 1019,
  kInputMismatch = 1020,
  kReloadRefused = 1021,
  kFileUnwritable = 1022,
  kForwardNotCaught = 1023,
  kForwardInterrupts = 1024,
  kUnboundedCount = 1025,
  kPartialWindow = 1026,
  kStartOrCorrelate = 1027,
  kSecretInTheClear = 1028,
  kNoPem = 1029,
  kShardChanged = 1030,
  kShardEmpty = 1031,
  kBadStep = 1032,
  kBadExpectation = 1033,
  kNotInConfig = 1034,
  kNameTaken = 1035,
  kWorkflowUnreadable = 1036,
  kStartNotCaught = 1037,
  kBackNotCaught = 1038,
  kBackDoesNotInterrupt = 1039,
  kWrongCorrelation = 1040,
  kGateMissing = 1041,
  kFixedJobType = 1042,
  kVariableNotSent = 1044,
  kNoExpression = 1045,
  kNotExecutable = 1046,
  kClearBeforeLate = 1047,
  kSilenceUnproven = 1048,
  kNeverHappens = 1049,
  kMissingFieldCounts = 1050,
  kJobUnpublishable = 1051,
  kJobTypeTaken = 1052,
  kSpanBelowCadence = 1053,
  kKeyScattered = 1054,
  kTimeImplausible = 1055,
  kIdRepeats = 1056,
  kDisorderBeyondLate = 1057,
  kFieldNeverSeen = 1058,
  kHistoryInTheClear = 1059,
  kNothingToMeasure = 1060,
  kRouteNotCaught = 1065,
  kRouteSetsAside = 1066,
  kUnknownToZeebe = 1070,
  kNameOrExpression = 1071,
  kHyphenSubtracts = 1072,
  kJobNowhere = 1073,
  kRoadsInACircle = 1074,
  kHistoryOfShards = 1075,
  kSampleTooSmall = 1076,
  kAuditNotKept = 1077,
  kTopicMissing = 1078,

  // E2xxx: a record. It is in quarantine; the sender of the record acts.
  kRecordTooLarge = 2001,
  kRecordTooDeep = 2002,
  kRecordUndecodable = 2003,
  kKeyMissing = 2004,
  kTimeImpossible = 2005,
  kTimeInFuture = 2006,

  // E3xxx: a refusal at start. The operator acts.
  kTopicRecreated = 3001,
  kTopicTruncated = 3002,
  kRetentionGap = 3003,
  kForeignStore = 3004,
  kGroupHasHistory = 3005,
  kPartitionCountChanged = 3006,
  kNewerFormat = 3007,
  kStoreInUse = 3008,
  kRuleRemoved = 3009,
  kRuleKeyChanged = 3010,

  // E4xxx: delivery. The operator acts.
  kMessageRefused = 4001,
  kMessageTooLarge = 4002,
  kHorizonPassed = 4003,
  kNotAuthenticated = 4004,
  kStartUnconfirmed = 4005,
  kRecordRefused = 4006,
  kJobOrderDenied = 4007,
  kHistoryRewound = 4008,
  kBulkMalformed = 4009,
  kBulkTooLong = 4010,

  // E5xxx: the disk. The operator acts.
  kCommitFailed = 5001,
  kDiskReserve = 5002,
  kCorrupt = 5003,
  kInputChanged = 5004,
  kOutputBroken = 5005,
  kInputFailed = 5006,
  kBeyondKafka = 5007,

  // E6xxx: the service. The operator acts.
  kKeyLimit = 6001,
  kOutboxLimit = 6002,
  kUnavailable = 6003,
  kGroupTaken = 6004,
  kNoNode = 6005,
  kOrderRefused = 6006,
  kBadRequest = 6007,
  kStrangeNode = 6008,
  kOrderFromAfar = 6009,
  kAddressUnusable = 6010,
  kKeyNotMet = 6011,
  kAuditLost = 6012,
};

struct ErrorEntry {
  ErrorId id;
  std::string_view name;  // record-undecodable
  absl::StatusCode code;
  std::string_view who;      // who acts
  std::string_view meaning;  // what it means, in a sentence or two
  std::string_view next;     // what to do
};

// In the order of the numbers.
absl::Span<const ErrorEntry> ErrorCatalogue();
const ErrorEntry& FindError(ErrorId id);
// By `E2003`, `2003` or its name; nullptr if there is none.
const ErrorEntry* FindError(std::string_view number_or_name);

// `E2003`.
std::string ErrorNumber(ErrorId id);
// `E2003 record-undecodable`.
std::string ErrorTitle(ErrorId id);

// A status that says `error E2003 record-undecodable: TEXT` and knows its number.
absl::Status MakeError(ErrorId id, std::string_view text);
// The number that MakeError() gave to `status`, also through wrapping by absl::Status::Update.
std::optional<ErrorId> ErrorOf(const absl::Status& status);

}  // namespace telltale

#endif  // TELLTALE_ENGINE_BASE_ERROR_CATALOGUE_H_
