#include "connectors/file/stdout_gateway.h"

#include <errno.h>
#include <limits.h>
#include <poll.h>
#include <unistd.h>

#include <algorithm>
#include <string_view>
#include <utility>

#include "engine/base/json_object.h"

namespace telltale {
namespace {

constexpr int kPollMs = 1000;
constexpr int kPollsInHaste = 10;

// Waits for a reader to make room. False: it did not, though the program is to end.
bool AwaitRoom(int fd, const std::function<bool()>& hurry) {
  pollfd room{.fd = fd, .events = POLLOUT, .revents = 0};
  for (int in_vain = 0; in_vain < kPollsInHaste;) {
    if (poll(&room, 1, kPollMs) > 0) return true;
    if (hurry && hurry()) ++in_vain;
  }
  return false;
}

// Writes all of `bytes`, however long the reader takes, unless there is haste.
absl::Status WriteAll(int fd, std::string_view bytes, const std::function<bool()>& hurry) {
  while (!bytes.empty()) {
    if (!AwaitRoom(fd, hurry)) {
      return absl::DeadlineExceededError("expected to write a command, but nobody reads it");
    }
    // A pipe with room takes this much without blocking.
    const ssize_t written = write(fd, bytes.data(), std::min<size_t>(bytes.size(), PIPE_BUF));
    if (written >= 0) {
      bytes.remove_prefix(static_cast<size_t>(written));
    } else if (errno != EAGAIN && errno != EINTR) {
      return absl::ErrnoToStatus(errno, "expected to write a command, but the output failed");
    }
  }
  return absl::OkStatus();
}

// The variables are a record as it came, and may be written on many lines. A line break within a
// text is none of JSON's, so none is lost.
std::string OnOneLine(std::string json) {
  for (char& c : json) c = c == '\n' || c == '\r' ? ' ' : c;
  return json;
}

}  // namespace

std::string CommandLine(const Message& message) {
  const bool is_route = message.kind == Message::Kind::kRoute;
  std::string line;
  JsonObject command(line);
  command.Text("cmd", KindName(message.kind));
  command.Text(is_route ? "key" : "episode", message.correlation_key);
  command.Number("at", ToMs(message.at));
  if (message.kind == Message::Kind::kBack) command.Text("ending", message.ending);
  if (message.kind == Message::Kind::kForward || is_route) {
    command.Text("id", message.id);
    command.Text("message", message.name);
  }
  if (is_route) command.Json("variables", OnOneLine(message.variables));
  command.Close();
  return line + "\n";
}

StdoutGateway::StdoutGateway(int fd, std::function<void(const absl::Status&)> on_error,
                             std::function<bool()> hurry)
    : fd_(fd), on_error_(std::move(on_error)), hurry_(std::move(hurry)) {}

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
    failed = error_ = WriteAll(fd_, line, hurry_);
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
