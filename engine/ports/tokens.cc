#include "engine/ports/tokens.h"

namespace telltale {

std::string_view TokenResultName(TokenResult result) {
  constexpr std::string_view kNames[] = {"granted", "refused", "failed"};
  return kNames[static_cast<int>(result)];
}

}  // namespace telltale
