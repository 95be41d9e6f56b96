#include "connectors/zeebe_fake/job_board.h"

#include "connectors/zeebe_fake/variables.h"

namespace telltale {

void JobBoard::Add(Job job, WallTime now) {
  const int64_t key = job.key.value;
  Offer(jobs_.insert({key, {.job = std::move(job)}}).first->second, now);
}

bool JobBoard::Remove(JobKey key) {
  const auto found = jobs_.find(key.value);
  if (found == jobs_.end()) return false;
  const Entry& entry = found->second;
  if (entry.until) taken_.erase({*entry.until, key.value});
  waiting_[entry.job.type].erase(key.value);
  jobs_.erase(found);
  return true;
}

bool JobBoard::Hold(JobKey key, Millis timeout, WallTime now) {
  const auto found = jobs_.find(key.value);
  if (found == jobs_.end() || !IsTaken(found->second)) return false;
  taken_.erase({*found->second.until, key.value});
  found->second.until = now + timeout;
  taken_.insert({*found->second.until, key.value});
  return true;
}

bool JobBoard::IsTaken(const Entry& entry) { return entry.until && !entry.kept_back; }

bool JobBoard::GiveBack(JobKey key, int32_t retries, Millis back_off, WallTime now) {
  const auto found = jobs_.find(key.value);
  if (found == jobs_.end() || !IsTaken(found->second)) return false;
  Entry& entry = found->second;
  taken_.erase({*entry.until, key.value});
  entry.until = std::nullopt;
  entry.job.retries = retries;
  entry.in_incident = retries <= 0;
  if (entry.in_incident) return true;
  entry.kept_back = true;
  entry.until = now + back_off;
  taken_.insert({*entry.until, key.value});
  Advance(now);
  return true;
}

std::vector<Job> JobBoard::Poll(const JobRequest& request, size_t max, WallTime now) {
  std::vector<Job> taken;
  std::set<int64_t>& waiting = waiting_[request.type];
  while (!waiting.empty() && taken.size() < max) {
    Entry& entry = jobs_.at(*waiting.begin());
    waiting.erase(waiting.begin());
    taken.push_back(Hand(entry, request, now));
  }
  return taken;
}

int64_t JobBoard::OpenStream(const JobRequest& request) {
  streams_[next_stream_] = request;
  return next_stream_++;
}

void JobBoard::Offer(Entry& entry, WallTime now) {
  for (const auto& [stream, request] : streams_) {
    if (request.type != entry.job.type) continue;
    pushed_.push_back({stream, Hand(entry, request, now)});
    return;
  }
  waiting_[entry.job.type].insert(entry.job.key.value);
}

Job JobBoard::Hand(Entry& entry, const JobRequest& request, WallTime now) {
  entry.until = now + request.timeout;
  taken_.insert({*entry.until, entry.job.key.value});
  Job job = entry.job;
  job.variables = Select(job.variables, request.variables);
  return job;
}

void JobBoard::Advance(WallTime now) {
  while (!taken_.empty() && taken_.begin()->first <= now) {
    Entry& entry = jobs_.at(taken_.begin()->second);
    taken_.erase(taken_.begin());
    entry.until = std::nullopt;
    entry.kept_back = false;
    Offer(entry, now);
  }
}

std::optional<WallTime> JobBoard::NextMoment() const {
  if (taken_.empty()) return std::nullopt;
  return taken_.begin()->first;
}

}  // namespace telltale
