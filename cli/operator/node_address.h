// NodeAddress: the file `http` of a state directory, where a node says how it is reached: a line
// with its address, a line with the uuid of its store.
//
// A node removes it when it ends. One that was killed leaves it behind, and something else may have
// taken the address since: what answers there must name the same store.
//
// Thread safety: none; one node writes per directory.
#ifndef TELLTALE_CLI_OPERATOR_NODE_ADDRESS_H_
#define TELLTALE_CLI_OPERATOR_NODE_ADDRESS_H_

#include <optional>
#include <string>

#include "absl/status/status.h"

namespace telltale {

struct NodeAddress {
  std::string address;  // host:port
  std::string store;    // uuid
  friend bool operator==(const NodeAddress&, const NodeAddress&) = default;
};

// E5001: it cannot be written.
absl::Status WriteNodeAddress(const std::string& dir, const NodeAddress& address);
// nullopt: there is none.
std::optional<NodeAddress> ReadNodeAddress(const std::string& dir);
void RemoveNodeAddress(const std::string& dir);

}  // namespace telltale

#endif  // TELLTALE_CLI_OPERATOR_NODE_ADDRESS_H_
