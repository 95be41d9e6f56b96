#include "connectors/file/file_source.h"

#include <fcntl.h>
#include <poll.h>
#include <sys/eventfd.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <limits>
#include <utility>

#include "absl/strings/str_cat.h"
#include "engine/base/error_catalogue.h"
#include "engine/base/hash.h"
#include "engine/base/status.h"

namespace telltale {
namespace {

bool IsStandardInput(const std::string& path) { return path == "-"; }

absl::Status Unreadable(const std::string& path, const char* why) {
  return MakeError(ErrorId::kFileUnreadable,
                   absl::StrCat("expected to read events from ", path, ", but: ", why));
}

}  // namespace

FileSource::FileSource(const FileSourceOptions& options)
    : options_(options), wake_fd_(eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC)) {
  CHECK(wake_fd_ >= 0);
}

FileSource::~FileSource() {
  for (auto& [topic, file] : files_) {
    if (file.fd > STDIN_FILENO) close(file.fd);
  }
  close(wake_fd_);
}

absl::StatusOr<std::unique_ptr<FileSource>> FileSource::Open(
    const std::map<std::string, std::string>& files, const FileSourceOptions& options) {
  std::unique_ptr<FileSource> source(new FileSource(options));
  for (const auto& [topic, path] : files) {
    File& file = source->files_[topic];
    file.path = path;
    if (IsStandardInput(path)) {
      const int flags = fcntl(STDIN_FILENO, F_GETFL);
      if (flags < 0 || (flags & O_ACCMODE) == O_WRONLY) {
        return Unreadable("standard input", "it is closed");
      }
      file.fd = STDIN_FILENO;
      continue;
    }
    file.fd = open(path.c_str(), O_RDONLY | O_CLOEXEC);
    if (file.fd < 0) return Unreadable(path, std::strerror(errno));
    struct stat info;
    if (fstat(file.fd, &info) != 0) return absl::ErrnoToStatus(errno, path);
    if (S_ISDIR(info.st_mode)) {
      return Unreadable(path, "it is a directory");
    }
    file.seekable = S_ISREG(info.st_mode);
  }
  return source;
}

absl::StatusOr<FileSource::File*> FileSource::Find(const std::string& topic) {
  const auto found = files_.find(topic);
  if (found == files_.end()) {
    return absl::NotFoundError(absl::StrCat("no input file is given for topic ", topic));
  }
  return &found->second;
}

absl::StatusOr<std::vector<int32_t>> FileSource::Partitions(const std::string& topic) {
  RETURN_IF_ERROR(Find(topic).status());
  return std::vector<int32_t>{0};
}

absl::StatusOr<Bounds> FileSource::GetBounds(const std::string& topic, int32_t partition) {
  ASSIGN_OR_RETURN(File * file, Find(topic));
  if (!file->seekable) return Bounds{{0}, {std::numeric_limits<int64_t>::max()}};
  struct stat info;
  if (fstat(file->fd, &info) != 0) return absl::ErrnoToStatus(errno, file->path);
  return Bounds{{0}, {info.st_size}};
}

absl::StatusOr<Offset> FileSource::OffsetAt(const std::string& topic, int32_t partition,
                                            ArrivalTime time) {
  return absl::UnimplementedError("a file has no index of times; use `start_at: earliest`");
}

absl::StatusOr<std::optional<Fingerprint>> FileSource::ReadOne(const std::string& topic,
                                                               int32_t partition, Offset offset) {
  ASSIGN_OR_RETURN(File * file, Find(topic));
  if (!file->seekable) return std::nullopt;
  const int fd = open(file->path.c_str(), O_RDONLY | O_CLOEXEC);
  if (fd < 0) return absl::ErrnoToStatus(errno, file->path);
  std::vector<Line> lines;
  absl::StatusOr<bool> more = true;
  LineReader reader(fd, offset.value, LastLine::kIsALine);
  if (lseek(fd, offset.value, SEEK_SET) >= 0) {
    while (lines.empty() && more.ok() && *more) more = reader.Read(lines);
  }
  close(fd);
  RETURN_IF_ERROR(more.status());
  if (lines.empty()) return std::nullopt;
  return Fingerprint{offset, kNoArrivalTime, Hash64(lines.front().text)};
}

absl::StatusOr<std::optional<GroupOffset>> FileSource::ReadGroup(const std::string& topic,
                                                                 int32_t partition) {
  return std::nullopt;
}

