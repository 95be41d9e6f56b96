#include "engine/roads/written_jobs.h"

#include <iterator>
#include <string_view>
#include <utility>

#include "absl/strings/str_cat.h"
#include "engine/base/hash.h"
#include "engine/base/strings.h"

namespace telltale {
namespace {

// With its length, so that no two lists of texts look the same.
void Append(std::string& all, std::string_view text) {
  absl::StrAppend(&all, text.size(), ":", A(text));
}

uint64_t PlaceOf(const Job& job) {
  std::string all = absl::StrCat(job.instance.value, "/", job.element_instance, "/");
  for (const std::string* text : {&job.type, &job.process, &job.element}) Append(all, *text);
  return Hash64(all);
}

}  // namespace

uint64_t DigestOf(const NewRecord& record) {
  std::string all;
  Append(all, record.topic);
  for (const auto* text : {&record.key, &record.value}) {
    all += text->has_value() ? '+' : '-';
    Append(all, text->value_or(""));
  }
  for (const auto& [name, value] : record.headers) {
    Append(all, name);
    Append(all, value);
  }
  return Hash64(all);
}

void WrittenJobs::Add(const Job& job, uint64_t record, std::string variables) {
  Settle(job.key);
  order_.push_back(job.key);
  jobs_[job.key] = {PlaceOf(job), record, std::move(variables), std::prev(order_.end())};
  if (jobs_.size() > kMost) Settle(order_.front());
}

const std::string* WrittenJobs::Find(const Job& job, uint64_t record) const {
  const auto found = jobs_.find(job.key);
  if (found == jobs_.end()) return nullptr;
  const Written& written = found->second;
  return written.record == record && written.job == PlaceOf(job) ? &written.variables : nullptr;
}

void WrittenJobs::Settle(JobKey job) {
  const auto found = jobs_.find(job);
  if (found == jobs_.end()) return;
  order_.erase(found->second.place);
  jobs_.erase(found);
}

void WrittenJobs::Clear() {
  jobs_.clear();
  order_.clear();
}

}  // namespace telltale
