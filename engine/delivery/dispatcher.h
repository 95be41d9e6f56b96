// Dispatcher: the only caller of the gateway. Holds only durable, marked messages.
//
//   loop:  Outbox::Ready(now, dispatcher.lanes()) -> Sending -> commit -> dispatcher.Send(command)
//          for (AnsweredCommand& a : dispatcher.Tick(now)) outbox.OnAnswer(a.seq, a.answered, ...)
//
// Every command given to Send() comes back from Tick() exactly once. What is decided per command
// (order, horizon, back-off) stands in the outbox; here stands what is decided per connection:
//
//   link   Nothing is sent before the first Topology, nor after one that failed. It is asked again
//          with back-off, and every `topology_pace` while all is well. No command is ever a probe.
//          One asked more than kTopologyLife paces ago counts as none, and so does one whose
//          connection is gone: meanwhile another engine may have taken the address.
//   pause  When our credentials are not accepted nothing is sent for `pause`; then as above.
//   lane   One window per partition of the workflow engine. A lane that nobody leads is closed. One
//          that answers nothing is in doubt: it waits for a Topology that was asked afterwards and
//          for its own back-off, then tries one command at a time until it hears anything.
//
// A command that waits here when its lane closes, or until its time is over, comes back as
// kNotApplied: it was not sent, so its mark can be taken back, and the number of starts of which
// nobody knows stays small.
//
// No clock: the time since boot is passed in. Nothing happens between two calls; the gateway's
// callbacks only fill a mailbox. Thread safety: none; belongs to the loop's thread.
#ifndef TELLTALE_ENGINE_DELIVERY_DISPATCHER_H_
#define TELLTALE_ENGINE_DELIVERY_DISPATCHER_H_

#include <array>
#include <cstdint>
#include <deque>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "absl/status/statusor.h"
#include "engine/base/ids.h"
#include "engine/base/message.h"
#include "engine/base/time.h"
#include "engine/delivery/backoff.h"
#include "engine/delivery/lanes.h"
#include "engine/delivery/mailbox.h"
#include "engine/delivery/send_window.h"
#include "engine/ports/ports.h"

namespace telltale {

struct DispatcherOptions {
  SendWindow::Options window;
  // Commands may be marked for this many windows ahead, so that a lane does not run dry during the
  // commit that holds the next marks.
  uint32_t windows_ahead = 4;
  Millis topology_pace{10000};
  static constexpr int kTopologyLife = 3;  // paces; a call and its deadline fit twice
  Millis leader_pace{1000};                // instead, while a partition has no leader
  Millis pause{30000};
  uint64_t seed = 1;  // of the back-off's random numbers

  // For a gateway that answers at once: wide, and without a reason to adapt.
  static DispatcherOptions ForInstantGateway() {
    return {.window = {.initial = 4096, .least = 4096, .most = 4096}, .windows_ahead = 1};
  }
};

struct DurableCommand {
  PartitionId partition;
  OutboxSeq seq;
  Message message;
  Nanos given{0};                 // when, by Clock::Fine(); comes back with the answer
  std::optional<Millis> send_by;  // since boot; one that still waits then comes back unsent
};

struct AnsweredCommand {
  PartitionId partition;
  OutboxSeq seq;
  Answered answered;
  std::optional<Nanos> given;  // as in the command; nullopt: it was not sent
};

// How the gateway stands to us.
enum class LinkState : uint8_t {
  kUnknown,  // it never answered
  kUp,
  kDown,    // its last Topology failed
  kPaused,  // it does not accept who we are
};

class Dispatcher {
 public:
  // `gateway` must outlive the dispatcher.
  Dispatcher(Gateway& gateway, const DispatcherOptions& options);
  ~Dispatcher();
  Dispatcher(const Dispatcher&) = delete;
  Dispatcher& operator=(const Dispatcher&) = delete;

  // `wake` is called on any thread when Tick() has something to take in; it must not call back.
  void SetWake(std::function<void()> wake);

