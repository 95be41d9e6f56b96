// Journal: what a seed has to say: its trace, the situations it met, and what it found wrong.
//
//   journal.Say("sent ", message.id);           // kept only if somebody wants to read it
//   journal.Complain("offset went back");       // the seed has failed
//
// Thread safety: none; each seed has its own.
#ifndef TELLTALE_TESTS_SIMULATION_JOURNAL_H_
#define TELLTALE_TESTS_SIMULATION_JOURNAL_H_

#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "engine/base/time.h"
#include "engine/ports/ports.h"
#include "tests/simulation/situations.h"

namespace telltale {

class Journal {
 public:
  enum class Trace { kOff, kPrinted };

  // Lines begin with the wall clock of `clock`, which must outlive it.
  Journal(const Clock& clock, Trace trace) : clock_(clock), trace_(trace) {}

  template <class... Parts>
  void Say(const Parts&... parts) {
    if (trace_ == Trace::kOff) return;
    absl::StrAppend(&text_, FormatRfc3339(ToMs(clock_.Wall())), "  ", parts..., "\n");
  }
  void Note(Situation situation) {
    seen_.Note(situation);
    Say("-- ", absl::string_view(SituationName(situation).data(), SituationName(situation).size()));
  }
  template <class... Parts>
  void Complain(const Parts&... parts) {
    complaints_.push_back(absl::StrCat(parts...));
    Say("!! ", complaints_.back());
  }

  const Situations& seen() const { return seen_; }
  const std::vector<std::string>& complaints() const { return complaints_; }
  const std::string& text() const { return text_; }

 private:
  const Clock& clock_;
  Trace trace_;
  Situations seen_;
  std::vector<std::string> complaints_;
  std::string text_;
};

}  // namespace telltale

#endif  // TELLTALE_TESTS_SIMULATION_JOURNAL_H_
