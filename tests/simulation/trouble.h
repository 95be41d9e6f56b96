// Trouble: the kinds of it that a seed may have, and a seed with less of it, so that a failing one
// can be told as a short story.
//
//   const Less less = Shrink([](const Less& less) { return Fails(17, less); });
//   "--steps 120 --without crashes,lost" == less.Flags()
//
// A seed with less draws other numbers from there on; it is kept if it fails too, in whatever way.
//
// Thread safety: values.
#ifndef TELLTALE_TESTS_SIMULATION_TROUBLE_H_
#define TELLTALE_TESTS_SIMULATION_TROUBLE_H_

#include <cstdint>
#include <limits>
#include <set>
#include <string>
#include <string_view>

#include "absl/functional/function_ref.h"
#include "absl/types/span.h"
#include "tests/simulation/weather.h"

namespace telltale {

// The names, as in --without.
absl::Span<const std::string_view> Troubles();

struct Less {
  static constexpr int64_t kAll = std::numeric_limits<int64_t>::max();
  int64_t steps = kAll;           // of trouble, at most
  std::set<std::string> without;  // of Troubles()

  // Takes out what the seed is to be without.
  Climate Of(Climate climate) const;
  Weather Of(Weather weather) const;
  // The arguments that say the same to simulation_main; empty if it is without nothing.
  std::string Flags() const;

  friend bool operator==(const Less&, const Less&) = default;
};

// The least for which `fails` still is true: first without as many kinds of trouble as can be, then
// with as few steps. REQUIRES: fails(Less{})
Less Shrink(absl::FunctionRef<bool(const Less&)> fails);

}  // namespace telltale

#endif  // TELLTALE_TESTS_SIMULATION_TROUBLE_H_
