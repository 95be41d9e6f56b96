#include "cli/operator_flags.h"

#include <CLI/CLI.hpp>
#include <iostream>

#include "absl/strings/str_cat.h"
#include "cli/flag_checks.h"
#include "cli/print_error.h"
#include "cli/read_config.h"
#include "cli/system_clock.h"
#include "engine/base/status.h"

namespace telltale {
namespace {

constexpr size_t kMaxLimit = 1'000'000;

// Of a configuration only the place of its store is needed.
absl::StatusOr<std::string> StateDirOf(const std::vector<std::string>& configs) {
  const LoadedConfig loaded = LoadWithoutSecrets(configs);
  if (HasErrors(loaded.findings)) {
    for (const Finding& finding : loaded.findings) {
      std::cerr << FormatFinding(finding, loaded.tree);
    }
    return absl::InvalidArgumentError("telltale: the configuration has errors");
  }
  if (!loaded.config.state.dir.empty()) return loaded.config.state.dir;
  return MakeError(ErrorId::kInputMismatch,
                   "expected state.dir in the configuration, but it is not given");
}

// Empty, or what is wrong with `text`, as the argument library wants it.
std::string IsRowId(const std::string& text) {
  if (ParseRowId(text)) return "";
  return "expected TOPIC/PARTITION/NUMBER as a listing shows it, but it is '" + text + "'";
}

std::string HelpOf(const CLI::App& app) {
  std::string words = app.get_name();
  for (const CLI::App* over = app.get_parent(); over != nullptr; over = over->get_parent()) {
    words = absl::StrCat(over->get_name(), " ", words);
  }
  return words + " --help";
}

// What is asked wrongly is a matter of the verb's flags.
ExitCode ReportFor(const NodeFlags& flags, const absl::Status& status) {
  if (ErrorOf(status) != ErrorId::kBadRequest) return PrintError(status);
  std::cerr << status.message() << "\n  more  " << flags.help << "\n";
  return kExitUsage;
}

absl::StatusOr<bool> TryToOrder(const OrderFlags& flags, const RowOrder& order) {
  if (flags.ids.empty() && !flags.all) {
    return MakeError(ErrorId::kBadRequest, "expected ids of rows, or --all, but there are none");
  }
  ASSIGN_OR_RETURN(const auto link, FindNode(flags.node));
  RETURN_IF_ERROR(link->CheckTakesOrders());
  std::vector<std::string> ids = flags.ids;
  if (flags.all) {
    ASSIGN_OR_RETURN(ids, FindIds(*link, order.listing, order.parameters));
    if (ids.empty()) std::cerr << "telltale: there are no such rows\n";
  }
  return GiveOrder(*link, {order.endpoint, order.done, flags.json}, ids);
}

}  // namespace

void AddNodeFlags(CLI::App& app, NodeFlags& flags) {
  flags.help = HelpOf(app);
  app.add_option("--url", flags.url, "Ask the node at this address")
      ->check(IsNotEmpty)
      ->type_name("URL");
  app.add_option("--state-dir", flags.state_dir,
                 "Ask the node that runs on this store; if none does, read it")
      ->check(IsNotEmpty)
      ->type_name("DIR");
  app.add_option("-c,--config", flags.configs,
                 "The same, with state.dir of this configuration file or directory; repeatable")
      ->allow_extra_args(false)
      ->check(IsNotEmpty)
      ->type_name("PATH");
}

absl::StatusOr<std::unique_ptr<NodeLink>> FindNode(const NodeFlags& flags) {
  NodeLink::Where where{flags.url, flags.state_dir};
  if (where.url.empty() && where.state_dir.empty()) {
    if (flags.configs.empty()) {
      return MakeError(ErrorId::kBadRequest,
                       "expected --config, --state-dir or --url, but there is none of them");
    }
    ASSIGN_OR_RETURN(where.state_dir, StateDirOf(flags.configs));
  }
  return NodeLink::Find(where);
}

void AddListFlags(CLI::App& app, ListFlags& flags) {
  AddNodeFlags(app, flags.node);
  app.add_option("--limit", flags.limit, "Print at most so many; without it 100")
      ->check(CLI::Range(size_t{1}, kMaxLimit))
      ->type_name("N");
  app.add_flag("--json", flags.json, "Print them as JSON, a line each");
}

ExitCode PrintList(const ListFlags& flags, const RowList& list) {
  const auto link = FindNode(flags.node);
  if (!link.ok()) return ReportFor(flags.node, link.status());
  const Asked asked{list.endpoint, list.parameters, flags.limit, flags.json,
                    list.columns,  list.nothing,    list.newest};
  const absl::Status status = PrintRows(**link, asked, SystemClock().Wall());
  return status.ok() ? kExitOk : ReportFor(flags.node, status);
}

CLI::Option* AddOrderFlags(CLI::App& app, OrderFlags& flags) {
  AddNodeFlags(app, flags.node);
  CLI::Option* const ids = app.add_option("id", flags.ids, "Rows, as the listing names them")
                               ->check(IsRowId)
                               ->type_name("TOPIC/PARTITION/NUMBER");
  app.add_flag("--json", flags.json, "Print what became of them as JSON, a line each");
  return app.add_flag("--all", flags.all, "All that are there, or that the filters leave")
      ->excludes(ids);
}

ExitCode GiveOrders(const OrderFlags& flags, const RowOrder& order) {
  const absl::StatusOr<bool> all = TryToOrder(flags, order);
  if (!all.ok()) return ReportFor(flags.node, all.status());
  return *all ? kExitOk : kExitFailed;
}

void AddFilter(const std::string& value, const char* field, Parameters& parameters) {
  if (!value.empty()) parameters.emplace_back(field, value);
}

}  // namespace telltale
