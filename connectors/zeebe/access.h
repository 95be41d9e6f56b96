// Access: how a connection to Zeebe's gateway is secured, and who we say we are.
#ifndef TELLTALE_CONNECTORS_ZEEBE_ACCESS_H_
#define TELLTALE_CONNECTORS_ZEEBE_ACCESS_H_

#include <optional>
#include <string>

#include "engine/ports/tokens.h"

namespace telltale {

// Certificates and keys are PEM; what is empty is not used.
struct ZeebeTls {
  std::string roots;        // authorities to believe; empty: the system's
  std::string certificate;  // ours, with the authorities in between
  std::string key;          // of our certificate
  std::string authority;    // the name to expect in the gateway's; empty: the one in its address
};

struct ZeebeAccess {
  std::optional<ZeebeTls> tls;  // none: in plain text
  Tokens* tokens = nullptr;     // none: without a token; outlives the connection
};

}  // namespace telltale

#endif  // TELLTALE_CONNECTORS_ZEEBE_ACCESS_H_
