#include "engine/base/time.h"

#include <gtest/gtest.h>

#include <type_traits>
#include <utility>
#include <vector>

namespace telltale {
namespace {

using std::chrono_literals::operator""ms;
using std::chrono_literals::operator""s;
using std::chrono_literals::operator""min;
using std::chrono_literals::operator""h;

constexpr int64_t kDayMs = 86'400'000;
constexpr int64_t kSample = 1'795'428'902'123;  // 2026-11-23T10:15:02.123Z

template <class A, class B, class = void>
constexpr bool kCanSubtract = false;
template <class A, class B>
constexpr bool kCanSubtract<A, B, std::void_t<decltype(std::declval<A>() - std::declval<B>())>> =
    true;

TEST(TimeTest, ClocksCannotBeMixed) {
  EXPECT_TRUE((kCanSubtract<EventTime, EventTime>));
  EXPECT_FALSE((kCanSubtract<EventTime, ArrivalTime>));
  EXPECT_FALSE((kCanSubtract<ArrivalTime, WallTime>));
  EXPECT_FALSE((std::is_convertible_v<EventTime, ArrivalTime>));
}

TEST(TimeTest, NeverIsFarEnoughFromTheEndsToAddDurations) {
  EXPECT_LT(kNoEventTime - Millis{3650 * kDayMs}, kNoEventTime);
  EXPECT_LT(kNoEventTime + Millis{3650 * kDayMs}, EventMs(0));
}

TEST(TimeTest, AsArrivalIsTheSameMoment) {
  EXPECT_EQ(AsArrival(EventMs(kSample)), ArrivalMs(kSample));
}

TEST(FormatTest, CompactIsAsInEpisodeIds) {
  EXPECT_EQ(FormatCompact(EventMs(kSample)), "20261123T101502.123Z");
  EXPECT_EQ(FormatCompact(EventMs(0)), "19700101T000000.000Z");
  EXPECT_EQ(FormatCompact(EventMs(kYear10000Ms - 1)), "99991231T235959.999Z");
}

TEST(FormatTest, Rfc3339HasMilliseconds) {
  EXPECT_EQ(FormatRfc3339(kSample), "2026-11-23T10:15:02.123Z");
  EXPECT_EQ(FormatRfc3339(951'782'400'000), "2000-02-29T00:00:00.000Z");
}

TEST(ParseRfc3339Test, ReadsEveryFormOfOneMoment) {
  for (const char* text :
       {"2026-11-23T10:15:02.123Z", "2026-11-23t10:15:02.123z", "2026-11-23 10:15:02.123Z",
        "2026-11-23T10:15:02.123999Z", "2026-11-23T11:45:02.123+01:30",
        "2026-11-22T23:15:02.123-11:00", "2026-11-23T10:15:02.123-00:00"}) {
    EXPECT_EQ(ParseRfc3339(text), kSample) << text;
  }
  EXPECT_EQ(ParseRfc3339("2026-11-23T10:15:02.1Z"), kSample - 23);
  EXPECT_EQ(ParseRfc3339("2026-11-23T10:15:02Z"), kSample - 123);
}

TEST(ParseRfc3339Test, RefusesWhatIsNone) {
  for (const char* text :
       {"", "2026-11-23", "2026-11-23T10:15Z", "2026-11-23T10:15:02", "2026-11-23T10:15:02.Z",
        "2026-11-23T10:15:60Z", "2026-11-23T24:00:00Z", "2026-11-23T10:60:02Z",
        "2026-02-29T00:00:00Z", "2026-13-01T00:00:00Z", "2026-00-01T00:00:00Z",
        "2026-11-23_10:15:02Z", "2026-11-23T10:15:02+24:00", "2026-11-23T10:15:02+01:60",
        "2026-11-23T10:15:02+0100", "2026-11-23T10:15:02Zx", " 2026-11-23T10:15:02Z",
        "26-11-23T10:15:02Z", "+026-11-23T10:15:02Z"}) {
    EXPECT_EQ(ParseRfc3339(text), std::nullopt) << text;
  }
}

TEST(ParseRfc3339Test, TimesReachFrom1970To9999) {
  EXPECT_EQ(ParseRfc3339("1970-01-01T00:00:00Z"), 0);
  EXPECT_EQ(ParseRfc3339("1969-12-31T23:59:59.999Z"), std::nullopt);
  EXPECT_EQ(ParseRfc3339("1970-01-01T00:00:00+00:01"), std::nullopt);
  EXPECT_EQ(ParseRfc3339("9999-12-31T23:59:59.999Z"), kYear10000Ms - 1);
  EXPECT_EQ(ParseRfc3339("9999-12-31T23:59:59.999-00:01"), std::nullopt);
}

TEST(ParseRfc3339Test, ReadsBackWhatIsFormatted) {
  for (int64_t ms = 0; ms < kYear10000Ms; ms += 1'234'567'890'123) {
    EXPECT_EQ(ParseRfc3339(FormatRfc3339(ms)), ms);
  }
}

TEST(DurationTest, ShortestFormReadsBack) {
  const std::vector<std::pair<const char*, Millis>> samples = {
      {"250ms", 250ms}, {"30s", 30s},      {"5m", 5min},      {"2h", 2h},
      {"7d", 168h},     {"1m30s", 90s},    {"1s1ms", 1001ms}, {"1d2h3m4s5ms", 93'784'005ms},
      {"0s", 0ms},      {"3650d", 87'600h}};
  for (const auto& [text, duration] : samples) {
    EXPECT_EQ(ParseDuration(text), duration) << text;
    EXPECT_EQ(FormatDuration(duration), text);
  }
}

TEST(DurationTest, OtherSpellingsAreRead) {
  EXPECT_EQ(ParseDuration("90s"), 90s);
  EXPECT_EQ(ParseDuration("0ms"), 0ms);
  EXPECT_EQ(ParseDuration("007s"), 7s);
}

TEST(DurationTest, RefusesWhatIsNone) {
  for (const char* text :
       {"", "30", "s", "-5s", "+5s", "1.5s", "30 s", " 30s", "30s ", "30S", "1w", "30s1m", "1s1s",
        "1ms1s", "1m30", "3651d", "3650d1ms", "87601h", "99999999999999999999s"}) {
    EXPECT_EQ(ParseDuration(text), std::nullopt) << text;
  }
}

}  // namespace
}  // namespace telltale
