// Scratch: where an evaluation puts the text that it makes, of `upper case(x)` or `a + b`.
//
//   char space[kScratchBytes];
//   Scratch scratch(space);
//   Value value = Evaluate(program, fields, scratch);   // its text may point into `space`
//
// Nothing is ever allocated, so what one evaluation makes has a limit. Text is made at the end, one
// at a time; what comes behind the text that was made last is written in place.
//
// Ownership: the caller's space. Thread safety: none.
#ifndef TELLTALE_ENGINE_FEEL_SCRATCH_H_
#define TELLTALE_ENGINE_FEEL_SCRATCH_H_

#include <cstddef>
#include <cstring>
#include <optional>
#include <string_view>

#include "absl/types/span.h"

namespace telltale::feel {

// Text that one evaluation can make, of all functions together; with more of it the result is
// null. A quarter of the largest message.
inline constexpr size_t kScratchBytes = 64 * 1024;

class Scratch {
 public:
  Scratch() = default;  // without any room
  explicit Scratch(absl::Span<char> space) : space_(space) {}

  // Forgets all texts.
  void Clear() { used_ = 0; }

  // Begins a text with `head`; += goes on with it.
  void Begin(std::string_view head = {}) {
    full_ = false;
    if (head.size() <= used_ && head.data() + head.size() == space_.data() + used_) {
      begin_ = used_ - head.size();
    } else {
      begin_ = used_;
      *this += head;
    }
  }
  Scratch& operator+=(std::string_view text) {
    full_ = full_ || text.size() > space_.size() - used_;
    if (full_ || text.empty()) return *this;
    std::memcpy(space_.data() + used_, text.data(), text.size());
    used_ += text.size();
    return *this;
  }
  Scratch& operator+=(char c) { return *this += std::string_view(&c, 1); }
  // The text since Begin(), or nullopt if there was no room for it.
  std::optional<std::string_view> End() {
    if (full_) return std::nullopt;
    return std::string_view(space_.data() + begin_, used_ - begin_);
  }

 private:
  absl::Span<char> space_;
  size_t used_ = 0;
  size_t begin_ = 0;  // of the text that is being made
  bool full_ = false;
};

}  // namespace telltale::feel

#endif  // TELLTALE_ENGINE_FEEL_SCRATCH_H_
