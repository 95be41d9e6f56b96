// micro_bench: what the steps of a record's way cost, each alone. Every benchmark checks its answer
// and ends the program if it is wrong. Flags are google-benchmark's; run it on a disk.
#include <absl/synchronization/mutex.h>
#include <benchmark/benchmark.h>

int main(int argc, char** argv) {
  absl::SetMutexDeadlockDetectionMode(absl::OnDeadlockCycle::kIgnore);
  benchmark::Initialize(&argc, argv);
  if (benchmark::ReportUnrecognizedArguments(argc, argv)) return 2;
  benchmark::RunSpecifiedBenchmarks();
  benchmark::Shutdown();
}
