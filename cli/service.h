// Service: what a running node answers over HTTP.
//
//   /healthz   200 while the process lives; never depends on Kafka or Zeebe
//   /readyz    200 if input is read and output is reachable, else 503 and why, a line each
//   /metrics   Prometheus text
//
// Thread safety: routes read the board, from the server's thread.
#ifndef TELLTALE_CLI_SERVICE_H_
#define TELLTALE_CLI_SERVICE_H_

#include "connectors/http/http_server.h"
#include "engine/runtime/snapshot.h"

namespace telltale {

// `board` must outlive the server that gets the routes.
HttpRoutes ServiceRoutes(const SnapshotBoard& board);

}  // namespace telltale

#endif  // TELLTALE_CLI_SERVICE_H_
