#include "connectors/zeebe/answer_class.h"

#include <gtest/gtest.h>

#include <string>

namespace telltale {
namespace {

struct Case {
  absl::StatusCode code;
  std::string text;
  Answer answer;
};

using Code = absl::StatusCode;

// The texts are Zeebe's own (8.5.8, 8.6.0) or gRPC's.
const Case kCases[] = {
    {Code::kOk, "", Answer::kAccepted},
    {Code::kAlreadyExists,
     "Command 'PUBLISH' rejected with code 'ALREADY_EXISTS': Expected to publish a new message "
     "with id 'A1', but a message with that id was already published",
     Answer::kKnown},
    {Code::kResourceExhausted,
     "Failed to write client request to partition '1', because the writer buffer is full.",
     Answer::kNotApplied},
    {Code::kResourceExhausted, "Reached maximum capacity of requests handled", Answer::kNotApplied},
    {Code::kResourceExhausted, "gRPC message exceeds maximum size 4194304: 5000040",
     Answer::kRefused},
    {Code::kUnavailable, "Connection reset by peer", Answer::kAmbiguous},
    {Code::kUnavailable, "failed to connect to all addresses", Answer::kAmbiguous},
    {Code::kUnavailable,
     "Expected to execute command on partition 2, but either it does not exist, or the gateway is "
     "not yet aware of it",
     Answer::kRetryLater},
    {Code::kDeadlineExceeded, "Deadline Exceeded", Answer::kAmbiguous},
    {Code::kCancelled, "Channel closed", Answer::kAmbiguous},
    {Code::kInternal, "Unexpected error", Answer::kAmbiguous},
    {Code::kUnknown, "", Answer::kAmbiguous},
    {Code::kAborted, "", Answer::kAmbiguous},
    {Code::kDataLoss, "", Answer::kAmbiguous},
    {Code::kFailedPrecondition, "the message has not been routed to the right partition",
     Answer::kRetryLater},
    {Code::kInvalidArgument,
     "Property 'variables' is invalid: Expected document to be a root level object, but was "
     "'ARRAY'",
     Answer::kRefused},
    {Code::kNotFound, "", Answer::kRefused},
    {Code::kPermissionDenied, "", Answer::kRefused},
    {Code::kUnimplemented, "Method not found", Answer::kRefused},
    {Code::kOutOfRange, "", Answer::kRefused},
    {Code::kUnauthenticated, "", Answer::kUnauthenticated},
};

TEST(AnswerClassTest, GivesEachStatusItsMeaning) {
  for (const Case& each : kCases) {
    EXPECT_EQ(ClassifyAnswer(each.code, each.text), each.answer)
        << absl::StatusCodeToString(each.code) << " " << each.text;
  }
}

}  // namespace
}  // namespace telltale
