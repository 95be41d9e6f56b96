#include "engine/base/message_guard.h"

#include <gtest/gtest.h>

#include <string>

#include "engine/base/limits.h"

namespace telltale {
namespace {

TEST(MessageGuardTest, LetsAMessageOfTheGreatestSizePass) {
  const Message message{.name = "n", .variables = std::string(kMaxMessageBytes - 1, 'x')};
  EXPECT_FALSE(FindFault(message).has_value());
}

TEST(MessageGuardTest, FindsAMessageThatIsTooLarge) {
  const Message message{.name = "n", .variables = std::string(kMaxMessageBytes, 'x')};
  EXPECT_EQ(FindFault(message)->error, ErrorId::kMessageTooLarge);
  EXPECT_EQ(FindFault(message)->text,
            "expected a message of at most 262144 bytes, but it has 262145");
}

TEST(MessageGuardTest, FindsAMessageWithoutAName) {
  EXPECT_EQ(FindFault({.variables = "{}"})->error, ErrorId::kMessageRefused);
}

}  // namespace
}  // namespace telltale
