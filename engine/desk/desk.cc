#include "engine/desk/desk.h"

#include <algorithm>
#include <iterator>

namespace telltale {

// The guest of one loop.
class Desk::Door : public Guest {
 public:
  Door(Desk& desk, size_t loop) : desk_(desk), loop_(loop) {}

  bool IsWaiting() const override {
    absl::MutexLock lock(&desk_.mutex_);
    return !desk_.rooms_[loop_].tasks.empty();
  }
  void Enter(const Premises& premises) override;
  void SetWake(std::function<void()> wake) override {
    absl::MutexLock lock(&desk_.mutex_);
    desk_.rooms_[loop_].wake = std::move(wake);
  }

 private:
  Desk& desk_;
  const size_t loop_;
};

void Desk::Door::Enter(const Premises& premises) {
  Task task;
  {
    absl::MutexLock lock(&desk_.mutex_);
    std::deque<Task>& tasks = desk_.rooms_[loop_].tasks;
    if (tasks.empty()) return;
    task = std::move(tasks.front());
    tasks.pop_front();
  }
  const bool done = task(premises);
  if (done && premises.last) return;
  absl::MutexLock lock(&desk_.mutex_);
  Room& room = desk_.rooms_[loop_ + done];  // it goes on to the next
  room.tasks.push_back(std::move(task));
  if (done && room.wake) room.wake();
}

Desk::Desk() { OpenFor(1); }
Desk::~Desk() = default;

bool Desk::Put(Task task) {
  {
    absl::MutexLock lock(&mutex_);
    size_t waiting = 0;
    for (const Room& room : rooms_) waiting += room.tasks.size();
    if (waiting >= kMaxTasks) return false;
  }
  PutNext(std::move(task));
  return true;
}

void Desk::PutNext(Task task) {
  absl::MutexLock lock(&mutex_);
  Room& first = rooms_.front();
  first.tasks.push_back(std::move(task));
  if (first.wake) first.wake();
}

bool Desk::HasHost() const {
  absl::MutexLock lock(&mutex_);
  return rooms_.front().wake != nullptr;
}

void Desk::OpenFor(size_t loops) {
  absl::MutexLock lock(&mutex_);
  std::deque<Task> waiting;
  for (Room& room : rooms_) {
    std::move(room.tasks.begin(), room.tasks.end(), std::back_inserter(waiting));
  }
  rooms_ = std::vector<Room>(loops);
  rooms_.front().tasks = std::move(waiting);
  doors_.clear();
  for (size_t loop = 0; loop < loops; ++loop) {
    doors_.push_back(std::make_unique<Door>(*this, loop));
  }
}

Guest& Desk::GuestOf(size_t loop) const { return *doors_.at(loop); }

}  // namespace telltale
