// What one event costs at its key: the step alone, the look-up among a million, a new key.
#include <benchmark/benchmark.h>

#include "bench/micro/specimens.h"
#include "engine/base/hash.h"
#include "engine/core/step.h"
#include "engine/table/key_table.h"

namespace telltale {
namespace {

void BM_Step(benchmark::State& state) {
  RuleUnderTest rule;
  const Plan& plan = rule.rule().plan;
  KeyTable table(RuleId{1}, plan);
  const KeyRef key = table.At(table.FindOrAdd(HashKey("key"), "key"));
  int64_t ms = 1'700'000'000'000;
  uint64_t good = 0;
  for (auto _ : state) {
    ++ms;
    const Event event{EventMs(ms), static_cast<uint64_t>(ms), Signal::kGood};
    Advance(plan, key, event, ArrivalMs(ms), [&](const Input&, const StepResult& result) {
      good += result.outcome == Outcome::kGood;
    });
  }
  CHECK(good == static_cast<uint64_t>(state.iterations()));
  CHECK(key.head.newest == EventMs(ms));
  state.SetItemsProcessed(static_cast<int64_t>(state.iterations()));
}
BENCHMARK(BM_Step);

// Keys are looked up in an order without locality.
void BM_LookUp(benchmark::State& state) {
  const Workload workload{.keys = static_cast<uint64_t>(state.range(0))};
  RuleUnderTest rule;
  KeyTable table(RuleId{1}, rule.rule().plan);
  const std::vector<std::string> texts = KeyTextsOf(workload);
  for (const std::string& text : texts) table.FindOrAdd(HashKey(text), text);
  size_t n = 0;
  for (auto _ : state) {
    const size_t i = n++ % texts.size();
    CHECK(table.Find(HashKey(texts[i])) == static_cast<KeyTable::KeySlot>(i));
  }
  state.SetItemsProcessed(static_cast<int64_t>(state.iterations()));
}
BENCHMARK(BM_LookUp)->Arg(10'000)->Arg(1'000'000);

void BM_AddKeys(benchmark::State& state) {
  const Workload workload{.keys = static_cast<uint64_t>(state.range(0))};
  RuleUnderTest rule;
  const std::vector<std::string> texts = KeyTextsOf(workload);
  for (auto _ : state) {
    KeyTable table(RuleId{1}, rule.rule().plan);
    for (const std::string& text : texts) table.FindOrAdd(HashKey(text), text);
    CHECK(table.size() == texts.size());
  }
  state.SetItemsProcessed(static_cast<int64_t>(state.iterations() * texts.size()));
}
BENCHMARK(BM_AddKeys)->Arg(100'000)->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace telltale
