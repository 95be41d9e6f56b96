#include "cli/scenario/scenario_words.h"

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "engine/base/nearest.h"
#include "engine/core/outcome.h"

namespace telltale {

const Words& FileKeys() {
  static const Words kWords = {"rule", "topic", "config", "steps", "totals"};
  return kWords;
}

const Words& TickKeys() {
  static const Words kWords = {"tick",   "outcome", "start", "back",
                               "ending", "forward", "route", "variables"};
  return kWords;
}

const Words& ToldKeys() {
  static const Words kWords = {"started", "ended",  "close",   "outcome", "start",
                               "back",    "ending", "forward", "route",   "variables"};
  return kWords;
}

const Words& EditKeys() {
  static const Words kWords = {"edit",   "refused", "start", "back",
                               "ending", "forward", "route", "variables"};
  return kWords;
}

const Words& ToldWords() {
  static const Words kWords = {"started", "ended", "close"};
  return kWords;
}

const Words& StreamKeys() {
  static const Words kWords = {"stream", "shuffle", "outcome", "start",    "back",
                               "ending", "forward", "route",   "variables"};
  return kWords;
}

const Words& RecordKeys() {
  static const Words kWords = {"at",     "arrival",    "repeat",  "dup",      "shuffle", "fields",
                               "raw",    "record_key", "headers", "outcome",  "start",   "back",
                               "ending", "forward",    "route",   "variables"};
  return kWords;
}

const Words& StepVerbs() {
  static const Words kWords = {"crash", "restart", "gateway down", "gateway up", "lost answer"};
  return kWords;
}

const Words& OutcomeWords() {
  static const Words kWords = [] {
    Words words;
    for (int i = 0; i < kOutcomes; ++i) {
      words.emplace_back(OutcomeName(static_cast<Outcome>(i)));
    }
    for (const char* word : {"no-match", "key-missing", "future", "impossible-time", "unreadable",
                             "tombstone", "routed", "too-large", "nothing"}) {
      words.emplace_back(word);
    }
    return words;
  }();
  return kWords;
}

const Words& EndingWords() {
  static const Words kWords = [] {
    Words words;
    for (int i = 1; i < kEndings; ++i) words.emplace_back(EndingName(static_cast<Ending>(i)));
    return words;
  }();
  return kWords;
}

const Words& TotalWords() {
  static const Words kWords = {"starts",    "backs",   "forwards", "duplicates", "set-aside",
                               "instances", "running", "received", "parked"};
  return kWords;
}

std::string QuarantineWord(ErrorId error) {
  switch (error) {
    case ErrorId::kTimeInFuture:
      return "future";
    case ErrorId::kTimeImpossible:
      return "impossible-time";
    case ErrorId::kKeyMissing:
      return "key-missing";
    case ErrorId::kMessageTooLarge:
      return "too-large";
    default:
      return "unreadable";
  }
}

bool Contains(const Words& words, std::string_view word) {
  return std::find(words.begin(), words.end(), word) != words.end();
}

std::string UseOneOf(const Words& words, std::string_view word) {
  const std::string nearest = Nearest(word, words);
  if (!nearest.empty()) return absl::StrCat("Did you mean '", nearest, "'?");
  return absl::StrCat("Use one of: ", absl::StrJoin(words, ", "), ".");
}

bool IsSlipOf(std::string_view name, std::string_view word) {
  if (name == word) return false;
  const size_t shorter = std::min(name.size(), word.size());
  size_t same = 0;  // letters at the beginning
  while (same < shorter && name[same] == word[same]) ++same;
  const std::string_view a = name.substr(same), b = word.substr(same);
  if (!a.empty() && a.substr(1) == b) return true;
  if (!b.empty() && a == b.substr(1)) return true;
  if (a.empty() || b.empty()) return false;
  if (a.substr(1) == b.substr(1)) return true;
  return a.size() > 1 && b.size() > 1 && a[0] == b[1] && a[1] == b[0] && a.substr(2) == b.substr(2);
}

}  // namespace telltale
