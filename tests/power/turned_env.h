// TurnedEnv: RocksDB's work in the background, done only when the test says so and in its own
// thread, so that the same seed makes the same changes of files in the same order. RocksDB waits a
// second after an error in the background; here it waits for nothing.
//
//   TurnedEnv env(disk);
//   ... a commit ...
//   env.Work();     // what the commit gave reason to: flushes and compactions
//   env.LetGo();    // before a store closes that may be recovering: that waits for a flush
//
// Thread safety: as rocksdb::Env; Work() from one thread.
#ifndef TELLTALE_TESTS_POWER_TURNED_ENV_H_
#define TELLTALE_TESTS_POWER_TURNED_ENV_H_

#include <rocksdb/env.h>
#include <rocksdb/system_clock.h>

#include <deque>
#include <memory>
#include <mutex>
#include <utility>

namespace telltale {

class SleeplessClock : public rocksdb::SystemClockWrapper {
 public:
  SleeplessClock() : SystemClockWrapper(rocksdb::SystemClock::Default()) {}
  const char* Name() const override { return "SleeplessClock"; }
  void SleepForMicroseconds(int) override {}
};

class TurnedEnv : public rocksdb::EnvWrapper {
 public:
  explicit TurnedEnv(std::shared_ptr<rocksdb::FileSystem> disk) : EnvWrapper(Env::Default()) {
    file_system_ = std::move(disk);
    system_clock_ = std::make_shared<SleeplessClock>();
  }
  const char* Name() const override { return "TurnedEnv"; }

  void Schedule(void (*function)(void*), void* argument, Priority priority, void* tag,
                void (*forget)(void*)) override {
    const std::lock_guard lock(mutex_);
    if (let_go_) return EnvWrapper::Schedule(function, argument, priority, tag, forget);
    jobs_.push_back({function, forget, argument, tag, priority});
  }

  // Returns how many jobs there were.
  int UnSchedule(void* tag, Priority priority) override {
    const std::lock_guard lock(mutex_);
    if (let_go_) return EnvWrapper::UnSchedule(tag, priority);
    return static_cast<int>(std::erase_if(jobs_, [&](const Job& job) {
      if (job.tag != tag || job.priority != priority) return false;
      if (job.forget != nullptr) job.forget(job.argument);
      return true;
    }));
  }

  void Work() {
    for (Job job; Take(job);) job.function(job.argument);
  }

  // From now on RocksDB's own threads do the work, what waits for its turn included. RocksDB
  // recovers from a full disk in a thread of its own, which waits for a flush; closing waits for
  // it.
  void LetGo() {
    const std::lock_guard lock(mutex_);
    let_go_ = true;
    for (const Job& job : std::exchange(jobs_, {})) {
      EnvWrapper::Schedule(job.function, job.argument, job.priority, job.tag, job.forget);
    }
  }

 private:
  struct Job {
    void (*function)(void*) = nullptr;
    void (*forget)(void*) = nullptr;
    void* argument = nullptr;
    void* tag = nullptr;
    Priority priority = LOW;
  };

  bool Take(Job& job) {
    const std::lock_guard lock(mutex_);
    if (jobs_.empty()) return false;
    job = jobs_.front();
    jobs_.pop_front();
    return true;
  }

  std::mutex mutex_;
  std::deque<Job> jobs_;
  bool let_go_ = false;
};

}  // namespace telltale

#endif  // TELLTALE_TESTS_POWER_TURNED_ENV_H_
