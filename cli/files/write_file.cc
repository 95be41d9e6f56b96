#include "cli/files/write_file.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <filesystem>
#include <iostream>
#include <system_error>

#include "absl/strings/str_cat.h"
#include "cli/files/descriptor.h"
#include "engine/base/error_catalogue.h"
#include "engine/base/status.h"
#include "engine/base/strings.h"

namespace telltale {
namespace {

namespace fs = std::filesystem;

absl::Status Failed(const std::string& path, int error) {
  return MakeError(ErrorId::kOutputBroken,
                   absl::StrCat("expected to write ", path, ", but: ", std::strerror(error)));
}

absl::Status WriteAll(int fd, const std::string& path, std::string_view text) {
  while (!text.empty()) {
    const ssize_t count = write(fd, text.data(), text.size());
    if (count < 0 && errno != EINTR) return Failed(path, errno);
    if (count > 0) text.remove_prefix(static_cast<size_t>(count));
  }
  return absl::OkStatus();
}

// The standard stream that `path` is another name of; negative: none. To open it a second time
// would write over what is printed.
int StreamOf(const struct stat& file) {
  for (const int fd : {STDOUT_FILENO, STDERR_FILENO}) {
    struct stat ours;
    if (fstat(fd, &ours) == 0 && ours.st_dev == file.st_dev && ours.st_ino == file.st_ino) {
      return fd;
    }
  }
  return -1;
}

absl::Status WriteInPlace(const std::string& path, std::string_view text) {
  // Not to wait until somebody reads from a pipe.
  const Descriptor out(
      open(path.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_NONBLOCK | O_NOCTTY | O_CLOEXEC, 0666));
  if (!out.is_open() || fcntl(out.fd(), F_SETFL, 0) != 0) return Failed(path, errno);
  return WriteAll(out.fd(), path, text);
}

// A new file in its place has one name, and our own user and group.
bool CanBeReplaced(const struct stat& old) {
  return S_ISREG(old.st_mode) && old.st_nlink == 1 && old.st_uid == geteuid() &&
         old.st_gid == getegid();
}

absl::Status Replace(const std::string& path, const struct stat& old, std::string_view text) {
  const std::string fresh = absl::StrCat(path, ".", getpid(), ".new");
  const Descriptor out(open(fresh.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600));
  if (!out.is_open()) return WriteInPlace(path, text);  // the folder takes no other file
  absl::Status status = WriteAll(out.fd(), path, text);
  if (status.ok() && (fchmod(out.fd(), old.st_mode & 07777) != 0 ||
                      std::rename(fresh.c_str(), path.c_str()) != 0)) {
    status = Failed(path, errno);
  }
  if (!status.ok()) unlink(fresh.c_str());
  return status;
}

absl::Status NotWritable(const std::string& path, const char* why) {
  return MakeError(ErrorId::kFileUnwritable,
                   absl::StrCat("expected a file that can be written, but ", path, ": ", why));
}

}  // namespace

absl::Status CheckNotRead(std::string_view flag, const std::string& path,
                          absl::Span<const std::string> read) {
  std::error_code error;  // what is not there is no same file
  for (const std::string& each : read) {
    const bool same = fs::equivalent(path, each, error);
    const bool within = fs::is_directory(each, error) &&
                        fs::equivalent(fs::absolute(path, error).parent_path(), each, error);
    if (!same && !within) continue;
    return MakeError(ErrorId::kFileUnwritable,
                     absl::StrCat("expected another file for ", A(flag), ", but ", path,
                                  within ? " is in a folder that is read" : " is read"));
  }
  return absl::OkStatus();
}

absl::Status CheckWritable(const std::string& path) {
  const fs::path folder = fs::path(path).parent_path();
  const std::string parent = folder.empty() ? "." : folder.string();
  struct stat info;
  const bool there = stat(path.c_str(), &info) == 0;
  if (there && S_ISDIR(info.st_mode)) return NotWritable(path, "it is a directory");
  const int denied = there ? faccessat(AT_FDCWD, path.c_str(), W_OK, AT_EACCESS)
                           : faccessat(AT_FDCWD, parent.c_str(), W_OK | X_OK, AT_EACCESS);
  return denied == 0 ? absl::OkStatus() : NotWritable(path, std::strerror(errno));
}

absl::Status WriteFile(const std::string& path, std::string_view text) {
  struct stat old;
  if (stat(path.c_str(), &old) != 0) return WriteInPlace(path, text);
  if (const int stream = StreamOf(old); stream >= 0) {
    std::cout.flush();
    return WriteAll(stream, path, text);
  }
  std::error_code unknown;
  const std::string target = fs::canonical(path, unknown);
  if (unknown || !CanBeReplaced(old)) return WriteInPlace(path, text);
  return Replace(target, old, text);
}

}  // namespace telltale
