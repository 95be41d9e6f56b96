#include "connectors/zeebe_fake/broker_model.h"

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "connectors/zeebe_fake/variables.h"
#include "engine/base/correlation_hash.h"
#include "engine/base/status.h"
#include "engine/base/strings.h"

namespace telltale {
namespace {

constexpr int32_t kRetries = 3;  // of a job whose modeller says nothing else

// Zeebe reads the whole document; its first character is enough for the errors that matter here.
absl::Status CheckVariables(std::string_view json) {
  const size_t first = json.find_first_not_of(" \t\r\n");
  if (first == json.npos || json == "null" || json[first] == '{') return absl::OkStatus();
  if (json[first] == '[') {
    return absl::InvalidArgumentError(
        "Property 'variables' is invalid: Expected document to be a root level object, but was "
        "'ARRAY'");
  }
  return absl::InvalidArgumentError(absl::StrCat("Invalid JSON value: ", A(json)));
}

absl::Status CheckSize(const Message& message) {
  const size_t bytes = message.name.size() + message.correlation_key.size() + message.id.size() +
                       message.variables.size();
  if (bytes < kGatewayMaxBytes) return absl::OkStatus();
  return absl::ResourceExhaustedError(
      absl::StrCat("gRPC message exceeds maximum size ", kGatewayMaxBytes, ": ", bytes));
}

absl::Status CheckPartition(int64_t key, int32_t partitions) {
  const int32_t partition = PartitionOfKey(key);
  if (partition >= 1 && partition <= partitions) return absl::OkStatus();
  return absl::UnavailableError(
      absl::StrCat("Expected to execute command on partition ", partition,
                   ", but either it does not exist, or the gateway is not yet aware of it"));
}

bool IsBackOf(const BrokerModel::Process& process, const Message& message) {
  const std::vector<std::string>& backs = process.backs;
  return std::find(backs.begin(), backs.end(), message.name) != backs.end();
}

}  // namespace

void BrokerModel::Deploy(Process process) {
  std::string name = process.start;
  processes_[std::move(name)] = std::move(process);
}

// ---------------------------------------------------------------- time

void BrokerModel::Advance(WallTime now) {
  for (auto moment = NextMoment(); moment && *moment <= now; moment = NextMoment()) {
    now_ = std::max(now_, *moment);
    while (!task_ends_.empty() && task_ends_.begin()->first <= now_) {
      LeaveTask(task_ends_.begin()->second);
      ReleaseGhosts();
    }
    board_.Advance(now_);
    if (!deadlines_.empty() && CheckAfter(deadlines_.begin()->first) <= now_) Forget(now_);
  }
  now_ = std::max(now_, now);
}

std::optional<WallTime> BrokerModel::NextMoment() const {
  std::optional<WallTime> next = board_.NextMoment();
  const auto also = [&next](WallTime moment) { next = std::min(next.value_or(moment), moment); };
  if (!task_ends_.empty()) also(task_ends_.begin()->first);
  if (!deadlines_.empty()) also(CheckAfter(deadlines_.begin()->first));
  return next;
}

// The checker's first run at or after `deadline`.
WallTime BrokerModel::CheckAfter(WallTime deadline) const {
  const int64_t every = kTtlCheckEvery.count();
  const int64_t since = std::max<int64_t>(0, (deadline - begin_).count());
  return begin_ + Millis{(since + every - 1) / every * every};
}

void BrokerModel::Forget(WallTime deadline) {
  while (!deadlines_.empty() && deadlines_.begin()->first <= deadline) {
    const int64_t key = deadlines_.begin()->second;
    const Message& message = kept_.at(key).message;
    known_.erase({message.name, message.correlation_key, message.id});
    by_key_[message.correlation_key].erase(key);
    if (by_key_[message.correlation_key].empty()) by_key_.erase(message.correlation_key);
    kept_.erase(key);
    deadlines_.erase(deadlines_.begin());
  }
}

// ---------------------------------------------------------------- publish

absl::Status BrokerModel::Publish(const Message& message) {
  if (absl::Status status = CheckSize(message); !status.ok()) return status;
  if (absl::Status status = CheckVariables(message.variables); !status.ok()) return status;
  const Id id{message.name, message.correlation_key, message.id};
  if (!message.id.empty() && known_.contains(id)) {
    return absl::AlreadyExistsError(absl::StrCat(
        "Command 'PUBLISH' rejected with code 'ALREADY_EXISTS': Expected to publish a new message "
        "with id '",
        message.id, "', but a message with that id was already published"));
  }
  const int64_t key = NewKey(message.correlation_key);
  Kept kept{.message = message, .deadline = now_ + message.ttl};
  Catch(kept);
  StartBy(kept);
  if (message.ttl > Millis{0}) {
    if (!message.id.empty()) known_.insert(id);
    deadlines_.insert({kept.deadline, key});
    by_key_[message.correlation_key].insert(key);
    kept_.emplace(key, std::move(kept));
  }
  ReleaseGhosts();
  return absl::OkStatus();
}

// An instance that waits for the message receives it, or is interrupted by it; one per process.
void BrokerModel::Catch(Kept& kept) {
  for (const auto& [name, process] : processes_) {
    const bool is_back = IsBackOf(process, kept.message);
    if (!is_back && !process.forwards.contains(kept.message.name)) continue;
    const auto waiting = waiting_.find({name, kept.message.correlation_key});
    if (waiting == waiting_.end()) continue;
    kept.used_by.insert(name);
    const size_t index = *waiting->second.begin();
    if (is_back) {
      EndNow(index, State::kInterrupted, &kept.message);
    } else {
      instances_[index].received.push_back(kept.message.id);
    }
  }
}

void BrokerModel::StartBy(Kept& kept) {
  const auto process = processes_.find(kept.message.name);
  if (process == processes_.end() || kept.used_by.contains(process->first)) return;
  if (running_.contains({process->first, kept.message.correlation_key})) return;
  Start(process->second, kept);
}

void BrokerModel::Start(const Process& process, Kept& kept) {
  kept.used_by.insert(process.start);
  const Message& message = kept.message;
  const size_t index = instances_.size();
  instances_.push_back({.key = NewKey(message.correlation_key),
                        .process = process.start,
                        .correlation_key = message.correlation_key,
                        .variables = message.variables,
                        .started = now_});
  Instance& instance = instances_.back();
  by_instance_[instance.key] = index;
  if (!message.correlation_key.empty()) running_[{process.start, message.correlation_key}] = index;
  instance.back_key = message.correlation_key;
  if (!process.correlates_on.empty()) {
    std::optional<std::string> value = TextAt(message.variables, {process.correlates_on});
    if (!value) {  // no subscription can be opened, so nothing else begins
      instance.place = Place::kIncident;
      return;
    }
    instance.back_key = *std::move(value);
  }
  EnterGate(index);
  OpenSubscriptions(index);
}

// A new instance takes the forwards and the oldest back that are kept for it, and else waits.
void BrokerModel::OpenSubscriptions(size_t index) {
  const Instance& instance = instances_[index];
  if (instance.back_key.empty() || TakeKept(index)) return;
  waiting_[{instance.process, instance.back_key}].insert(index);
}

// True: a back ended it.
bool BrokerModel::TakeKept(size_t index) {
  Instance& instance = instances_[index];
  const Process& process = processes_.at(instance.process);
  const auto keys = by_key_.find(instance.back_key);
  if (keys == by_key_.end()) return false;
  for (const int64_t key : keys->second) {
    Kept& kept = kept_.at(key);
    if (kept.deadline <= now_ || kept.used_by.contains(instance.process)) continue;
    const bool is_back = IsBackOf(process, kept.message);
    if (!is_back && !process.forwards.contains(kept.message.name)) continue;
    kept.used_by.insert(instance.process);
    if (!is_back) {
      instance.received.push_back(kept.message.id);
      continue;
    }
    EndNow(index, State::kInterrupted, &kept.message);
    return true;
  }
  return false;
}

int64_t BrokerModel::NewKey(const std::string& correlation_key) {
  return FirstKeyOf(PartitionOfHash(CorrelationHash(correlation_key), partitions_)) + next_key_++;
}

// ---------------------------------------------------------------- the way of an instance

void BrokerModel::EnterGate(size_t index) {
  if (processes_.at(instances_[index].process).gate) return WaitForJob(index, Place::kGate);
  EnterTask(index);
}

void BrokerModel::EnterTask(size_t index) {
  Instance& instance = instances_[index];
  instance.place = Place::kTask;
  instance.passed = true;
  const Process& process = processes_.at(instance.process);
  if (!process.work) return;
  instance.task_ends = now_ + *process.work;
  task_ends_.insert({*instance.task_ends, index});
}

void BrokerModel::LeaveTask(size_t index) {
  Instance& instance = instances_[index];
  if (instance.task_ends) task_ends_.erase({*instance.task_ends, index});
  if (processes_.at(instance.process).ended) return WaitForJob(index, Place::kEnded);
  EndNow(index, State::kDone, nullptr);
}

void BrokerModel::WaitForJob(size_t index, Place place) {
  Instance& instance = instances_[index];
  std::optional<std::string> type =
      TextAt(instance.variables, {"telltale", place == Place::kGate ? "gate" : "ended"});
  instance.place = type ? place : Place::kIncident;
  if (!type) return;
  const Process& process = processes_.at(instance.process);
  instance.job = JobKey{NewKey(instance.correlation_key)};
  by_job_[instance.job->value] = index;
  board_.Add({.key = *instance.job,
              .instance = {instance.key},
              .element_instance = instance.job->value,  // a number of its own in Zeebe
              .type = *std::move(type),
              .process = instance.process,
              .headers = process.headers.empty() ? "{}" : process.headers,
              .retries = kRetries,
              .variables = instance.variables},
             now_);
}

absl::StatusOr<size_t> BrokerModel::FindJob(JobKey job, std::string_view order) const {
  RETURN_IF_ERROR(CheckPartition(job.value, partitions_));
  const auto found = by_job_.find(job.value);
  if (found != by_job_.end()) return found->second;
  return absl::NotFoundError(absl::StrCat(
      "Command '", A(order), "' rejected with code 'NOT_FOUND': Expected job with key '", job.value,
      "', but no such job was found"));
}

absl::Status BrokerModel::HoldJob(JobKey job, Millis timeout) {
  RETURN_IF_ERROR(FindJob(job, "UPDATE_TIMEOUT").status());
  if (!board_.Hold(job, timeout, now_)) {
    return absl::NotFoundError(absl::StrCat("Expected to update the timeout of job with key '",
                                            job.value, "', but it is not active"));
  }
  written_ = instances_.size();
  return absl::OkStatus();
}

absl::Status BrokerModel::EndJob(JobKey job, const JobEnd& end) {
  const bool completes = end.kind == JobEnd::Kind::kCompleted;
  ASSIGN_OR_RETURN(const size_t index, FindJob(job, completes ? "COMPLETE" : "FAIL"));
  RETURN_IF_ERROR(CheckVariables(end.variables.empty() ? "{}" : end.variables));
  if (board_.IsInIncident(job)) {
    return absl::FailedPreconditionError(absl::StrCat("Expected to end job with key '", job.value,
                                                      "', but it is in state 'FAILED'"));
  }
  written_ = instances_.size();
  if (end.kind == JobEnd::Kind::kFailed) return FailJob(index, end);
  if (end.kind == JobEnd::Kind::kError) {
    ThrowError(index, end);
  } else {
    Instance& instance = instances_[index];
    instance.variables = Merge(instance.variables, end.variables);
    DropJob(index);
    if (instance.place == Place::kGate) {
      EnterTask(index);
    } else {
      EndNow(index, State::kDone, nullptr);
    }
  }
  ReleaseGhosts();
  return absl::OkStatus();
}

absl::Status BrokerModel::FailJob(size_t index, const JobEnd& end) {
  const JobKey job = *instances_[index].job;
  if (board_.GiveBack(job, end.retries, end.back_off, now_)) return absl::OkStatus();
  return absl::FailedPreconditionError(absl::StrCat("Expected to fail job with key '", job.value,
                                                    "', but it is in state 'ACTIVATABLE'"));
}

void BrokerModel::ThrowError(size_t index, const JobEnd& end) {
  const Instance& instance = instances_[index];
  if (processes_.at(instance.process).errors.contains(end.code)) {
    return EndNow(index, State::kDone, nullptr);
  }
  board_.GiveBack(*instance.job, 0, Millis{0}, now_);
}

void BrokerModel::DropJob(size_t index) {
  std::optional<JobKey>& job = instances_[index].job;
  if (!job) return;
  board_.Remove(*job);
  by_job_.erase(job->value);
  job = std::nullopt;
}

void BrokerModel::Relapse() {
  for (size_t index = written_; index < instances_.size(); ++index) {
    Instance& instance = instances_[index];
    if (instance.state != State::kRunning || instance.place != Place::kGate) continue;
    by_instance_.erase(instance.key);
    instance.key = NewKey(instance.correlation_key);
    by_instance_[instance.key] = index;
    DropJob(index);
    WaitForJob(index, Place::kGate);
  }
}

// ---------------------------------------------------------------- the end of instances

bool BrokerModel::EndTask(int64_t instance_key) {
  const auto found = by_instance_.find(instance_key);
  if (found == by_instance_.end()) return false;
  const Instance& instance = instances_[found->second];
  if (instance.state != State::kRunning || instance.place != Place::kTask) return false;
  LeaveTask(found->second);
  ReleaseGhosts();
  return true;
}

absl::Status BrokerModel::CancelInstance(InstanceKey key) {
  if (absl::Status status = CheckPartition(key.value, partitions_); !status.ok()) return status;
  const auto found = by_instance_.find(key.value);
  if (found == by_instance_.end() || instances_[found->second].state != State::kRunning) {
    return absl::NotFoundError(absl::StrCat(
        "Command 'CANCEL' rejected with code 'NOT_FOUND': Expected to cancel a process instance "
        "with key '",
        key.value, "', but no such process was found"));
  }
  written_ = instances_.size();
  EndNow(found->second, State::kCancelled, nullptr);
  ReleaseGhosts();
  return absl::OkStatus();
}

void BrokerModel::EndNow(size_t index, State state, const Message* back) {
  Instance& instance = instances_[index];
  instance.state = state;
  if (back != nullptr) {
    instance.back = back->name;
    instance.back_variables = back->variables;
  }
  instance.ended = now_;
  DropJob(index);
  if (instance.task_ends) task_ends_.erase({*instance.task_ends, index});
  StopWaiting(index);
  if (instance.correlation_key.empty()) return;
  running_.erase({instance.process, instance.correlation_key});
  freed_.push_back({instance.process, instance.correlation_key});
}

void BrokerModel::StopWaiting(size_t index) {
  const auto waiting = waiting_.find({instances_[index].process, instances_[index].back_key});
  if (waiting == waiting_.end()) return;
  waiting->second.erase(index);
  if (waiting->second.empty()) waiting_.erase(waiting);
}

// Whoever ends lets the oldest kept start of its key in, which may end at once itself.
void BrokerModel::ReleaseGhosts() {
  while (!freed_.empty()) {
    const Lock lock = std::move(freed_.front());
    freed_.pop_front();
    const auto keys = by_key_.find(lock.second);
    if (keys == by_key_.end()) continue;
    for (const int64_t key : keys->second) {
      Kept& kept = kept_.at(key);
      if (kept.message.name != lock.first || kept.deadline <= now_) continue;
      if (kept.used_by.contains(lock.first)) continue;
      Start(processes_.at(lock.first), kept);
      break;
    }
  }
}

}  // namespace telltale
