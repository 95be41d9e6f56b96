// Api: the routes under /api/v1/ of a running node. Questions and orders go to the desk and are
// answered by the loop; nothing here waits.
//
// Thread safety: routes are called on the server's thread.
#ifndef TELLTALE_CLI_API_API_H_
#define TELLTALE_CLI_API_API_H_

#include <string>

#include "connectors/http/http_server.h"
#include "engine/desk/desk.h"
#include "engine/desk/orders.h"
#include "engine/runtime/snapshot.h"

namespace telltale {

// What the routes work with; all of it must outlive the server.
struct ApiParts {
  Desk& desk;
  Replays& replays;
  const SnapshotBoard& board;  // says why nobody answers, before the first loop
  std::string version;
  std::string store;  // uuid; empty: state is in memory
};

HttpRoutes ApiRoutes(const ApiParts& parts);

}  // namespace telltale

#endif  // TELLTALE_CLI_API_API_H_