  // Sends the command, now or when its lane has room.
  // REQUIRES: its mark is durable; Outbox::Ready() took a place in lanes() for it.
  void Send(DurableCommand command);

  // Takes in what the gateway said, asks and sends what is due. Returns the answers, and the
  // commands that were not sent after all.
  [[nodiscard]] std::vector<AnsweredCommand> Tick(Millis since_boot);

  // When Tick() has something to do even if the gateway says nothing.
  Millis NextWake() const;

  // Where the outboxes take their places. Empty before the first Topology.
  Lanes& lanes() { return lanes_; }

  // The newest Topology; nullopt before the first.
  const std::optional<Cluster>& cluster() const { return cluster_; }
  LinkState link() const { return link_; }
  // Why the link is not up; empty if it is.
  const std::string& trouble() const { return trouble_; }
  // Commands given to Send() that did not come back yet.
  size_t in_flight() const { return in_flight_; }
  // Answers of the gateway so far, by Answer.
  const std::array<uint64_t, 7>& answers() const { return answers_; }

 private:
  // One lane's own affairs; its places are in lanes_.
  struct Track {
    explicit Track(const SendWindow::Options& options) : window(options) {}
    SendWindow window;
    std::deque<DurableCommand> waiting;
    bool led = true;
    uint32_t silences = 0;    // in a row, each a round trip
    uint64_t doubted_at = 0;  // commands up to this number were sent before the last doubt
    uint64_t needs_ask = 0;   // in doubt: the Topology that must have been answered
    Millis not_before{0};     // in doubt
  };
  struct PublishAnswer {
    PartitionId partition;
    OutboxSeq seq;
    size_t lane = 0;
    uint64_t arrangement = 0;
    uint64_t number = 0;
    Nanos given{0};
    Answered answered;
  };
  struct TopologyAnswer {
    absl::StatusOr<Cluster> cluster;
  };
  using Box = Mailbox<std::variant<PublishAnswer, TopologyAnswer>>;

  void OnPublished(PublishAnswer answer);
  void OnTopology(const absl::StatusOr<Cluster>& cluster);
  void Judge(Track& track, uint64_t number, Answer answer);
  void Doubt(Track& track, uint64_t number);
  void LookAtConnection();
  void Down(LinkState state, std::string_view reason, Millis ask_at);
  void Ask();
  void Arrange(const Cluster& cluster);
  void SetLimits();
  void Pump(size_t lane);
  void Publish(size_t lane, const DurableCommand& command);
  bool MaySend(size_t lane) const;
  bool MayTryInDoubt(const Track& track) const;
  size_t LaneOf(const Message& message) const;
  void HandBack(DurableCommand command, std::string_view why);
  void HandBackOf(size_t lane, DurableCommand command, std::string_view why);
  void HandBackWaiting(size_t lane, std::string_view why);
  void HandBackAllWaiting(std::string_view why);

  Gateway& gateway_;
  DispatcherOptions options_;
  Backoff backoff_;
  std::shared_ptr<Box> box_;

  Millis now_{0};
  LinkState link_ = LinkState::kUnknown;
  std::string trouble_ = "the workflow engine was not asked yet";
  std::optional<Cluster> cluster_;
  uint32_t failed_asks_ = 0;  // in a row
  uint64_t asks_ = 0;         // begun
  uint64_t ask_done_ = 0;     // the newest that was answered well
  bool asking_ = false;
  Millis asked_at_{0};    // the ask that is under way, or the last
  Millis known_from_{0};  // when the newest good answer was asked for
  Millis next_ask_{0};

  Lanes lanes_;
  std::vector<Track> tracks_;  // parallel to lanes_
  uint64_t arrangement_ = 0;   // raised when the number of lanes changes
  std::vector<AnsweredCommand> answered_;
  size_t in_flight_ = 0;
  std::array<uint64_t, 7> answers_{};
};

}  // namespace telltale

#endif  // TELLTALE_ENGINE_DELIVERY_DISPATCHER_H_
