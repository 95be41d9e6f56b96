#include "engine/core/gathered.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstring>

#include "engine/base/limits.h"
#include "engine/base/status.h"
#include "engine/core/bucket.h"
#include "engine/core/sessions.h"
#include "engine/core/tail.h"

namespace telltale {
namespace {

int64_t FloorDivide(int64_t a, int64_t b) { return a / b - (a % b < 0); }

std::byte* PlaceOf(const Plan& plan, const Window& window, absl::Span<const std::byte> tail) {
  return const_cast<std::byte*>(tail.data()) + RingBytes(plan) + window.place;
}

WindowVerdict Verdict(const Window& window, const Bucket& bucket, EventTime begin) {
  std::array<double, Condition::kMaxAggregates> values;
  const auto& aggregates = window.condition.aggregates;
  for (size_t i = 0; i < aggregates.size(); ++i) {
    const double value = bucket.Value(aggregates[i]);
    values[i] = std::isfinite(value) ? value : kNullOperand;
  }
  return {.holds = Holds(window.condition, absl::MakeConstSpan(values.data(), aggregates.size())),
          .begin = std::max(begin, EventTime{}),
          .bad = bucket.Count(Tally::Kind::kBad)};
}

// Windows or panes at multiples of `every`. A ring: the bucket of number n is n modulo their count,
// and what is older than the newest ones has been judged, or has slid out.
class Aligned {
 public:
  Aligned(const Plan& plan, const Window& window, absl::Span<const std::byte> tail)
      : window_(window), bytes_(PlaceOf(plan, window, tail)) {}

  // The number of the bucket that begins last; meaningless if nothing was added yet.
  int64_t newest() const { return stored() - kBias; }
  Bucket At(int64_t number) const {
    const int64_t count = window_.buckets;
    const int64_t index = number - FloorDivide(number, count) * count;
    return {window_, bytes_ + sizeof(int64_t) + index * window_.bucket_bytes};
  }
  EventTime BeginOf(int64_t number) const { return EventTime{number * window_.every}; }
  Millis length() const {
    return window_.kind == Window::Kind::kSliding ? window_.every : window_.length;
  }

  // Adds the event to every bucket that covers it and begins at `since` or later.
  void Add(const Event& event, EventTime since) {
    const int64_t last = FloorDivide(ToMs(event.at), window_.every.count());
    MoveTo(last);
    const int64_t oldest = newest() - window_.buckets;
    for (int64_t n = last; n > oldest && BeginOf(n) + length() > event.at; --n) {
      if (BeginOf(n) >= since) At(n).Add(event);
    }
  }

  std::optional<int64_t> FirstNotEmpty() const {
    if (stored() == 0) return std::nullopt;
    for (int64_t n = newest() - window_.buckets + 1; n <= newest(); ++n) {
      if (At(n).Count(Tally::Kind::kEvents) > 0) return n;
    }
    return std::nullopt;
  }

 private:
  static constexpr int64_t kBias = int64_t{1} << 62;  // so that 0 is "nothing yet"

  int64_t stored() const {
    int64_t value;
    std::memcpy(&value, bytes_, sizeof(value));
    return value;
  }
  void MoveTo(int64_t number) {
    if (stored() != 0 && number <= newest()) return;
    const int64_t all = number - window_.buckets;
    for (int64_t n = stored() == 0 ? all : std::max(newest(), all); n < number; ++n) {
      At(n + 1).Clear();
    }
    const int64_t value = number + kBias;
    std::memcpy(bytes_, &value, sizeof(value));
  }

  const Window& window_;
  std::byte* bytes_;
};

// The newest times of bad events, sorted, as many as tell all that the condition asks.
class Exact {
 public:
  Exact(const Plan& plan, const Window& window, absl::Span<const std::byte> tail)
      : window_(window), bytes_(PlaceOf(plan, window, tail)) {}

  uint64_t size() const { return LoadWord(0); }
  EventTime Get(uint64_t i) const { return EventMs(static_cast<int64_t>(LoadWord(i + 1))); }

  void DropUpTo(EventTime bound) {
    uint64_t gone = 0;
    while (gone < size() && Get(gone) <= bound) ++gone;
    Drop(gone);
  }
  void Add(EventTime at) {
    uint64_t i = size();
    if (i == window_.buckets) {
      if (i == 0 || at <= Get(0)) return;
      Drop(1);
      --i;
    }
    StoreWord(0, i + 1);
    for (; i > 0 && Get(i - 1) > at; --i) StoreWord(i + 1, LoadWord(i));
    StoreWord(i + 1, static_cast<uint64_t>(ToMs(at)));
  }

