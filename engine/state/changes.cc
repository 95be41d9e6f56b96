#include "engine/state/changes.h"

namespace telltale {

std::string_view FateName(Fate fate) {
  constexpr std::string_view kNames[] = {"pending", "attempted", "parked",
                                         "settled", "withdrawn", "superseded"};
  return kNames[static_cast<int>(fate)];
}

std::string_view AuditName(AuditRow::Kind kind) {
  constexpr std::string_view kNames[] = {"",          "raised",    "cleared",    "accepted",
                                         "confirmed", "fenced",    "finished",   "parked",
                                         "retried",   "withdrawn", "superseded", "tick"};
  return kNames[static_cast<int>(kind)];
}

std::string_view ToldName(Told::Kind kind) {
  constexpr std::string_view kNames[] = {"started", "ended", "close"};
  return kNames[static_cast<int>(kind)];
}

}  // namespace telltale
