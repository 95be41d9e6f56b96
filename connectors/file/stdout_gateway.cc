#include "connectors/file/stdout_gateway.h"

#include <errno.h>
#include <poll.h>
#include <unistd.h>

#include <string_view>
#include <utility>

#include "absl/strings/str_cat.h"
#include "engine/base/json_text.h"

namespace telltale {
namespace {

// Writes all of `bytes`, however long the reader takes.
absl::Status WriteAll(int fd, std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t written = write(fd, bytes.data(), bytes.size());
    if (written >= 0) {
      bytes.remove_prefix(static_cast<size_t>(written));
    } else if (errno == EAGAIN) {
      pollfd waiting{.fd = fd, .events = POLLOUT, .revents = 0};
      poll(&waiting, 1, /*timeout=*/-1);
    } else if (errno != EINTR) {
      return absl::ErrnoToStatus(errno, "expected to write a command, but the output failed");
    }
  }
  return absl::OkStatus();
}

}  // namespace

std::string CommandLine(const Message& message) {
  const bool back = message.kind == Message::Kind::kBack;
  std::string line = back ? R"({"cmd":"back","episode":)" : R"({"cmd":"start","episode":)";
  AppendJsonString(line, message.correlation_key);
  absl::StrAppend(&line, R"(,"at":)", ToMs(message.at));
  if (back) {
    line += R"(,"ending":)";
    AppendJsonString(line, message.ending);
  }
  line += "}\n";
  return line;
}

StdoutGateway::StdoutGateway(int fd, std::function<void(const absl::Status&)> on_error)
    : fd_(fd), on_error_(std::move(on_error)) {}

void StdoutGateway::Publish(const Message& message, std::function<void(Answered)> done) {
  const absl::Status status = Write(CommandLine(message));
  // Part of a line may have been written, so a failure is ambiguous.
  done(status.ok() ? Answered{Answer::kAccepted, ""}
                   : Answered{Answer::kAmbiguous, std::string(status.message())});
}

absl::Status StdoutGateway::Write(const std::string& line) {
  absl::Status failed;
  {
    absl::MutexLock lock(&mutex_);
    if (!error_.ok()) return error_;
    failed = error_ = WriteAll(fd_, line);
  }
  if (!failed.ok() && on_error_) on_error_(failed);
  return failed;
}

void StdoutGateway::Topology(std::function<void(absl::StatusOr<Cluster>)> done) {
  const absl::Status broken = error();
  if (!broken.ok()) return done(broken);
  done(Cluster{.id = "stdout", .partitions = 1});
}

absl::Status StdoutGateway::error() const {
  absl::MutexLock lock(&mutex_);
  return error_;
}

}  // namespace telltale
