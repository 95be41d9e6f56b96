// OperatorFlags: the flags that the operator's verbs share: which node or store they are about,
// which rows, and how much is printed.
//
// Thread safety: none; for main's thread.
#ifndef TELLTALE_CLI_OPERATOR_FLAGS_H_
#define TELLTALE_CLI_OPERATOR_FLAGS_H_

#include <cstddef>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "cli/exit_code.h"
#include "cli/operator/asked.h"
#include "cli/operator/node_link.h"

namespace CLI {
class App;
class Option;
}  // namespace CLI

namespace telltale {

// Of a table's column of episodes: keys may be long. The whole is in --json.
inline constexpr size_t kEpisodeWidth = 80;

struct NodeFlags {
  std::string url;
  std::string state_dir;
  std::vector<std::string> configs;
  std::string help;  // what shows how they are written: `telltale outbox list --help`
};
void AddNodeFlags(CLI::App& app, NodeFlags& flags);
// Besides NodeLink's errors: those of a configuration, which are printed, and E6007 if the flags
// name no node.
absl::StatusOr<std::unique_ptr<NodeLink>> FindNode(const NodeFlags& flags);

// Of a verb that lists.
struct ListFlags {
  NodeFlags node;
  size_t limit = kDefaultPageRows;
  bool json = false;
};
void AddListFlags(CLI::App& app, ListFlags& flags);
// What is listed, beside what the flags say.
struct RowList {
  EndpointId endpoint;
  Parameters parameters;
  absl::Span<const Column> columns;
  std::string_view nothing;  // printed if there is none
  bool newest = false;       // the last of them up to the limit, not the first
};
ExitCode PrintList(const ListFlags& flags, const RowList& list);

// Of a verb that gives orders.
struct OrderFlags {
  NodeFlags node;
  std::vector<std::string> ids;
  bool all = false;
  bool json = false;
};
// Returns the flag --all; filters are for it alone.
CLI::Option* AddOrderFlags(CLI::App& app, OrderFlags& flags);
struct RowOrder {
  EndpointId endpoint;
  std::string_view done;  // `retried`
  EndpointId listing;     // where the rows of --all are found,
  Parameters parameters;  // with these
};
ExitCode GiveOrders(const OrderFlags& flags, const RowOrder& order);

// A filter by `field` of a listing; an option without a value adds nothing.
void AddFilter(const std::string& value, const char* field, Parameters& parameters);

}  // namespace telltale

#endif  // TELLTALE_CLI_OPERATOR_FLAGS_H_
