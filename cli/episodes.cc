// The verb `episodes`: which are open, which have ended lately.
#include <CLI/CLI.hpp>
#include <memory>
#include <string>

#include "cli/flag_checks.h"
#include "cli/operator_flags.h"
#include "cli/verb.h"

namespace telltale {
namespace {

constexpr Column kOpenColumns[] = {{"EPISODE", "episode", Shown::kAsIs, kEpisodeWidth},
                                   {"RAISED", "raised_at"},
                                   {"AGE", "raised_at", Shown::kAge},
                                   {"FIRST BAD", "first_bad_at"},
                                   {"BAD", "count", Shown::kNumber},
                                   {"START", "start"},
                                   {"FORWARDS", "forwards", Shown::kNumber}};
constexpr Column kAllColumns[] = {{"EPISODE", "episode", Shown::kAsIs, kEpisodeWidth},
                                  {"STATE", "state"},
                                  {"RAISED", "raised_at"},
                                  {"ENDED", "ended_at"},
                                  {"AGE", "ended_at", Shown::kAge},
                                  {"ENDING", "ending"},
                                  {"START", "start"},
                                  {"BACK", "back"}};

struct EpisodesFlags {
  ListFlags list;
  std::string state = "open";
  std::string rule;
  std::string key;
};

ExitCode ShowEpisodes(const EpisodesFlags& flags) {
  RowList list{
      EndpointId::kEpisodes, {{"state", flags.state}}, kAllColumns, "no episode stands so"};
  if (flags.state == "open") {
    list.columns = kOpenColumns;
    list.nothing = "no open episode";
  }
  AddFilter(flags.rule, "rule", list.parameters);
  AddFilter(flags.key, "key", list.parameters);
  return PrintList(flags.list, list);
}

Action DeclareEpisodes(CLI::App& app) {
  auto flags = std::make_shared<EpisodesFlags>();
  AddListFlags(app, flags->list);
  app.add_option("--state", flags->state, "open (without it), ended or all")
      ->check(CLI::IsMember({"open", "ended", "all"}));
  app.add_option("--rule", flags->rule, "Only of this rule")->check(IsNotEmpty)->type_name("NAME");
  app.add_option("--key", flags->key, "Only of this key: its parts joined by /, as in episode ids")
      ->check(IsNotEmpty)
      ->type_name("KEY");
  return [flags] { return ShowEpisodes(*flags); };
}

}  // namespace

extern const Verb kEpisodesVerb = {
    "episodes", "Show which episodes are open, and which have ended lately",
    "telltale episodes --config prod.yaml --key V1/oil/low --state all",
    "0 ok; 2 usage; 69 the node does not answer; 74 storage; 78 configuration, or no store",
    &DeclareEpisodes};

}  // namespace telltale
