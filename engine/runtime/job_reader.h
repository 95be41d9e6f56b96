// JobReader: what a job of a workflow instance says of its episode, by the variable `telltale`
// alone, which every start carries.
//
//   JobReader reader(&MakeJsonDecoder);
//   if (std::optional<JobReport> report = reader.Read(kind, job)) ...
//
// Thread safety: none.
#ifndef TELLTALE_ENGINE_RUNTIME_JOB_READER_H_
#define TELLTALE_ENGINE_RUNTIME_JOB_READER_H_

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "engine/base/path.h"
#include "engine/base/value.h"
#include "engine/delivery/gate.h"
#include "engine/ports/jobs.h"
#include "engine/ports/ports.h"

namespace telltale {

// The variable.
inline constexpr char kJobVariable[] = "telltale";

// A job, and what it says.
struct JobReport {
  JobKey job;
  std::string topic;
  int32_t partition = 0;
  std::string rule;
  InstanceReport report;  // its rule is not filled in
};

class JobReader {
 public:
  using MakeDecoder = std::function<std::unique_ptr<Decoder>(const SlotTable&)>;

  explicit JobReader(const MakeDecoder& make_decoder);

  // nullopt: it has no usable variable.
  std::optional<JobReport> Read(InstanceReport::Kind kind, const Job& job);

 private:
  struct Slots {
    Slot rule, topic, partition, key, raised_at;
  };

  Slots slots_{};
  std::unique_ptr<Decoder> decoder_;
  std::vector<Value> fields_;
};

}  // namespace telltale

#endif  // TELLTALE_ENGINE_RUNTIME_JOB_READER_H_
