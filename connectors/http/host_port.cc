#include "connectors/http/host_port.h"

#include <algorithm>

#include "absl/strings/numbers.h"
#include "engine/base/strings.h"

namespace telltale {
namespace {

// Digits only: a number in words of C++ may have a sign and blanks.
std::optional<uint16_t> ParsePort(std::string_view text) {
  uint32_t port = 0;
  const bool digits =
      std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
  if (!digits || !absl::SimpleAtoi(A(text), &port) || port > UINT16_MAX) return std::nullopt;
  return static_cast<uint16_t>(port);
}

}  // namespace

std::optional<HostPort> ParseHostPort(std::string_view address) {
  const size_t colon = address.rfind(':');
  if (colon == std::string_view::npos) return std::nullopt;
  std::string_view host = address.substr(0, colon);
  if (host.size() > 2 && host.front() == '[') host = host.substr(1, host.size() - 2);
  const std::optional<uint16_t> port = ParsePort(address.substr(colon + 1));
  if (host.empty() || !port) return std::nullopt;
  return HostPort{std::string(host), *port};
}

}  // namespace telltale