absl::Status FileSource::Assign(PartitionId id, const std::string& topic, Offset from) {
  ASSIGN_OR_RETURN(File * file, Find(topic));
  file->id = id;
  if (file->seekable && lseek(file->fd, from.value, SEEK_SET) < 0) {
    return absl::ErrnoToStatus(errno, file->path);
  }
  const LastLine last = options_.follow ? LastLine::kWaits : LastLine::kIsALine;
  file->reader = std::make_unique<LineReader>(file->fd, from.value, last);
  return absl::OkStatus();
}

absl::StatusOr<Batch> FileSource::Poll(Millis limit) {
  records_.clear();
  ASSIGN_OR_RETURN(const bool more, ReadAll());
  if (records_.empty() && !more && !Finished()) {
    WaitForMore(limit);
    RETURN_IF_ERROR(ReadAll().status());
  }
  return Batch{.records = records_, .answered = true, .finished = Finished()};
}

absl::StatusOr<bool> FileSource::ReadAll() {
  bool more = false;
  for (auto& [topic, file] : files_) {
    if (file.reader == nullptr || file.ended) continue;
    ASSIGN_OR_RETURN(const bool more_of_it, ReadFrom(file));
    more |= more_of_it;
  }
  return more;
}

bool FileSource::Finished() const {
  return std::all_of(files_.begin(), files_.end(), [](const auto& entry) {
    return entry.second.reader == nullptr || entry.second.ended;
  });
}

absl::StatusOr<bool> FileSource::ReadFrom(File& file) {
  if (!file.seekable) {
    pollfd input{.fd = file.fd, .events = POLLIN, .revents = 0};
    if (poll(&input, 1, 0) == 0) return false;
  }
  lines_.clear();
  ASSIGN_OR_RETURN(const bool more, file.reader->Read(lines_));
  for (const Line& line : lines_) {
    records_.push_back({.partition = file.id,
                        .offset = {line.begin},
                        .next = {line.next},
                        .tombstone = line.text.empty() || line.text == "\r",
                        .value = line.text});
  }
  if (more) return true;
  if (options_.follow && file.seekable) {
    RETURN_IF_ERROR(CheckStillWhole(file));
  } else {
    file.ended = true;
  }
  return false;
}

// A followed file may only grow: whatever else happens to it, its positions
// mean nothing any more.
absl::Status FileSource::CheckStillWhole(const File& file) const {
  struct stat open_file, at_path;
  if (fstat(file.fd, &open_file) != 0) return absl::ErrnoToStatus(errno, file.path);
  const bool gone = stat(file.path.c_str(), &at_path) != 0;
  if (gone || at_path.st_ino != open_file.st_ino || at_path.st_dev != open_file.st_dev) {
    return MakeError(ErrorId::kInputChanged,
                     absl::StrCat("expected ", file.path, " to grow only, but it was replaced"));
  }
  if (open_file.st_size < file.reader->read_to()) {
    return MakeError(ErrorId::kInputChanged,
                     absl::StrCat("expected ", file.path, " to grow only, but it has shrunk to ",
                                  static_cast<int64_t>(open_file.st_size), " bytes"));
  }
  return absl::OkStatus();
}

// Waits for input that can be waited for, for Wake(), or for the limit.
void FileSource::WaitForMore(Millis limit) {
  std::vector<pollfd> fds = {{.fd = wake_fd_, .events = POLLIN, .revents = 0}};
  for (auto& [topic, file] : files_) {
    const bool may_bring_more = file.reader != nullptr && !file.ended && !file.seekable;
    if (may_bring_more) fds.push_back({.fd = file.fd, .events = POLLIN, .revents = 0});
  }
  poll(fds.data(), fds.size(), static_cast<int>(limit.count()));
  uint64_t woken;
  [[maybe_unused]] const ssize_t got = read(wake_fd_, &woken, sizeof(woken));
}

// A file has no group: our store is all there is.
absl::Status FileSource::ClaimGroup(const std::string& metadata) { return absl::OkStatus(); }
void FileSource::Ack(PartitionId partition, Offset next) {}
void FileSource::CommitGroup() {}

void FileSource::Wake() {
  const uint64_t one = 1;
  [[maybe_unused]] const ssize_t put = write(wake_fd_, &one, sizeof(one));
}

}  // namespace telltale
