#include "engine/rules/forms.h"

#include <gtest/gtest.h>

namespace telltale {
namespace {

using std::chrono_literals::operator""s;

TEST(FormsTest, ReadsEverySentenceAndWritesItAlike) {
  for (const char* text : {"3 in 30s", "3 bad in a row", "bad for 1m30s"}) {
    const auto raise = ParseRaise(text);
    ASSERT_TRUE(raise) << text;
    EXPECT_EQ(FormText(*raise), text);
  }
  for (const char* text :
       {"good for 1m", "quiet for 1m", "silent for 10m", "5 good in a row", "never"}) {
    const auto clear = ParseClear(text);
    ASSERT_TRUE(clear) << text;
    EXPECT_EQ(FormText(*clear), text);
  }
}

TEST(FormsTest, RefusesWhatIsNone) {
  for (const char* text : {"", "bad", "good for 1m", "bad for", "bad for 0s", "3 in", "0 in 3s",
                           "3 bad in a", "bad for 1m more"}) {
    EXPECT_FALSE(ParseRaise(text)) << text;
  }
  for (const char* text :
       {"", "bad for 1m", "silent", "silent for 0s", "0 good in a row", "good"}) {
    EXPECT_FALSE(ParseClear(text)) << text;
  }
}

TEST(FormsTest, ReadsTheFourKindsOfWindows) {
  const auto sliding = ParseWindow("mean(over) > 80 over 1m");
  ASSERT_TRUE(sliding);
  EXPECT_EQ(sliding->kind, Window::Kind::kSliding);
  EXPECT_EQ(sliding->length, 60s);
  EXPECT_EQ(sliding->condition, "mean(over) > 80 ");
  EXPECT_EQ(ParseWindow("x over tumbling 1m")->kind, Window::Kind::kAligned);
  EXPECT_EQ(ParseWindow("x over session 30s")->kind, Window::Kind::kSession);
  const auto hopping = ParseWindow("x over hopping 5m every 1m");
  ASSERT_TRUE(hopping);
  EXPECT_EQ(hopping->length, 300s);
  EXPECT_EQ(hopping->every, 60s);
}

TEST(FormsTest, RefusesWhatIsNoWindow) {
  for (const char* text : {"x > 1", "x over", "x over 0s", "x over tumbling", "x over hopping 5m",
                           "x over hopping 5m every 0s", "x over 1m every 1m"}) {
    EXPECT_FALSE(ParseWindow(text)) << text;
  }
}

}  // namespace
}  // namespace telltale
