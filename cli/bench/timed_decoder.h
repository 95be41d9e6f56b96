// TimedDecoder: a decoder of which one record in a few dozen is timed, so that measuring it costs
// next to nothing.
//
// Thread safety: as Decoder; the times are the loop's too.
#ifndef TELLTALE_CLI_BENCH_TIMED_DECODER_H_
#define TELLTALE_CLI_BENCH_TIMED_DECODER_H_

#include <cstdint>
#include <memory>
#include <string_view>
#include <utility>

#include "engine/ports/ports.h"

namespace telltale {

// What all decoders of a run have taken.
struct DecodeTimes {
  uint64_t records = 0;
  uint64_t timed = 0;
  Nanos sum{0};  // of those that were timed

  // What all of them took, if the others were like those that were timed.
  double seconds() const {
    if (timed == 0) return 0;
    return std::chrono::duration<double>(sum).count() * static_cast<double>(records) /
           static_cast<double>(timed);
  }
};

class TimedDecoder : public Decoder {
 public:
  // `clock` and `times` must outlive it.
  TimedDecoder(std::unique_ptr<Decoder> decoder, const Clock& clock, DecodeTimes& times)
      : decoder_(std::move(decoder)), clock_(clock), times_(times) {}

  bool Decode(std::string_view value, absl::Span<Value> fields, DecodeError& error) override {
    // A prime, so that it meets all phases of a stream whose keys speak in turn.
    constexpr uint64_t kEvery = 61;
    if (times_.records++ % kEvery != 0) return decoder_->Decode(value, fields, error);
    const Nanos began = clock_.Fine();
    const bool good = decoder_->Decode(value, fields, error);
    times_.sum += clock_.Fine() - began;
    ++times_.timed;
    return good;
  }

 private:
  std::unique_ptr<Decoder> decoder_;
  const Clock& clock_;
  DecodeTimes& times_;
};

}  // namespace telltale

#endif  // TELLTALE_CLI_BENCH_TIMED_DECODER_H_
