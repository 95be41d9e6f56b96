#include "engine/state/changes.h"

namespace telltale {

std::string_view FateName(Fate fate) {
  constexpr std::string_view kNames[] = {"pending", "attempted", "parked",
                                         "settled", "withdrawn", "superseded"};
  return kNames[static_cast<int>(fate)];
}

}  // namespace telltale
