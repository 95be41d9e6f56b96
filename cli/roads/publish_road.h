// PublishRoad: a Publisher at work: its thread, its producer, and what it shows.
//
//   PublishRoad road(config.publish, {jobs, gateway, std::move(producer)}, clock, board, options);
//   ...                                    // jobs become records
//   road.BeginEnd();                       // what is under way may still be written and completed
//   // the destructor waits for that
//
// Thread safety: none; used by main's thread.
#ifndef TELLTALE_CLI_ROADS_PUBLISH_ROAD_H_
#define TELLTALE_CLI_ROADS_PUBLISH_ROAD_H_

#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/synchronization/mutex.h"
#include "engine/ports/jobs.h"
#include "engine/ports/ports.h"
#include "engine/ports/producer.h"
#include "engine/roads/publisher.h"
#include "engine/runtime/snapshot.h"

namespace telltale {

class PublishRoad {
 public:
  // How long the end waits for what is under way, from BeginEnd() on.
  static constexpr Millis kDrainLimit{10000};

  // What it leads from and to.
  struct Ends {
    Jobs& jobs;
    Gateway& gateway;
    std::unique_ptr<Producer> producer;
  };

  // All but the producer must outlive it.
  PublishRoad(const std::vector<PublishPlan>& plans, Ends ends, const Clock& clock,
              SnapshotBoard& board, const PublisherOptions& options);
  ~PublishRoad();

  // Takes no more jobs from now on. Does not wait.
  void BeginEnd();

 private:
  void Run();
  // Waits for the publisher's next turn, at most so long that the board is renewed in time.
  void Wait();
  bool stopping();
  void Wake();
  // Keeps a copy of what is to be shown.
  void Note();
  void Show(Snapshot& snapshot);

  const Clock& clock_;
  SnapshotBoard& board_;
  const std::unique_ptr<Producer> producer_;
  Publisher publisher_;
  Millis next_note_{0};
  absl::Mutex mutex_;
  bool woken_ ABSL_GUARDED_BY(mutex_) = false;
  bool stopping_ ABSL_GUARDED_BY(mutex_) = false;
  std::vector<Publisher::View> views_ ABSL_GUARDED_BY(mutex_);
  std::string trouble_ ABSL_GUARDED_BY(mutex_);
  std::thread thread_;  // last: it uses all of the above
};

}  // namespace telltale

#endif  // TELLTALE_CLI_ROADS_PUBLISH_ROAD_H_
