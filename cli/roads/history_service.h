// HistoryService: the little of Elasticsearch that Zeebe's exporter speaks, as routes.
//
//   PUT  anything   templates and settings: acknowledged, and forgotten
//   POST /_bulk     records: 200 once Kafka has them, 503 if not, 400 if they are none, 409 if they
//                   are of another log, 413 if they are too many
//   GET  /          who answers here
//
// Whoever does not show the name and password of the configuration, if that has them, is told 401
// before the body is read. All that is refused is counted by `history`.
//
// Thread safety: routes are called on the server's thread.
#ifndef TELLTALE_CLI_ROADS_HISTORY_SERVICE_H_
#define TELLTALE_CLI_ROADS_HISTORY_SERVICE_H_

#include <functional>

#include "connectors/http/http_server.h"
#include "engine/roads/history.h"
#include "engine/rules/history_plan.h"

namespace telltale {

// `history` must outlive the server that gets the routes. `on_answer` hears of each request, on any
// thread.
HttpRoutes HistoryRoutes(const HistoryPlan& plan, History& history,
                         std::function<void(const BulkAnswer&)> on_answer);

}  // namespace telltale

#endif  // TELLTALE_CLI_ROADS_HISTORY_SERVICE_H_
