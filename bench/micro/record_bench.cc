// What one record costs before its key is looked up: decoding, and reading it for a rule.
#include <benchmark/benchmark.h>

#include "bench/micro/specimens.h"
#include "engine/rules/reader.h"

namespace telltale {
namespace {

constexpr Workload kWorkload{.keys = 4096};  // all records fit into the cache

void BM_Decode(benchmark::State& state) {
  RuleUnderTest rule;
  const std::vector<std::string> records = RecordsOf(kWorkload, kWorkload.keys);
  DecodeError error;
  size_t n = 0, bytes = 0;
  for (auto _ : state) {
    const std::string& record = records[n++ % records.size()];
    CHECK(rule.decoder->Decode(record, absl::MakeSpan(rule.fields), error));
    bytes += record.size();
  }
  const int64_t ts = kWorkload.EventAt((n - 1) % records.size()).ts_ms;
  CHECK(ReadTimeMs(rule.fields[*rule.topic().time]) == ts);
  state.SetBytesProcessed(static_cast<int64_t>(bytes));
  state.SetItemsProcessed(static_cast<int64_t>(state.iterations()));
}
BENCHMARK(BM_Decode);

void BM_Read(benchmark::State& state) {
  RuleUnderTest rule;
  std::string record;
  KeyReading key;
  const WorkloadEvent event = kWorkload.EventAt(1);
  AppendJson(event, record);
  DecodeError error;
  CHECK(rule.decoder->Decode(record, absl::MakeSpan(rule.fields), error));
  Reading reading;
  for (auto _ : state) {
    key.done = false;
    reading = ReadRecord(rule.rule(), rule.fields, key);
    benchmark::DoNotOptimize(reading);
  }
  CHECK(reading.result == ReadResult::kEvent && reading.signal == Signal::kGood);
  CHECK(key.text == KeyTextOf(event));
  state.SetItemsProcessed(static_cast<int64_t>(state.iterations()));
}
BENCHMARK(BM_Read);

}  // namespace
}  // namespace telltale
