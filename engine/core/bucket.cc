#include "engine/core/bucket.h"

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstring>

#include "engine/base/status.h"

namespace telltale {
namespace {

using Kind = Tally::Kind;

template <class T>
T Load(const std::byte* at) {
  T value;
  std::memcpy(&value, at, sizeof(T));
  return value;
}
template <class T>
void Store(std::byte* at, T value) {
  std::memcpy(at, &value, sizeof(T));
}

struct Spread {
  double mean;
  double squares;  // sum of squared distances from the mean
};

// Source: T. Chan, G. Golub, R. LeVeque, 1979.
Spread Merged(const Spread& a, double n, const Spread& b, double m) {
  if (n == 0) return b;
  const double delta = b.mean - a.mean;
  return {a.mean + delta * m / (n + m), a.squares + b.squares + delta * delta * n * m / (n + m)};
}

bool CountsEvent(Kind kind, const Event& event) {
  switch (kind) {
    case Kind::kEvents:
      return true;
    case Kind::kBad:
      return event.signal == Signal::kBad;
    case Kind::kGood:
      return event.signal == Signal::kGood;
    default:
      return false;
  }
}

}  // namespace

uint32_t Bucket::Counter(size_t offset) const { return Load<uint32_t>(bytes_ + offset); }
double Bucket::Number(size_t offset) const { return Load<double>(bytes_ + offset); }
void Bucket::Increment(size_t offset, uint32_t by) { Store(bytes_ + offset, Counter(offset) + by); }

void Bucket::Clear() { std::fill_n(bytes_, window_.bucket_bytes, std::byte{0}); }

// Values first, as long as their counters say how many there were before.
void Bucket::Add(const Event& event) {
  for (size_t i = window_.tallies.size(); i > 0; --i) {
    const Tally& tally = window_.tallies[i - 1];
    if (tally.kind <= Kind::kGood) {
      Increment(tally.offset, CountsEvent(tally.kind, event));
      continue;
    }
    const double x = event.x[tally.operand];
    if (tally.kind == Kind::kValues) {
      Increment(tally.offset, !IsNullOperand(x));
    } else if (tally.kind == Kind::kNumbers) {
      Increment(tally.offset, !std::isnan(x));
    } else if (tally.kind == Kind::kDistinct) {
      if (!IsNullOperand(x)) AddDistinct(tally, std::bit_cast<uint64_t>(x));
    } else if (tally.kind != Kind::kDistinctCount && !std::isnan(x)) {
      AddValue(tally, x);
    }
  }
}

void Bucket::AddDistinct(const Tally& tally, uint64_t value) {
  const uint32_t n = Counter(tally.counter);
  for (uint32_t i = 0; i < n; ++i) {
    if (Load<uint64_t>(bytes_ + tally.offset + i * sizeof(value)) == value) return;
  }
  if (n == tally.keep) return;
  Store(bytes_ + tally.offset + n * sizeof(value), value);
  Increment(tally.counter, 1);
}

void Bucket::AddValue(const Tally& tally, double x) {
  const uint32_t n = Counter(tally.counter);
  std::byte* at = bytes_ + tally.offset;
  const double old = Load<double>(at);
  switch (tally.kind) {
    case Kind::kSum:
      return Store(at, old + x);
    case Kind::kMin:
      return Store(at, n == 0 ? x : std::min(old, x));
    case Kind::kMax:
      return Store(at, n == 0 ? x : std::max(old, x));
    default:
      return Store(at, Merged(Load<Spread>(at), n, {x, 0}, 1));
  }
}

// Tallies stand with their counters before them, and values need the counters of before.
void Bucket::Merge(const Bucket& other) {
  for (size_t i = window_.tallies.size(); i > 0; --i) MergeTally(window_.tallies[i - 1], other);
}

void Bucket::MergeTally(const Tally& tally, const Bucket& other) {
  if (tally.kind == Kind::kDistinctCount) return;  // goes with its values
  if (tally.kind < Kind::kSum) return Increment(tally.offset, other.Counter(tally.offset));
  const uint32_t m = other.Counter(tally.counter);
  if (m == 0) return;
  const std::byte* from = other.bytes_ + tally.offset;
  if (tally.kind == Kind::kDistinct) {
    for (uint32_t i = 0; i < m; ++i)
      AddDistinct(tally, Load<uint64_t>(from + i * sizeof(uint64_t)));
  } else if (tally.kind == Kind::kSpread) {
    std::byte* at = bytes_ + tally.offset;
    Store(at, Merged(Load<Spread>(at), Counter(tally.counter), Load<Spread>(from), m));
  } else {
    AddValue(tally, Load<double>(from));
  }
}

const Tally& Bucket::Find(Kind kind, uint8_t operand) const {
  for (const Tally& tally : window_.tallies) {
    if (tally.kind == kind && tally.operand == operand) return tally;
  }
  CheckFailed("a window has the tallies of its aggregates", __FILE__, __LINE__);
}

uint32_t Bucket::Count(Kind kind) const { return Counter(Find(kind, 0).offset); }

double Bucket::Value(const Aggregate& aggregate) const {
  using Of = Aggregate::Kind;
  const auto counter = [&](Kind kind) { return Counter(Find(kind, aggregate.operand).offset); };
  const auto number = [&](Kind kind) {
    const Tally& tally = Find(kind, aggregate.operand);
    return Counter(tally.counter) == 0 ? kNull : Number(tally.offset);
  };
  switch (aggregate.kind) {
    case Of::kCount:
      return Count(Kind::kEvents);
    case Of::kCountBad:
      return Count(Kind::kBad);
    case Of::kCountGood:
      return Count(Kind::kGood);
    case Of::kCountValues:
      return counter(Kind::kValues);
    case Of::kDistinct:
      return std::min<double>(counter(Kind::kDistinctCount), aggregate.keep);
    case Of::kSum:
      return number(Kind::kSum);
    case Of::kMean:
      return number(Kind::kSum) / counter(Kind::kNumbers);
    case Of::kMin:
      return number(Kind::kMin);
    case Of::kMax:
      return number(Kind::kMax);
    case Of::kStddev:
      break;
  }
  const Tally& tally = Find(Kind::kSpread, aggregate.operand);
  const uint32_t n = Counter(tally.counter);
  const auto spread = Load<Spread>(bytes_ + tally.offset);
  return n < 2 ? kNull : std::sqrt(spread.squares / (n - 1));
}

}  // namespace telltale
