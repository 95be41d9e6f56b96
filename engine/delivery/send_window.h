// SendWindow: how many commands may be unanswered at once (additive increase, multiplicative
// decrease).
//
// Grows by one per window of good answers while it is full, and is halved when the other side
// pushes back or falls silent, at most once per round trip: a bad answer to a command that was sent
// before the last halving says nothing new. Source: D. Chiu, R. Jain, "Analysis of the Increase and
// Decrease Algorithms for Congestion Avoidance in Computer Networks", 1989.
//
// No clock: a round trip is counted in commands. Thread safety: none.
#ifndef TELLTALE_ENGINE_DELIVERY_SEND_WINDOW_H_
#define TELLTALE_ENGINE_DELIVERY_SEND_WINDOW_H_

#include <cstdint>

namespace telltale {

class SendWindow {
 public:
  // The same number thrice is a fixed window. Measured on a small Zeebe broker: beyond about 16
  // only latency and rejections grow, so it begins below.
  struct Options {
    uint32_t initial = 8;
    uint32_t least = 1;
    uint32_t most = 128;
  };

  explicit SendWindow(const Options& options);

  bool HasRoom() const { return in_flight_ < size(); }
  // A command is sent. Returns its number, to be given back with its answer.
  uint64_t Sent();

  // Each command ends with exactly one of these.
  void OnGood();                // it was taken, or known, or refused: there was capacity
  void OnBad(uint64_t number);  // it was pushed back, or nothing is known of it
  void OnNeutral();             // its answer says nothing about capacity

  uint32_t size() const { return static_cast<uint32_t>(size_); }
  uint32_t in_flight() const { return in_flight_; }
  // The number of the newest command.
  uint64_t sent() const { return sent_; }

 private:
  Options options_;
  double size_;
  uint32_t in_flight_ = 0;
  uint64_t sent_ = 0;
  uint64_t halved_at_ = 0;  // commands up to this number were sent before the last halving
};

}  // namespace telltale

#endif  // TELLTALE_ENGINE_DELIVERY_SEND_WINDOW_H_
