#include "engine/core/window.h"

#include <algorithm>
#include <utility>

namespace telltale {
namespace {

using Kind = Tally::Kind;

// Collects the tallies that some aggregates need, each once.
class Tallies {
 public:
  using List = FixedList<Tally, Window::kMaxTallies>;

  void Add(Kind kind, uint8_t operand = 0, uint16_t keep = 0) {
    for (Tally& tally : tallies_) {
      if (tally.kind != kind || tally.operand != operand) continue;
      tally.keep = std::max(tally.keep, keep);
      return;
    }
    tallies_.Add({.kind = kind, .operand = operand, .keep = keep});
    // Those that count come first.
    for (size_t i = tallies_.size() - 1; i > 0 && tallies_[i].kind < tallies_[i - 1].kind; --i) {
      std::swap(tallies_[i], tallies_[i - 1]);
    }
  }

  void AddFor(const Aggregate& aggregate) {
    using Of = Aggregate::Kind;
    const uint8_t operand = aggregate.operand;
    switch (aggregate.kind) {
      case Of::kCount:
        return Add(Kind::kEvents);
      case Of::kCountBad:
        return Add(Kind::kBad);
      case Of::kCountGood:
        return Add(Kind::kGood);
      case Of::kCountValues:
        return Add(Kind::kValues, operand);
      case Of::kDistinct:
        Add(Kind::kDistinctCount, operand);
        return Add(Kind::kDistinct, operand, aggregate.keep);
      case Of::kSum:
      case Of::kMean:
        return AddNumber(Kind::kSum, operand);
      case Of::kMin:
        return AddNumber(Kind::kMin, operand);
      case Of::kMax:
        return AddNumber(Kind::kMax, operand);
      case Of::kStddev:
        return AddNumber(Kind::kSpread, operand);
    }
  }

  // Gives each its place, and returns all of them.
  const List& Place(uint32_t& bytes) {
    uint32_t at = 0;
    for (Tally& tally : tallies_) {
      if (tally.kind >= Kind::kSum) at = RoundUp(at);
      tally.offset = static_cast<uint16_t>(std::min<uint32_t>(at, UINT16_MAX));
      at += Bytes(tally);
    }
    for (Tally& tally : tallies_) tally.counter = CounterOf(tally);
    bytes = RoundUp(at);
    return tallies_;
  }

 private:
  void AddNumber(Kind kind, uint8_t operand) {
    Add(Kind::kNumbers, operand);
    Add(kind, operand);
  }
  static uint32_t RoundUp(uint32_t at) { return (at + 7) / 8 * 8; }
  static uint32_t Bytes(const Tally& tally) {
    if (tally.kind < Kind::kSum) return sizeof(uint32_t);
    if (tally.kind == Kind::kSpread) return 2 * sizeof(double);
    return tally.kind == Kind::kDistinct ? tally.keep * sizeof(uint64_t) : sizeof(double);
  }
  uint16_t CounterOf(const Tally& of) const {
    const Kind kind = of.kind == Kind::kDistinct ? Kind::kDistinctCount : Kind::kNumbers;
    for (const Tally& tally : tallies_) {
      if (tally.kind == kind && tally.operand == of.operand) return tally.offset;
    }
    return 0;
  }

  List tallies_;
};

uint32_t CeilDivide(Millis a, Millis b) {
  return static_cast<uint32_t>(std::min<int64_t>((a.count() + b.count() - 1) / b.count(), 1 << 20));
}

// Windows that are not judged yet end later than `late` before the newest event, and begin at or
// before it: within length + late. Sessions that are not judged yet have their last events within
// gap + late, and each a gap after the one before.
uint32_t BucketsOf(const Window& window, Millis late, uint32_t exact) {
  switch (window.kind) {
    case Window::Kind::kSliding:
      return Window::kPanes;
    case Window::Kind::kExact:
      return exact;
    case Window::Kind::kAligned:
      return CeilDivide(window.length + late, window.every);
    case Window::Kind::kSession:
      return CeilDivide(window.length + late, window.length);
  }
  return 0;
}

}  // namespace

Window MakeWindow(Window::Kind kind, Millis length, Millis every, const Condition& condition,
                  Millis late, uint32_t exact) {
  Window window{.kind = kind, .length = length, .every = every, .condition = condition};
  if (kind == Window::Kind::kSliding) window.every = length / Window::kPanes;
  window.buckets = BucketsOf(window, late, exact);
  if (kind == Window::Kind::kExact) {
    window.bucket_bytes = sizeof(EventTime);
    return window;
  }
  Tallies tallies;
  if (kind != Window::Kind::kSliding) tallies.Add(Kind::kEvents);  // tells an empty one
  tallies.Add(Kind::kBad);                                         // a start tells how many
  for (const Aggregate& aggregate : window.condition.aggregates) tallies.AddFor(aggregate);
  window.tallies = tallies.Place(window.bucket_bytes);
  return window;
}

// Sessions bring their first and last time; the others begin with one number for all buckets.
size_t WindowBytes(const Window& window) {
  const size_t buckets = window.buckets;
  if (window.kind != Window::Kind::kSession) return 8 + buckets * window.bucket_bytes;
  return buckets * (2 * sizeof(EventTime) + window.bucket_bytes);
}

}  // namespace telltale
