#include "engine/base/error_catalogue.h"

#include <gtest/gtest.h>

#include <set>
#include <string>

#include "absl/strings/str_cat.h"
#include "engine/base/strings.h"

namespace telltale {
namespace {

// Documents, dashboards and people know errors by these. Add lines; never change or reuse one.
constexpr char kNumbers[] = R"(
E1001 yaml-syntax
E1002 unknown-option
E1003 duplicate-option
E1004 missing-option
E1005 wrong-type
E1006 out-of-range
E1007 bad-duration
E1008 bad-expression
E1009 bad-form
E1010 bad-name
E1011 unknown-topic
E1012 unused-topic
E1013 span-beyond-forget
E1014 state-too-large
E1015 zero-ttl
E1016 nothing-ends-it
E1017 unset-variable
E1018 owned-property
E1019 file-unreadable
E1020 input-mismatch
E1021 reload-refused
E1022 file-unwritable
E1023 forward-not-caught
E1024 forward-interrupts
E1025 unbounded-count
E1026 partial-window
E1027 start-or-correlate
E1028 secret-in-the-clear
E1029 no-pem
E1030 shard-changed
E1031 shard-empty
E1032 bad-step
E1033 bad-expectation
E1034 not-in-config
E1035 name-taken
E1036 workflow-unreadable
E1037 start-not-caught
E1038 back-not-caught
E1039 back-does-not-interrupt
E1040 wrong-correlation
E1041 gate-missing
E1042 fixed-job-type
E1044 variable-not-sent
E1045 no-expression
E1046 not-executable
E1047 clear-before-late
E1048 silence-unproven
E1049 never-happens
E1050 missing-field-counts
E1051 job-unpublishable
E1052 job-type-taken
E1053 span-below-cadence
E1054 key-scattered
E1055 time-implausible
E1056 id-repeats
E1057 disorder-beyond-late
E1058 field-never-seen
E1059 history-in-the-clear
E1060 nothing-to-measure
E1065 route-not-caught
E1066 route-sets-aside
E1070 unknown-to-zeebe
E1071 name-or-expression
E1072 hyphen-subtracts
E1073 job-nowhere
E1074 roads-in-a-circle
E1075 history-of-shards
E1076 sample-too-small
E1077 audit-not-kept
E1078 topic-missing
E2001 record-too-large
E2002 record-too-deep
E2003 record-undecodable
E2004 key-missing
E2005 time-impossible
E2006 time-in-future
E3001 topic-recreated
E3002 topic-truncated
E3003 retention-gap
E3004 foreign-store
E3005 group-has-history
E3006 partition-count-changed
E3007 newer-format
E3008 store-in-use
E3009 rule-removed
E3010 rule-key-changed
E4001 message-refused
E4002 message-too-large
E4003 horizon-passed
E4004 not-authenticated
E4005 start-unconfirmed
E4006 record-refused
E4007 job-order-denied
E4008 history-rewound
E4009 bulk-malformed
E4010 bulk-too-long
E5001 commit-failed
E5002 disk-reserve
E5003 store-corrupt
E5004 input-changed
E5005 output-broken
E5006 input-failed
E5007 beyond-kafka
E6001 key-limit
E6002 outbox-limit
E6003 unavailable
E6004 group-taken
E6005 no-node
E6006 order-refused
E6007 bad-request
E6008 strange-node
E6009 order-from-afar
E6010 address-unusable
E6011 key-not-met
E6012 audit-lost
)";

TEST(ErrorCatalogueTest, NumbersAndNamesStay) {
  std::string found = "\n";
  for (const ErrorEntry& entry : ErrorCatalogue()) {
    absl::StrAppend(&found, ErrorNumber(entry.id), " ", A(entry.name), "\n");
  }
  EXPECT_EQ(found, kNumbers);
}

TEST(ErrorCatalogueTest, EveryEntryIsToldApartAndSaysWhatToDo) {
  std::set<std::string_view> names;
  for (const ErrorEntry& entry : ErrorCatalogue()) {
    EXPECT_TRUE(names.insert(entry.name).second) << entry.name;
    EXPECT_NE(entry.code, absl::StatusCode::kOk) << entry.name;
    EXPECT_FALSE(entry.who.empty()) << entry.name;
    EXPECT_TRUE(entry.meaning.ends_with('.')) << entry.name;
    EXPECT_TRUE(entry.next.ends_with('.')) << entry.name;
  }
}

TEST(ErrorCatalogueTest, IsFoundByNumberAndByName) {
  for (const char* text : {"E2003", "2003", "record-undecodable"}) {
    ASSERT_NE(FindError(text), nullptr) << text;
    EXPECT_EQ(FindError(text)->id, ErrorId::kRecordUndecodable);
  }
  for (const char* text : {"", "E", "E9999", "e2003", "200", "record"}) {
    EXPECT_EQ(FindError(text), nullptr) << text;
  }
  EXPECT_EQ(FindError(ErrorId::kGroupTaken).name, "group-taken");
}

TEST(MakeErrorTest, SaysItsNumberItsNameAndTheText) {
  const absl::Status status =
      MakeError(ErrorId::kRecordUndecodable, "expected a JSON object, but found '[' at byte 0");
  EXPECT_EQ(status.code(), absl::StatusCode::kInvalidArgument);
  EXPECT_EQ(S(status.message()),
            "error E2003 record-undecodable: expected a JSON object, but found '[' at byte 0");
}

TEST(MakeErrorTest, NumberIsReadBackFromEveryError) {
  for (const ErrorEntry& entry : ErrorCatalogue()) {
    EXPECT_EQ(ErrorOf(MakeError(entry.id, "text")), entry.id) << entry.name;
  }
  EXPECT_EQ(ErrorOf(absl::InternalError("error E2003: looks like one")), std::nullopt);
  EXPECT_EQ(ErrorOf(absl::OkStatus()), std::nullopt);
}

TEST(MakeErrorTest, NumberSurvivesUpdate) {
  absl::Status status;
  status.Update(MakeError(ErrorId::kCommitFailed, "text"));
  status.Update(absl::InternalError("second"));
  EXPECT_EQ(ErrorOf(status), ErrorId::kCommitFailed);
}

}  // namespace
}  // namespace telltale
