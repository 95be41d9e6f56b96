// NodeAddress: the file `http` of a state directory, where a node says how it is reached: a line
// with its address, a line with the uuid of its store.
//
// A node removes it when it ends. One that was killed leaves it behind, and something else may have
// taken the address since: what answers there must name the same store.
//
// Thread safety: none; one node writes per directory.
#ifndef TELLTALE_CLI_OPERATOR_NODE_ADDRESS_H_
#define TELLTALE_CLI_OPERATOR_NODE_ADDRESS_H_

#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"

namespace telltale {

struct NodeAddress {
  std::string address;  // host:port
  std::string store;    // uuid, 32 digits
  friend bool operator==(const NodeAddress&, const NodeAddress&) = default;
};

// E1022: something else has the file's name, and is left as it is. E5001: it cannot be written.
absl::Status WriteNodeAddress(const std::string& dir, const NodeAddress& address);
// kNotFound: there is no such file, or nothing in it. Else the message is why it is none of a node,
// and nothing else: `it is no regular file`.
absl::StatusOr<NodeAddress> ReadNodeAddress(const std::string& dir);
// Leaves what is not `address`.
void RemoveNodeAddress(const std::string& dir, const NodeAddress& address);

}  // namespace telltale

#endif  // TELLTALE_CLI_OPERATOR_NODE_ADDRESS_H_
