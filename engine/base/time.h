// Time: three clocks that cannot be confused and cannot be read.
//
// None of them has now(): the engine is told the time with each input, it never asks. Subtracting
// a point of one clock from a point of another does not compile; where a rule really relates two
// clocks, it converts by name.
//
// Units: milliseconds since the Unix epoch, UTC. Thread safety: values.
#ifndef TELLTALE_ENGINE_BASE_TIME_H_
#define TELLTALE_ENGINE_BASE_TIME_H_

#include <chrono>
#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <string_view>

namespace telltale {

using Millis = std::chrono::duration<int64_t, std::milli>;

struct EventClock {};    // when it happened, as the event says
struct ArrivalClock {};  // when the record reached Kafka
struct WallClock {};     // what this machine's clock showed, taken once per batch at the edge

using EventTime = std::chrono::time_point<EventClock, Millis>;
using ArrivalTime = std::chrono::time_point<ArrivalClock, Millis>;
using WallTime = std::chrono::time_point<WallClock, Millis>;

// "Never": before everything. Far enough from the ends of int64 that adding or subtracting any
// duration of a configuration (at most a year) cannot overflow.
inline constexpr int64_t kNeverMs = std::numeric_limits<int64_t>::min() / 4;
inline constexpr EventTime kNoEventTime{Millis{kNeverMs}};
inline constexpr ArrivalTime kNoArrivalTime{Millis{kNeverMs}};

// The first impossible moment: year 10000 and negative times are refused at the door.
inline constexpr int64_t kYear10000Ms = 253402300800000;

template <class Clock>
constexpr int64_t ToMs(std::chrono::time_point<Clock, Millis> t) {
  return t.time_since_epoch().count();
}
constexpr EventTime EventMs(int64_t ms) { return EventTime{Millis{ms}}; }
constexpr ArrivalTime ArrivalMs(int64_t ms) { return ArrivalTime{Millis{ms}}; }
constexpr WallTime WallMs(int64_t ms) { return WallTime{Millis{ms}}; }

// The same moment on the arrival clock, for the rules that relate the two: the horizon and
// forgetting.
constexpr ArrivalTime AsArrival(EventTime t) { return ArrivalTime{t.time_since_epoch()}; }

// Returns `t` as in an episode id: 20261123T101502.123Z.
// REQUIRES: 0 <= t < year 10000
std::string FormatCompact(EventTime t);

// Returns `ms` since the epoch as RFC 3339 with milliseconds: 2026-11-23T10:15:02.123Z.
// REQUIRES: 0 <= ms < year 10000
std::string FormatRfc3339(int64_t ms);

// Returns the milliseconds since the epoch of an RFC 3339 time, rounded down. Lower case letters
// and a blank for the `T` are accepted, as RFC 3339 section 5.6 allows; second 60 is not.
// Returns nullopt for anything else, and for times before 1970 or in year 10000 and later.
std::optional<int64_t> ParseRfc3339(std::string_view text);

// Returns a duration such as `250ms`, `30s`, `1m30s`, `2h`, `7d`; nullopt when `text` is none, or
// longer than 10 years. Parts must come in falling order of unit, each at most once.
std::optional<Millis> ParseDuration(std::string_view text);

// The inverse of ParseDuration, shortest form: 90 s is `1m30s`; zero is `0s`.
std::string FormatDuration(Millis duration);

}  // namespace telltale

#endif  // TELLTALE_ENGINE_BASE_TIME_H_
