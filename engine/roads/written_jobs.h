// WrittenJobs: jobs whose record Kafka has, as long as the workflow engine may hand them over once
// more.
//
//   written.Add(job, digest, variables);      // Kafka has told its offset
//   const std::string* variables = written.Find(job, digest);
//   if (variables != nullptr) ...             // complete it with them, and write nothing
//   written.Settle(job.key);                  // the engine has been told
//
// A job whose completion got lost comes again, and has its record already. Its key alone does not
// prove that it is the same job: an engine that was restored from a backup, or is another one,
// gives the same numbers to others. So it must stand at the same place of the same instance, and
// become the same record. Whatever differs is written: twice rather than not at all.
//
// Bounded: what is settled is forgotten, for the engine hands it over no more; of the rest the
// oldest goes first.
//
// Thread safety: none.
#ifndef TELLTALE_ENGINE_ROADS_WRITTEN_JOBS_H_
#define TELLTALE_ENGINE_ROADS_WRITTEN_JOBS_H_

#include <cstddef>
#include <cstdint>
#include <list>
#include <map>
#include <string>

#include "engine/ports/jobs.h"
#include "engine/ports/producer.h"

namespace telltale {

// Stands for all that is in a record.
uint64_t DigestOf(const NewRecord& record);

class WrittenJobs {
 public:
  static constexpr size_t kMost = 10'000;

  // `record` is the digest of what was written for it; `variables` complete it. What was known of
  // its key before is forgotten.
  void Add(const Job& job, uint64_t record, std::string variables);
  // By what variables it is completed; nullptr: it is not known that Kafka has `record` of it.
  // Valid until the next call of another function.
  const std::string* Find(const Job& job, uint64_t record) const;
  void Settle(JobKey job);
  void Clear();

  size_t size() const { return jobs_.size(); }

 private:
  struct Written {
    uint64_t job = 0;  // a digest of where it stands
    uint64_t record = 0;
    std::string variables;
    std::list<JobKey>::iterator place;  // in order_
  };

  std::map<JobKey, Written> jobs_;
  std::list<JobKey> order_;  // of jobs_: the oldest first
};

}  // namespace telltale

#endif  // TELLTALE_ENGINE_ROADS_WRITTEN_JOBS_H_
