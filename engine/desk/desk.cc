#include "engine/desk/desk.h"

namespace telltale {

bool Desk::Put(Task task) {
  {
    absl::MutexLock lock(&mutex_);
    if (tasks_.size() >= kMaxTasks) return false;
  }
  PutNext(std::move(task));
  return true;
}

void Desk::PutNext(Task task) {
  absl::MutexLock lock(&mutex_);
  tasks_.push_back(std::move(task));
  if (wake_) wake_();
}

bool Desk::HasHost() const {
  absl::MutexLock lock(&mutex_);
  return wake_ != nullptr;
}

bool Desk::IsWaiting() const {
  absl::MutexLock lock(&mutex_);
  return !tasks_.empty();
}

void Desk::Enter(const Premises& premises) {
  Task task;
  {
    absl::MutexLock lock(&mutex_);
    if (tasks_.empty()) return;
    task = std::move(tasks_.front());
    tasks_.pop_front();
  }
  if (task(premises)) return;
  absl::MutexLock lock(&mutex_);
  tasks_.push_back(std::move(task));
}

void Desk::SetWake(std::function<void()> wake) {
  absl::MutexLock lock(&mutex_);
  wake_ = std::move(wake);
}

}  // namespace telltale
