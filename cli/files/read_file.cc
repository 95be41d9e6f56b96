#include "cli/files/read_file.h"

#include <fcntl.h>
#include <poll.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>

#include "absl/strings/str_cat.h"
#include "cli/files/descriptor.h"
#include "engine/base/status.h"

namespace telltale {
namespace {

constexpr size_t kStepBytes = 64 << 10;

absl::Status Because(std::string why) { return absl::InvalidArgumentError(std::move(why)); }
absl::Status BecauseOfSystem() { return Because(std::strerror(errno)); }

absl::Status WaitForMore(int fd, Millis patience) {
  pollfd wanted{.fd = fd, .events = POLLIN};
  const int ready = poll(&wanted, 1, static_cast<int>(patience.count()));
  if (ready > 0 || (ready < 0 && errno == EINTR)) return absl::OkStatus();
  return ready < 0 ? BecauseOfSystem()
                   : Because(absl::StrCat("nothing came out of it for ", FormatDuration(patience)));
}

// Appends what is there now; false: that was the end.
absl::StatusOr<bool> ReadOn(int fd, Millis patience, std::string& text) {
  const size_t before = text.size();
  text.resize(before + kStepBytes);
  const ssize_t count = read(fd, text.data() + before, kStepBytes);
  const int error = errno;
  text.resize(before + static_cast<size_t>(std::max<ssize_t>(count, 0)));
  if (count >= 0) return count > 0;
  if (error == EINTR) return true;
  if (error != EAGAIN) return Because(std::strerror(error));
  RETURN_IF_ERROR(WaitForMore(fd, patience));
  return true;
}

}  // namespace

absl::StatusOr<std::string> ReadFile(const std::string& path, size_t limit, Millis patience) {
  // Without waiting, or a pipe would be opened only once somebody writes into it.
  const Descriptor file(open(path.c_str(), O_RDONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC));
  struct stat info;
  if (!file.is_open() || fstat(file.fd(), &info) != 0) return BecauseOfSystem();
  if (S_ISDIR(info.st_mode)) return Because("it is a directory");
  std::string text;
  while (true) {
    ASSIGN_OR_RETURN(const bool more, ReadOn(file.fd(), patience, text));
    if (text.size() > limit) return Because(absl::StrCat("it has more than ", limit, " bytes"));
    if (!more) break;
  }
  if (text.empty() && S_ISFIFO(info.st_mode)) return Because("nobody writes into this pipe");
  return text;
}

absl::StatusOr<std::string> ReadRegularFile(const std::string& path, size_t limit) {
  struct stat info;
  if (stat(path.c_str(), &info) != 0) return BecauseOfSystem();
  if (!S_ISREG(info.st_mode)) return Because("it is no regular file");
  return ReadFile(path, limit, Millis{0});
}

}  // namespace telltale
