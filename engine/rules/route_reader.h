// RouteReader: what a route makes of one record: one message, or none.
//
// A message is final from here on: an edit of the route cannot change it.
//
// Thread safety: pure functions.
#ifndef TELLTALE_ENGINE_RULES_ROUTE_READER_H_
#define TELLTALE_ENGINE_RULES_ROUTE_READER_H_

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "engine/base/error_catalogue.h"
#include "engine/base/message.h"
#include "engine/base/value.h"
#include "engine/rules/route_inputs.h"
#include "engine/rules/rule_set.h"

namespace telltale {

// What became of a record. Each is counted per route.
enum class RouteOutcome : uint8_t {
  kRouted,    // it is a message
  kNoMatch,   // `where` is not true: it is not this route's
  kSetAside,  // no message can be made of it: quarantine
};
inline constexpr int kRouteOutcomes = 3;
// As in metrics and scenarios: `routed`, `no-match`, `set-aside`.
std::string_view RouteOutcomeName(RouteOutcome outcome);

struct Routing {
  RouteOutcome outcome = RouteOutcome::kNoMatch;
  Message message;   // kRouted; its `at` is left to the caller, who knows the time
  ErrorId error{};   // kSetAside
  std::string text;  // kSetAside: "expected ..., but ..."
};

// Reads one record for one route. `values` is scratch; its capacity is reused, so that a record
// that does not match costs no allocation.
Routing ReadRoute(const CompiledRoute& route, const RecordContext& context,
                  std::vector<Value>& values);

}  // namespace telltale

#endif  // TELLTALE_ENGINE_RULES_ROUTE_READER_H_
