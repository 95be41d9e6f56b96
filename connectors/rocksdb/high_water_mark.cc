#include "connectors/rocksdb/high_water_mark.h"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <fstream>
#include <utility>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "connectors/rocksdb/durable_folder.h"
#include "engine/base/error_catalogue.h"
#include "engine/base/status.h"

namespace telltale {
namespace {

constexpr size_t kDigits = 20;

std::string PathIn(const std::string& dir) { return dir + "/DURABLE"; }

absl::Status Failed(const std::string& what) {
  return MakeError(ErrorId::kCommitFailed,
                   absl::StrCat("expected to ", what, ", but: ", std::strerror(errno)));
}

}  // namespace

absl::Status HighWaterMark::Create(const std::string& dir) {
  constexpr mode_t kMode = 0644;
  HighWaterMark mark;
  mark.file_ = open(PathIn(dir).c_str(), O_WRONLY | O_CREAT | O_CLOEXEC, kMode);
  if (mark.file_ < 0) return Failed(absl::StrCat("make ", PathIn(dir)));
  RETURN_IF_ERROR(mark.Raise(0));
  if (fsync(mark.file_) != 0) return Failed(absl::StrCat("sync ", PathIn(dir)));
  return SyncFolder(dir);
}

absl::StatusOr<uint64_t> HighWaterMark::Read(const std::string& dir) {
  std::ifstream file(PathIn(dir));
  std::string line;
  uint64_t sequence = 0;
  const bool whole = std::getline(file, line) && line.size() == kDigits && !file.eof();
  if (whole && absl::SimpleAtoi(line, &sequence)) return sequence;
  return MakeError(ErrorId::kCorrupt, absl::StrCat(PathIn(dir),
                                                   ": expected the number of the last "
                                                   "durable write, but it cannot be read"));
}

absl::StatusOr<HighWaterMark> HighWaterMark::Open(const std::string& dir) {
  HighWaterMark mark;
  mark.file_ = open(PathIn(dir).c_str(), O_WRONLY | O_CLOEXEC);
  if (mark.file_ < 0) return Failed(absl::StrCat("write ", PathIn(dir)));
  return mark;
}

HighWaterMark::HighWaterMark(HighWaterMark&& other) noexcept
    : file_(std::exchange(other.file_, -1)) {}

HighWaterMark& HighWaterMark::operator=(HighWaterMark&& other) noexcept {
  std::swap(file_, other.file_);
  return *this;
}

HighWaterMark::~HighWaterMark() {
  if (file_ >= 0) close(file_);
}

absl::Status HighWaterMark::Raise(uint64_t sequence) {
  // Always as long, so that each note replaces the one before in one write.
  const std::string line = absl::StrFormat("%0*d\n", kDigits, sequence);
  const ssize_t written = pwrite(file_, line.data(), line.size(), 0);
  if (written != static_cast<ssize_t>(line.size())) return Failed("note what is durable");
  return absl::OkStatus();
}

}  // namespace telltale
