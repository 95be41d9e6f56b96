// KeyStory: what happened to one key, a line for each step, as the partition that it watches
// concluded it.
//
//   KeyStory story(rule, HashKey("V1/oil"));
//   partition.Watch(story);
//   story.BeginRecord(record.offset);
//   partition.Apply(record, wall);
//
// Thread safety: none.
#ifndef TELLTALE_CLI_REPLAY_KEY_STORY_H_
#define TELLTALE_CLI_REPLAY_KEY_STORY_H_

#include <cstddef>
#include <cstdint>
#include <deque>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "engine/base/ids.h"
#include "engine/base/time.h"
#include "engine/core/outcome.h"
#include "engine/rules/rule_set.h"
#include "engine/runtime/step_observer.h"

namespace telltale {

// Lines that are kept, about 100 MB of them; the oldest go. Nobody reads as many.
inline constexpr size_t kMostStoryLines = 500'000;

struct StoryLine {
  enum class Kind : uint8_t {
    kEvent,    // a record of the key
    kForward,  // besides its event's own line: whether it was handed to the open episode
    kDue,      // a deadline was judged
    kTold,     // a workflow reported, or the rule is retired
  };
  Kind kind = Kind::kEvent;
  std::optional<Offset> offset;  // of the record by which it came about; nullopt: it was by a tick
  std::optional<EventTime> at;   // of the event; when the deadline ended; whose episode was told of
  ArrivalTime arrival;           // of the partition, then
  std::string what;              // `bad`, `quiet for 1m`, `ended`
  Outcome outcome = Outcome::kGood;
  std::optional<Command> command;  // what is to be told
};
// `event`, `forward`, `due`, `told`.
std::string_view KindName(StoryLine::Kind kind);

class KeyStory : public StepObserver {
 public:
  // `rule` is the only one of its topic, and must outlive the story.
  KeyStory(const CompiledRule& rule, KeyHash key, size_t most = kMostStoryLines)
      : rule_(rule), key_(key), most_(most) {}

  // What comes now is by a record; by a tick.
  void BeginRecord(Offset offset) { offset_ = offset; }
  void BeginTick() { offset_.reset(); }
  void OnStep(const SeenStep& step) override;

  const std::deque<StoryLine>& lines() const { return lines_; }
  std::deque<StoryLine> TakeLines() { return std::exchange(lines_, {}); }
  uint64_t events() const { return events_; }      // records of the key
  uint64_t left_out() const { return left_out_; }  // lines, the oldest

 private:
  const CompiledRule& rule_;
  const KeyHash key_;
  const size_t most_;
  std::optional<Offset> offset_;
  std::deque<StoryLine> lines_;
  uint64_t events_ = 0;
  uint64_t left_out_ = 0;
};

}  // namespace telltale

#endif  // TELLTALE_CLI_REPLAY_KEY_STORY_H_
