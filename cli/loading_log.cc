#include "cli/loading_log.h"

#include "absl/strings/str_cat.h"
#include "cli/logging.h"

namespace telltale {

void LoadingLog::Note(const LoadedPartition& loaded) {
  ++partitions_;
  keys_ += loaded.keys;
  const Millis now = clock_.SinceBoot();
  if (now < next_) return;
  next_ = now + kPace;
  Log(LogLevel::kInfo, "run", "loading",
      {{"topic", loaded.topic},
       {"partitions", absl::StrCat(loaded.number, "/", loaded.of)},
       {"keys", absl::StrCat(keys_)}});
}

void LoadingLog::Done() const {
  if (keys_ == 0) return;
  Log(LogLevel::kInfo, "run", "loaded",
      {{"partitions", absl::StrCat(partitions_)},
       {"keys", absl::StrCat(keys_)},
       {"seconds",
        absl::StrCat(static_cast<double>((clock_.SinceBoot() - began_).count()) / 1000)}});
}

}  // namespace telltale
