// The verb `outbox`: commands that are not settled, and what to do about those that are parked.
#include <CLI/CLI.hpp>
#include <memory>
#include <string>
#include <vector>

#include "cli/flag_checks.h"
#include "cli/operator_flags.h"
#include "cli/verb.h"

namespace telltale {
namespace {

constexpr size_t kReasonWidth = 100;  // the whole text is in --json
constexpr Column kOutboxColumns[] = {{"ID", "id"},
                                     {"FATE", "fate"},
                                     {"CMD", "cmd"},
                                     {"EPISODE", "episode", Shown::kAsIs, kEpisodeWidth},
                                     {"LAST ATTEMPT", "last_attempt"},
                                     {"AGE", "last_attempt", Shown::kAge},
                                     {"REASON", "reason", Shown::kAsIs, kReasonWidth}};

struct OutboxFilter {
  std::string rule;
  std::string key;

  std::vector<CLI::Option*> AddTo(CLI::App& app) {
    return {app.add_option("--rule", rule, "Only of this rule or route")
                ->check(IsNotEmpty)
                ->type_name("NAME"),
            app.add_option("--key", key,
                           "Only of this key: its parts joined by /, as in episode ids, or a "
                           "route's correlation key")
                ->check(IsNotEmpty)
                ->type_name("KEY")};
  }
  Parameters AsParameters() const {
    Parameters parameters;
    AddFilter(rule, "rule", parameters);
    AddFilter(key, "key", parameters);
    return parameters;
  }
};

struct OutboxFlags {
  ListFlags list;
  OrderFlags order;
  std::vector<std::string> fates;
  OutboxFilter filter;
};

Action DeclareOutboxList(CLI::App& app) {
  auto flags = std::make_shared<OutboxFlags>();
  AddListFlags(app, flags->list);
  app.add_option("--fate", flags->fates,
                 "Only of this fate; repeatable; without it parked, pending and attempted")
      ->allow_extra_args(false)
      ->check(
          CLI::IsMember({"parked", "pending", "attempted", "settled", "withdrawn", "superseded"}));
  flags->filter.AddTo(app);
  return [flags] {
    RowList list{EndpointId::kOutbox, flags->filter.AsParameters(), kOutboxColumns,
                 "no command stands so"};
    for (const std::string& fate : flags->fates) AddFilter(fate, "fate", list.parameters);
    return PrintList(flags->list, list);
  };
}

Action DeclareOrder(CLI::App& app, EndpointId endpoint, std::string_view done) {
  auto flags = std::make_shared<OutboxFlags>();
  CLI::Option* const all = AddOrderFlags(app, flags->order);
  for (CLI::Option* const filter : flags->filter.AddTo(app)) filter->needs(all);
  return [flags, endpoint, done] {
    RowOrder order{endpoint, done, EndpointId::kOutbox, flags->filter.AsParameters()};
    AddFilter("parked", "fate", order.parameters);
    return GiveOrders(flags->order, order);
  };
}

Action DeclareRetry(CLI::App& app) {
  return DeclareOrder(app, EndpointId::kOutboxRetry, "retried");
}
Action DeclareDrop(CLI::App& app) { return DeclareOrder(app, EndpointId::kOutboxDrop, "dropped"); }

constexpr char kOrderExits[] =
    "0 all of it is done; 1 some is not (telltale says which and why); 2 usage;\n"
    "  69 no node runs, or it does not answer; 78 configuration";

constexpr Verb kOutboxListVerb = {
    "list", "Show commands that are not settled, and why they are parked",
    "telltale outbox list --config prod.yaml --fate parked",
    "0 ok; 2 usage; 69 the node does not answer; 74 storage; 78 configuration, or no store",
    &DeclareOutboxList};
constexpr Verb kRetryVerb = {
    "retry", "Send parked commands again; a start only if it has no instance",
    "telltale outbox retry --config prod.yaml vehicle.insights/7/42", kOrderExits, &DeclareRetry};
constexpr Verb kDropVerb = {"drop", "Withdraw parked commands",
                            "telltale outbox drop --config prod.yaml vehicle.insights/7/42",
                            kOrderExits, &DeclareDrop};
constexpr const Verb* kOutboxVerbs[] = {&kOutboxListVerb, &kRetryVerb, &kDropVerb};

Action DeclareOutbox(CLI::App& app) { return DeclareVerbs(kOutboxVerbs, app); }

}  // namespace

extern const Verb kOutboxVerb = {"outbox", "Show, retry or drop commands to the workflow engine",
                                 "telltale outbox list --config prod.yaml", "", &DeclareOutbox};

}  // namespace telltale
