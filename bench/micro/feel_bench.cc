// What one evaluation of an expression costs. To reach: the first one, of two comparisons, in less
// than 40 ns (docs/performance.md).
#include <benchmark/benchmark.h>

#include <array>
#include <string_view>
#include <vector>

#include "engine/base/status.h"
#include "engine/feel/program.h"

namespace telltale {
namespace {

constexpr size_t kRecords = 1024;  // a power of two; more than a branch predictor learns by heart

struct Specimen {
  std::string_view severity;
  double value;
  bool IsBad() const { return severity == "CRITICAL" && value > 80; }
};

Specimen SpecimenAt(size_t n) {
  constexpr std::string_view kSeverities[] = {"CRITICAL", "INFO", "CRITICAL", "WARNING"};
  const uint64_t noise = (n + 1) * 0x9E3779B97F4A7C15u;  // Fibonacci hashing
  return {kSeverities[noise >> 62], static_cast<double>((noise >> 32) % 160)};
}

// Evaluates an expression that is true exactly of what is bad.
void Judge(benchmark::State& state, std::string_view source) {
  SlotTable slots;
  feel::Program program;
  feel::CompileError error;
  CHECK(feel::CompileCondition(source, slots, program, error));
  CHECK(slots.paths().size() == 2 && slots.paths()[0].ToString() == "severity");
  std::vector<std::array<Value, 2>> records;
  std::array<bool, kRecords> expected;
  for (size_t n = 0; n < kRecords; ++n) {
    const Specimen specimen = SpecimenAt(n);
    records.push_back({Value::String(specimen.severity), Value::Number(specimen.value)});
    expected[n] = specimen.IsBad();
  }
  size_t n = 0, wrong = 0;
  for (auto _ : state) {
    wrong += feel::IsTrue(program, records[n % kRecords]) != expected[n % kRecords];
    ++n;
  }
  CHECK(wrong == 0);
  state.SetItemsProcessed(static_cast<int64_t>(state.iterations()));
}

BENCHMARK_CAPTURE(Judge, Comparisons, R"(severity = "CRITICAL" and value > 80)");
BENCHMARK_CAPTURE(Judge, Membership, R"(severity in ("FATAL", "CRITICAL") and not(value <= 80))");
BENCHMARK_CAPTURE(Judge, UpperCase, R"(upper case(severity) = "CRITICAL" and value > 80)");
BENCHMARK_CAPTURE(Judge, Matches, R"(matches(severity, "^CRIT") and value > 80)");

}  // namespace
}  // namespace telltale
