#include "bench/canonical/workload.h"

#include <cstdio>
#include <memory>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"

namespace telltale {
namespace {

constexpr int64_t kBeginMs = 1'700'000'000'000;
constexpr int64_t kRoundMs = 2000;

// A prime: multiplying by it visits every key once per round, in an order without locality.
constexpr uint64_t kStride = 2'654'435'761;

void AppendEvent(uint64_t key, uint64_t round, uint64_t keys, uint64_t i, std::string& out) {
  const bool bad = key % Workload::kFaultyEvery == 0 && round < 3;
  const int64_t ts =
      kBeginMs + static_cast<int64_t>(round) * kRoundMs + static_cast<int64_t>(i * kRoundMs / keys);
  absl::StrAppendFormat(
      &out,
      R"({"event_id":"%d-%d","ts":%d,"vehicle":"VIN%09d","sensor":"oil-pressure",)"
      R"("defect":"low","severity":"%s","value":%d.5,"unit":"psi","site":"plant-7",)"
      R"("firmware":"4.2.1"})"
      "\n",
      key, round, ts, key, bad ? "CRITICAL" : "OK", 10 + key % 60);
}

}  // namespace

std::string WorkloadConfig() {
  return R"(topics:
  vehicle.insights: { format: json, time: ts, id: event_id, late: 1s }
rules:
  oil-pressure-critical:
    topic: vehicle.insights
    key: [vehicle, sensor, defect]
    bad: severity = "CRITICAL"
    raise: 3 in 30s
    clear: good for 4s
    start: maintenance-needed
    back: back-to-normal
)";
}

absl::Status WriteWorkload(const Workload& workload, const std::string& path) {
  const std::unique_ptr<FILE, int (*)(FILE*)> file(std::fopen(path.c_str(), "w"), &std::fclose);
  if (file == nullptr) return absl::ErrnoToStatus(errno, path);
  std::string chunk;
  for (uint64_t round = 0; round < workload.rounds; ++round) {
    for (uint64_t i = 0; i < workload.keys; ++i) {
      const uint64_t key = i * kStride % workload.keys;
      AppendEvent(key, round, workload.keys, i, chunk);
      if (chunk.size() < (1 << 20)) continue;
      if (std::fwrite(chunk.data(), 1, chunk.size(), file.get()) != chunk.size()) {
        return absl::ErrnoToStatus(errno, path);
      }
      chunk.clear();
    }
  }
  if (std::fwrite(chunk.data(), 1, chunk.size(), file.get()) != chunk.size()) {
    return absl::ErrnoToStatus(errno, path);
  }
  return absl::OkStatus();
}

}  // namespace telltale
