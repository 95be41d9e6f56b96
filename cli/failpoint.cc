#include "cli/failpoint.h"

#include <cstdlib>
#include <iostream>

#include "engine/delivery/failpoint.h"

namespace telltale {

bool ArmFailpointByEnvironment() {
  const char* text = std::getenv("TELLTALE_FAILPOINT");
  if (text == nullptr || ArmFailpoint(text)) return true;
  std::cerr << "error: expected TELLTALE_FAILPOINT=NAME:N, but found " << text << '\n';
  return false;
}

}  // namespace telltale
