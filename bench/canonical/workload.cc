#include "bench/canonical/workload.h"

#include <cstdio>
#include <memory>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "engine/base/strings.h"

namespace telltale {
namespace {

constexpr int64_t kBeginMs = 1'700'000'000'000;
constexpr int64_t kRoundMs = 2000;
constexpr uint64_t kBadRounds = 3;
// An event with all its fields has about so many; a smaller one has only what the rule reads.
constexpr size_t kPlainBytes = 190;

// A prime: multiplying by it visits every key once per round, in an order without locality.
constexpr uint64_t kStride = 2'654'435'761;

int32_t PartitionOf(uint64_t key, int32_t partitions) {
  return static_cast<int32_t>(key % static_cast<uint64_t>(partitions));
}

std::string VehicleOf(const WorkloadEvent& event) {
  return absl::StrFormat("%s%09d", event.other_set ? "FLT" : "VIN", event.key);
}

}  // namespace

std::string WorkloadConfig(int remember) {
  return absl::StrCat(R"(topics:
  vehicle.insights: { format: json, time: ts, id: event_id, late: 1s, remember: )",
                      remember, R"( }
rules:
  oil-pressure-critical:
    topic: vehicle.insights
    key: [vehicle, sensor, defect]
    bad: severity = "CRITICAL"
    raise: 3 in 30s
    clear: good for 4s
    start: maintenance-needed
    back: back-to-normal
)");
}

WorkloadEvent Workload::EventAt(uint64_t n) const {
  const uint64_t round = n / keys, place = n % keys;
  const uint64_t key = place * kStride % keys;
  const bool faulty = key % faulty_every == 0;
  return {.key = key,
          .round = round,
          .ts_ms = kBeginMs + static_cast<int64_t>(round) * kRoundMs +
                   static_cast<int64_t>(place * kRoundMs / keys),
          .bad = faulty && round < kBadRounds,
          .partition = PartitionOf(key, partitions),
          .site = sites == 0 ? WorkloadEvent().site : key % sites,
          .bytes = bytes};
}

WorkloadEvent PacedWorkload::EventAt(uint64_t n, int64_t now_ms) const {
  const uint64_t bad_before = n / kBadEvery;
  if (n % kBadEvery == kBadEvery - 1) {
    const uint64_t visit = bad_before % kBadPerStart;
    const uint64_t key = bad_before / kBadPerStart;
    return {.key = key,
            .round = visit,
            .ts_ms = now_ms,
            .bad = true,
            .other_set = true,
            .telling = visit == kBadPerStart - 1,
            .partition = PartitionOf(key, kWorkloadPartitions)};
  }
  const uint64_t good = n - bad_before;
  const uint64_t key = good * kStride % keys;
  return {.key = key,
          .round = good / keys,
          .ts_ms = now_ms,
          .partition = PartitionOf(key, kWorkloadPartitions)};
}

std::string KeyTextOf(const WorkloadEvent& event) {
  return absl::StrCat(VehicleOf(event), "/oil-pressure/low");
}

void AppendJson(const WorkloadEvent& event, std::string& out) {
  const size_t begin = out.size();
  absl::StrAppendFormat(&out,
                        R"({"event_id":"%d-%d","ts":%d,"vehicle":"%s","sensor":"oil-pressure",)"
                        R"("defect":"low","severity":"%s")",
                        event.key, event.round, event.ts_ms, VehicleOf(event),
                        event.bad ? "CRITICAL" : "OK");
  if (event.bytes == 0 || event.bytes >= kPlainBytes) {
    absl::StrAppendFormat(&out,
                          R"(,"value":%d.5,"unit":"psi","site":"plant-%d","firmware":"4.2.1")",
                          10 + event.key % 60, event.site);
  }
  constexpr std::string_view kNote = R"(,"note":")";
  const size_t bytes = out.size() - begin + kNote.size() + 2;
  if (event.bytes > bytes) {
    absl::StrAppend(&out, A(kNote), std::string(event.bytes - bytes, 'x'), "\"");
  }
  out += '}';
  if (event.telling) out.append(begin + kTellingBytes - out.size(), ' ');
}

absl::Status WriteWorkload(const Workload& workload, const std::string& path,
                           std::optional<int32_t> partition) {
  constexpr size_t kChunk = 1 << 20;
  const std::unique_ptr<FILE, int (*)(FILE*)> file(std::fopen(path.c_str(), "w"), &std::fclose);
  if (file == nullptr) return absl::ErrnoToStatus(errno, path);
  std::string chunk;
  for (uint64_t n = 0; n < workload.events(); ++n) {
    const WorkloadEvent event = workload.EventAt(n);
    if (!partition || event.partition == *partition) {
      AppendJson(event, chunk);
      chunk += '\n';
    }
    if (chunk.size() < kChunk && n + 1 < workload.events()) continue;
    if (std::fwrite(chunk.data(), 1, chunk.size(), file.get()) != chunk.size()) {
      return absl::ErrnoToStatus(errno, path);
    }
    chunk.clear();
  }
  return absl::OkStatus();
}

}  // namespace telltale
