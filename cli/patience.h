// Patience: how long a verb waits for a broker that says nothing.
//
// Thread safety: a pure function of what it asks; used by main's thread.
#ifndef TELLTALE_CLI_PATIENCE_H_
#define TELLTALE_CLI_PATIENCE_H_

#include <chrono>

#include "absl/status/status.h"

namespace telltale {

// A broker that says nothing for so long is away; a partition that gives nothing is at its end.
inline constexpr auto kPatience = std::chrono::seconds(10);

// Asks again while the other side does not answer.
template <class Ask>
auto Patiently(Ask ask) {
  const auto deadline = std::chrono::steady_clock::now() + kPatience;
  auto answer = ask();
  while (absl::IsUnavailable(answer.status()) && std::chrono::steady_clock::now() < deadline) {
    answer = ask();
  }
  return answer;
}

}  // namespace telltale

#endif  // TELLTALE_CLI_PATIENCE_H_
