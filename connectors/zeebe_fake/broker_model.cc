#include "connectors/zeebe_fake/broker_model.h"

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "engine/base/strings.h"

namespace telltale {
namespace {

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
      EndNow(task_ends_.begin()->second, State::kDone, nullptr);
      ReleaseGhosts();
    }
    if (!deadlines_.empty() && CheckAfter(deadlines_.begin()->first) <= now_) Forget(now_);
  }
  now_ = std::max(now_, now);
}

std::optional<WallTime> BrokerModel::NextMoment() const {
  std::optional<WallTime> next;
  if (!task_ends_.empty()) next = task_ends_.begin()->first;
  if (deadlines_.empty()) return next;
  const WallTime check = CheckAfter(deadlines_.begin()->first);
  return next ? std::min(*next, check) : check;
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
  const int64_t key = next_key_++;
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

// An instance that waits for the message is interrupted by it, one per process.
void BrokerModel::Catch(Kept& kept) {
  for (const auto& [name, process] : processes_) {
    const auto& backs = process.backs;
    if (std::find(backs.begin(), backs.end(), kept.message.name) == backs.end()) continue;
    const auto running = running_.find({name, kept.message.correlation_key});
    if (running == running_.end()) continue;
    kept.used_by.insert(name);
    EndNow(running->second, State::kInterrupted, &kept.message);
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
  const size_t index = instances_.size();
  instances_.push_back({.key = next_key_++,
                        .process = process.start,
                        .correlation_key = kept.message.correlation_key,
                        .variables = kept.message.variables,
                        .started = now_});
  by_instance_[instances_.back().key] = index;
  if (process.work) {
    instances_.back().task_ends = now_ + *process.work;
    task_ends_.insert({*instances_.back().task_ends, index});
  }
  if (kept.message.correlation_key.empty()) return;  // no lock, and nothing to wait for
  running_[{process.start, kept.message.correlation_key}] = index;
  OpenSubscriptions(index);
}

// A new instance takes the oldest back that is kept for it.
void BrokerModel::OpenSubscriptions(size_t index) {
  const Instance& instance = instances_[index];
  const std::vector<std::string>& backs = processes_.at(instance.process).backs;
  const auto keys = by_key_.find(instance.correlation_key);
  if (keys == by_key_.end()) return;
  for (const int64_t key : keys->second) {
    Kept& kept = kept_.at(key);
    if (kept.deadline <= now_ || kept.used_by.contains(instance.process)) continue;
    if (std::find(backs.begin(), backs.end(), kept.message.name) == backs.end()) continue;
    kept.used_by.insert(instance.process);
    return EndNow(index, State::kInterrupted, &kept.message);
  }
}

// ---------------------------------------------------------------- the end of instances

bool BrokerModel::End(int64_t instance_key, State state) {
  const auto found = by_instance_.find(instance_key);
  if (found == by_instance_.end()) return false;
  if (instances_[found->second].state != State::kRunning) return false;
  EndNow(found->second, state, nullptr);
  ReleaseGhosts();
  return true;
}

void BrokerModel::EndNow(size_t index, State state, const Message* back) {
  Instance& instance = instances_[index];
  instance.state = state;
  if (back != nullptr) {
    instance.back = back->name;
    instance.back_variables = back->variables;
  }
  instance.ended = now_;
  if (instance.task_ends) task_ends_.erase({*instance.task_ends, index});
  if (instance.correlation_key.empty()) return;
  running_.erase({instance.process, instance.correlation_key});
  freed_.push_back({instance.process, instance.correlation_key});
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
