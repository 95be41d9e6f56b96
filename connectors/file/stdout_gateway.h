// StdoutGateway: prints each command as one JSON object per line instead of sending it.
//
//   {"cmd":"start","episode":"oil/V1@20261123T101502.123Z","at":1795429702123}
//   {"cmd":"forward","episode":"oil/V1@20261123T101502.123Z","at":1795429710456,
//    "id":"oil/V1@20261123T101502.123Z:forward:4711","message":"review-arrived"}
//   {"cmd":"back","episode":"oil/V1@20261123T101502.123Z","at":1795429802123,"ending":"healed"}
//
// `at` is the moment in milliseconds at which the episode was raised, the event that is forwarded
// happened, or the episode ended. A line is with the
// kernel before it is answered as accepted, so it survives the end of this process. After a crash
// an attempted line is printed again: consumers tell lines apart by (cmd, episode), and those of
// forwards, of which an episode may have many, by their `id`.
//
// Thread safety: any thread.
// Errors: a line that cannot be written ends it: from then on nothing is accepted, Topology fails,
// and error() says why.
#ifndef TELLTALE_CONNECTORS_FILE_STDOUT_GATEWAY_H_
#define TELLTALE_CONNECTORS_FILE_STDOUT_GATEWAY_H_

#include <functional>
#include <string>

#include "absl/base/thread_annotations.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/synchronization/mutex.h"
#include "engine/base/message.h"
#include "engine/ports/ports.h"

namespace telltale {

class StdoutGateway : public Gateway {
 public:
  // Writes to `fd`, which stays the caller's. `on_error` is called once, when error() comes to be.
  // A reader that stalls is waited for; once `hurry` is true, for 10 s at most.
  explicit StdoutGateway(int fd, std::function<void(const absl::Status&)> on_error = nullptr,
                         std::function<bool()> hurry = nullptr);

  void Publish(const Message& message, std::function<void(Answered)> done) override;
  // Always one partition, of the cluster "stdout".
  void Topology(std::function<void(absl::StatusOr<Cluster>)> done) override;

  absl::Status error() const;

 private:
  // Writes one line, or becomes broken. Returns what error() says.
  absl::Status Write(const std::string& line);

  const int fd_;
  const std::function<void(const absl::Status&)> on_error_;
  const std::function<bool()> hurry_;
  mutable absl::Mutex mutex_;
  absl::Status error_ ABSL_GUARDED_BY(mutex_);
};

// The line of one command, with its newline.
std::string CommandLine(const Message& message);

}  // namespace telltale

#endif  // TELLTALE_CONNECTORS_FILE_STDOUT_GATEWAY_H_
