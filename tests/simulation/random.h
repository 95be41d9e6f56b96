// Random: all that a seed decides. The same seed draws the same on every machine, which
// std::uniform_int_distribution does not promise.
//
//   Random random(17);
//   if (random.Chance(30)) ...               // percent
//   const Millis pause{random.Between(1, 20)};
//
// SplitMix64 (Steele, Lea, Flood: Fast Splittable Pseudorandom Number Generators, 2014).
// Thread safety: none.
#ifndef TELLTALE_TESTS_SIMULATION_RANDOM_H_
#define TELLTALE_TESTS_SIMULATION_RANDOM_H_

#include <cstdint>
#include <initializer_list>
#include <vector>

namespace telltale {

class Random {
 public:
  explicit Random(uint64_t seed) : state_(seed) {}

  uint64_t Next() {
    uint64_t z = (state_ += 0x9E3779B97F4A7C15);
    z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
    z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
    return z ^ (z >> 31);
  }
  // Both ends included. REQUIRES: low <= high
  int64_t Between(int64_t low, int64_t high) {
    return low + static_cast<int64_t>(Next() % static_cast<uint64_t>(high - low + 1));
  }
  bool Chance(int percent) { return Between(0, 99) < percent; }
  template <class T>
  T Pick(std::initializer_list<T> choices) {
    return choices.begin()[Between(0, static_cast<int64_t>(choices.size()) - 1)];
  }
  template <class T>
  const T& Pick(const std::vector<T>& choices) {
    return choices[Between(0, static_cast<int64_t>(choices.size()) - 1)];
  }

 private:
  uint64_t state_;
};

}  // namespace telltale

#endif  // TELLTALE_TESTS_SIMULATION_RANDOM_H_
