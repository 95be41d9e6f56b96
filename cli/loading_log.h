// LoadingLog: says how far the loading of a store is, at most once a second, and what was loaded.
//
//   StartupOptions options{.on_loaded = [&log](const LoadedPartition& each) { log.Note(each); }};
//   ... Open() ...
//   log.Done();
//
// Thread safety: one thread at a time.
#ifndef TELLTALE_CLI_LOADING_LOG_H_
#define TELLTALE_CLI_LOADING_LOG_H_

#include <cstddef>
#include <cstdint>

#include "engine/ports/ports.h"
#include "engine/runtime/startup.h"

namespace telltale {

class LoadingLog {
 public:
  // `clock` must outlive it.
  explicit LoadingLog(const Clock& clock)
      : clock_(clock), began_(clock.SinceBoot()), next_(began_ + kPace) {}

  void Note(const LoadedPartition& loaded);
  // All is loaded. Says nothing of a store that held no key.
  void Done() const;

 private:
  static constexpr Millis kPace{1000};

  const Clock& clock_;
  const Millis began_;
  Millis next_;
  size_t partitions_ = 0;
  uint64_t keys_ = 0;
};

}  // namespace telltale

#endif  // TELLTALE_CLI_LOADING_LOG_H_
