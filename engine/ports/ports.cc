#include "engine/ports/ports.h"

namespace telltale {

std::string_view AnswerName(Answer answer) {
  switch (answer) {
    case Answer::kAccepted:
      return "accepted";
    case Answer::kKnown:
      return "known";
    case Answer::kNotApplied:
      return "not-applied";
    case Answer::kRetryLater:
      return "retry-later";
    case Answer::kAmbiguous:
      return "ambiguous";
    case Answer::kRefused:
      return "refused";
    case Answer::kUnauthenticated:
      return "unauthenticated";
  }
  return "";
}

}  // namespace telltale
