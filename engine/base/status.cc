#include "engine/base/status.h"

#include <cstdio>
#include <cstdlib>

namespace telltale {

void CheckFailed(const char* condition, const char* file, int line) {
  std::fprintf(stderr, "%s:%d: expected %s, but it does not hold\n", file, line, condition);
  std::abort();
}

}  // namespace telltale
