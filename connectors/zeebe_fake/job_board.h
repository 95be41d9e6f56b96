// JobBoard: the jobs that wait in a broker, and who has them for how long.
//
// As measured on real brokers (8.5.8 and 8.6.0): a job is pushed into a stream of its type that is
// open when the job is created, or when the time of whoever had it is over. A stream never gets a
// job that waited already; a poll does. A job that is late may still be completed.
//
// Thread safety: none. Time comes in; nothing happens by itself.
#ifndef TELLTALE_CONNECTORS_ZEEBE_FAKE_JOB_BOARD_H_
#define TELLTALE_CONNECTORS_ZEEBE_FAKE_JOB_BOARD_H_

#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "engine/base/time.h"
#include "engine/ports/jobs.h"

namespace telltale {

class JobBoard {
 public:
  struct Pushed {
    int64_t stream = 0;
    Job job;
  };

  // `job.variables` are all of its instance's.
  void Add(Job job, WallTime now);
  // The job is done, or its instance has ended. False if there is none.
  bool Remove(JobKey key);

  // Whoever has the job gives it back: after `back_off` others may have it, or, without retries,
  // nobody. False if nobody has it.
  bool GiveBack(JobKey key, int32_t retries, Millis back_off, WallTime now);
  // It was given back without retries. REQUIRES: there is such a job.
  bool IsInIncident(JobKey key) const { return jobs_.at(key.value).in_incident; }

  // Whoever has the job keeps it until `timeout` from now. False if nobody has it.
  bool Hold(JobKey key, Millis timeout, WallTime now);

  // Takes at most `max` jobs of the type that wait, the oldest first, for as long as they ask.
  std::vector<Job> Poll(const JobRequest& request, size_t max, WallTime now);

  int64_t OpenStream(const JobRequest& request);
  void CloseStream(int64_t stream) { streams_.erase(stream); }
  // What was pushed since the last call, in order.
  std::vector<Pushed> TakePushed() { return std::exchange(pushed_, {}); }

  // Those who had a job and are late lose it.
  void Advance(WallTime now);
  // When somebody will be late next.
  std::optional<WallTime> NextMoment() const;

 private:
  struct Entry {
    Job job;
    std::optional<WallTime> until;  // somebody has it until then, or it is kept back
    bool kept_back = false;         // nobody has it
    bool in_incident = false;
  };

  static bool IsTaken(const Entry& entry);
  // To the oldest stream of its type; else it waits.
  void Offer(Entry& entry, WallTime now);
  Job Hand(Entry& entry, const JobRequest& request, WallTime now);

  std::map<int64_t, Entry> jobs_;                     // by key: the oldest first
  std::map<std::string, std::set<int64_t>> waiting_;  // by type -> jobs_
  std::set<std::pair<WallTime, int64_t>> taken_;      // until when -> jobs_; kept back ones too
  std::map<int64_t, JobRequest> streams_;             // the oldest first
  int64_t next_stream_ = 1;
  std::vector<Pushed> pushed_;
};

}  // namespace telltale

#endif  // TELLTALE_CONNECTORS_ZEEBE_FAKE_JOB_BOARD_H_
