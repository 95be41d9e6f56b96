// HostPort: an address as people write it, `127.0.0.1:9620`, `[::1]:9620` or `localhost:9620`.
//
// Thread safety: pure function.
#ifndef TELLTALE_CONNECTORS_HTTP_HOST_PORT_H_
#define TELLTALE_CONNECTORS_HTTP_HOST_PORT_H_

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace telltale {

struct HostPort {
  std::string host;  // without brackets; whether there is such a host is not looked at
  uint16_t port = 0;
  friend bool operator==(const HostPort&, const HostPort&) = default;
};

// nullopt: no port of at most 65535 stands behind a colon, or no host before it.
std::optional<HostPort> ParseHostPort(std::string_view address);

}  // namespace telltale

#endif  // TELLTALE_CONNECTORS_HTTP_HOST_PORT_H_
