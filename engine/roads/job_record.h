// JobRecords: makes the record of a job, as a plan says.
//
// Thread safety: none.
#ifndef TELLTALE_ENGINE_ROADS_JOB_RECORD_H_
#define TELLTALE_ENGINE_ROADS_JOB_RECORD_H_

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "engine/base/path.h"
#include "engine/base/value.h"
#include "engine/ports/jobs.h"
#include "engine/ports/ports.h"
#include "engine/ports/producer.h"
#include "engine/rules/publish_plan.h"

namespace telltale {

class JobRecords {
 public:
  using MakeDecoder = std::function<std::unique_ptr<Decoder>(const SlotTable&)>;

  // `plan` must outlive it.
  JobRecords(const PublishPlan& plan, const MakeDecoder& make_decoder);

  // kJobUnpublishable: what it is made of is not there.
  absl::StatusOr<NewRecord> Make(const Job& job);

 private:
  // Decodes what the plan's expressions read.
  absl::Status Read(const Job& job);
  absl::Status Fill(const Job& job, NewRecord& record);
  absl::StatusOr<std::string> TopicOf();
  Value Evaluate(const feel::Program& program);

  const PublishPlan& plan_;
  std::unique_ptr<Decoder> variable_decoder_, header_decoder_;
  std::vector<Value> variables_, headers_;
  std::vector<Value> values_;  // of the job that is read
  std::string key_, instance_, retries_;
  std::vector<char> space_;
};

}  // namespace telltale

#endif  // TELLTALE_ENGINE_ROADS_JOB_RECORD_H_
