// NodeLink: where a verb's question goes: to the node that runs on a store, or to the store itself
// if none does; and where its orders go, which only a node can take.
//
//   ASSIGN_OR_RETURN(const auto link, NodeLink::Find({.state_dir = dir}));
//   ASSIGN_OR_RETURN(const Lines page, link->Ask(FindEndpoint(EndpointId::kEpisodes), {}));
//
// With a URL that is asked and nothing else. Else the directory's file `http` says where the node
// is; if nobody has the store open, the node is gone, and the store is read. A store that is open
// elsewhere, or of which that cannot be told, is never read behind its node's back.
//
// Thread safety: none.
// Errors: E6003 if the node does not answer, E6005 if an order finds none, E6008 if another one
// answers, what the node refuses with its number, and what the store says (E1019, E5001, E5003,
// E3007).
#ifndef TELLTALE_CLI_OPERATOR_NODE_LINK_H_
#define TELLTALE_CLI_OPERATOR_NODE_LINK_H_

#include <memory>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "cli/api/endpoints.h"
#include "cli/api/question.h"
#include "cli/operator/node_address.h"
#include "connectors/rocksdb/rocksdb_store.h"
#include "engine/desk/stopped_store.h"

namespace telltale {

class NodeLink {
 public:
  struct Where {
    std::string url;        // http://HOST:PORT or HOST:PORT; empty: as the directory says
    std::string state_dir;  // REQUIRES: not empty if `url` is
  };
  static absl::StatusOr<std::unique_ptr<NodeLink>> Find(const Where& where);

  // One page.
  absl::StatusOr<Lines> Ask(const Endpoint& endpoint, const Parameters& parameters);
  // E6005 if there is no node to take an order.
  absl::Status CheckTakesOrders() const;
  // Gives an order about `ids`, at most kMaxOrderRows; a line for each comes back.
  absl::StatusOr<std::string> Order(const Endpoint& endpoint, const std::vector<std::string>& ids);

  // What the person should know besides the answer; empty: nothing.
  const std::string& note() const { return note_; }

 private:
  static absl::StatusOr<std::unique_ptr<NodeLink>> FindIn(const std::string& dir);
  absl::Status OpenStore(const std::string& dir);
  absl::StatusOr<Lines> AskNode(const Endpoint& endpoint, const Parameters& parameters);

  NodeAddress node_;  // of a running one; else the address is empty
  std::string dir_;
  std::string note_;
  std::unique_ptr<RocksDbStore> store_;  // of a stopped one
  std::unique_ptr<StoppedStore> stopped_;
};

}  // namespace telltale

#endif  // TELLTALE_CLI_OPERATOR_NODE_LINK_H_