 private:
  void Drop(uint64_t n) {
    if (n == 0) return;
    const uint64_t rest = size() - n;
    for (uint64_t i = 0; i < rest; ++i) StoreWord(i + 1, LoadWord(i + 1 + n));
    StoreWord(0, rest);
  }
  uint64_t LoadWord(uint64_t i) const {
    uint64_t word;
    std::memcpy(&word, bytes_ + i * sizeof(word), sizeof(word));
    return word;
  }
  void StoreWord(uint64_t i, uint64_t word) {
    std::memcpy(bytes_ + i * sizeof(word), &word, sizeof(word));
  }

  const Window& window_;
  std::byte* bytes_;
};

Sessions SessionsOf(const Plan& plan, const Window& window, absl::Span<const std::byte> tail) {
  return {window, PlaceOf(plan, window, tail)};
}

// Clear windows lie wholly after the raise.
EventTime Since(const KeyState& head) {
  return head.phase == Phase::kOpen ? head.raised_at : kNoEventTime;
}

void GatherIn(const Plan& plan, const Window& window, KeyRef key, const Event& event) {
  switch (window.kind) {
    case Window::Kind::kExact: {
      Exact times(plan, window, key.tail);
      times.DropUpTo(key.head.newest - window.length);
      if (event.signal == Signal::kBad && event.at > key.head.newest - window.length) {
        times.Add(event.at);
      }
      return;
    }
    case Window::Kind::kSliding:
      return Aligned(plan, window, key.tail).Add(event, kNoEventTime);
    case Window::Kind::kAligned:
      return Aligned(plan, window, key.tail).Add(event, Since(key.head));
    case Window::Kind::kSession:
      if (event.at >= Since(key.head)) SessionsOf(plan, window, key.tail).Add(event);
      return;
  }
}

WindowVerdict VerdictOfPanes(const Window& window, const Aligned& panes) {
  std::array<std::byte, kMaxTailBytes> bytes;
  Bucket sum(window, bytes.data());
  sum.Clear();
  std::optional<int64_t> first_bad;
  for (int64_t n = panes.newest() - Window::kPanes + 1; n <= panes.newest(); ++n) {
    const Bucket pane = panes.At(n);
    sum.Merge(pane);
    if (!first_bad && pane.Count(Tally::Kind::kBad) > 0) first_bad = n;
  }
  return Verdict(window, sum, panes.BeginOf(first_bad.value_or(panes.newest())));
}

WindowVerdict VerdictOfTimes(const Window& window, const Exact& times, EventTime at) {
  std::array<double, Condition::kMaxAggregates> values;
  values.fill(static_cast<double>(times.size()));
  return {.holds = Holds(window.condition, values),
          .begin = times.size() > 0 ? times.Get(0) : at,
          .bad = static_cast<uint32_t>(times.size())};
}

}  // namespace

void Gather(const Plan& plan, KeyRef key, const Event& event) {
  if (key.head.phase == Phase::kNormal) {
    for (const Raise& raise : plan.raise) {
      if (raise.form != Raise::Form::kWindow) continue;
      GatherIn(plan, plan.windows[raise.window], key, event);
    }
    return;
  }
  for (const Clear& clear : plan.clear) {
    if (clear.form != Clear::Form::kWindow) continue;
    GatherIn(plan, plan.windows[clear.window], key, event);
  }
}

std::optional<WindowVerdict> JudgeSliding(const Plan& plan, const Window& window, KeyRef key,
                                          EventTime at) {
  WindowVerdict verdict;
  if (window.kind == Window::Kind::kExact) {
    verdict = VerdictOfTimes(window, Exact(plan, window, key.tail), at);
  } else if (window.kind == Window::Kind::kSliding) {
    verdict = VerdictOfPanes(window, Aligned(plan, window, key.tail));
  }
  return verdict.holds ? std::optional(verdict) : std::nullopt;
}

std::optional<EventTime> NextWindowEnd(const Plan& plan, const Window& window, KeyView key) {
  if (window.kind == Window::Kind::kSession) {
    return SessionsOf(plan, window, key.tail).FirstEnd();
  }
  if (window.kind != Window::Kind::kAligned) return std::nullopt;
  const Aligned aligned(plan, window, key.tail);
  const std::optional<int64_t> number = aligned.FirstNotEmpty();
  return number ? std::optional(aligned.BeginOf(*number) + window.length) : std::nullopt;
}

WindowVerdict JudgeEnded(const Plan& plan, const Window& window, KeyRef key, EventTime end) {
  if (window.kind == Window::Kind::kSession) {
    Sessions sessions = SessionsOf(plan, window, key.tail);
    const WindowVerdict verdict = Verdict(window, sessions.BucketAt(0), sessions.FirstAt(0));
    sessions.DropFirst();
    return verdict;
  }
  const EventTime begin = end - window.length;
  Bucket bucket = Aligned(plan, window, key.tail).At(begin.time_since_epoch() / window.every);
  const WindowVerdict verdict = Verdict(window, bucket, begin);
  bucket.Clear();
  return verdict;
}

}  // namespace telltale
