// The verb `quarantine`: records that could not be used, and how they are tried again.
#include <CLI/CLI.hpp>
#include <memory>
#include <string>
#include <vector>

#include "cli/flag_checks.h"
#include "cli/operator_flags.h"
#include "cli/verb.h"

namespace telltale {
namespace {

constexpr size_t kTextWidth = 80;  // the whole text is in --json
constexpr size_t kPayloadWidth = 60;
constexpr Column kQuarantineColumns[] = {{"ID", "id"},
                                         {"OFFSET", "offset", Shown::kNumber},
                                         {"RULE", "rule"},
                                         {"ERROR", "name"},
                                         {"SET ASIDE", "set_aside_at"},
                                         {"AGE", "set_aside_at", Shown::kAge},
                                         {"TEXT", "text", Shown::kAsIs, kTextWidth},
                                         {"PAYLOAD", "payload", Shown::kAsIs, kPayloadWidth}};

struct QuarantineFilter {
  std::string topic;
  std::string rule;
  std::string error;

  std::vector<CLI::Option*> AddTo(CLI::App& app) {
    return {app.add_option("--topic", topic, "Only of this topic")
                ->check(IsNotEmpty)
                ->type_name("NAME"),
            app.add_option("--rule", rule, "Only what this rule could not use")
                ->check(IsNotEmpty)
                ->type_name("NAME"),
            app.add_option("--error", error, "Only with this error, by number or name")
                ->check(IsNotEmpty)
                ->type_name("ERROR")};
  }
  Parameters AsParameters() const {
    Parameters parameters;
    AddFilter(topic, "topic", parameters);
    AddFilter(rule, "rule", parameters);
    AddFilter(error, "error", parameters);
    return parameters;
  }
};

struct QuarantineFlags {
  ListFlags list;
  OrderFlags order;
  QuarantineFilter filter;
};

Action DeclareQuarantineList(CLI::App& app) {
  auto flags = std::make_shared<QuarantineFlags>();
  AddListFlags(app, flags->list);
  flags->filter.AddTo(app);
  return [flags] {
    return PrintList(flags->list, {EndpointId::kQuarantine, flags->filter.AsParameters(),
                                   kQuarantineColumns, "no such record in quarantine"});
  };
}

Action DeclareReplay(CLI::App& app) {
  auto flags = std::make_shared<QuarantineFlags>();
  CLI::Option* const all = AddOrderFlags(app, flags->order);
  for (CLI::Option* const filter : flags->filter.AddTo(app)) filter->needs(all);
  return [flags] {
    return GiveOrders(flags->order, {EndpointId::kQuarantineReplay, "replayed",
                                     EndpointId::kQuarantine, flags->filter.AsParameters()});
  };
}

constexpr Verb kQuarantineListVerb = {
    "list", "Show records that could not be used, and why",
    "telltale quarantine list --config prod.yaml --error key-missing",
    "0 ok; 2 usage; 69 the node does not answer; 74 storage; 78 configuration, or no store",
    &DeclareQuarantineList};
constexpr Verb kReplayVerb = {
    "replay", "Try records again, as if their senders had sent them again now",
    "telltale quarantine replay --config prod.yaml --all --error key-missing",
    "0 all were used; 1 some were not (telltale says which and why); 2 usage;\n"
    "  69 no node runs, or it does not answer; 78 configuration",
    &DeclareReplay};
constexpr const Verb* kQuarantineVerbs[] = {&kQuarantineListVerb, &kReplayVerb};

Action DeclareQuarantine(CLI::App& app) { return DeclareVerbs(kQuarantineVerbs, app); }

}  // namespace

extern const Verb kQuarantineVerb = {"quarantine", "Show or replay records that could not be used",
                                     "telltale quarantine list --config prod.yaml", "",
                                     &DeclareQuarantine};

}  // namespace telltale
