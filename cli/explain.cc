// The verb `explain`: what an error's number means, who acts, and what to do; or, of a key or an
// episode, what happened to it, by what a node keeps or by the key's records.
#include <CLI/CLI.hpp>
#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <iomanip>
#include <iostream>
#include <iterator>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_join.h"
#include "cli/explain_replay.h"
#include "cli/flag_checks.h"
#include "cli/operator_flags.h"
#include "cli/verb.h"
#include "engine/base/error_catalogue.h"
#include "engine/base/json_object.h"
#include "engine/base/nearest.h"
#include "engine/rules/key_text.h"

namespace telltale {
namespace {

constexpr int kNameWidth = 26;

constexpr char kNothing[] =
    "nothing is kept of it: there was nothing of that name, or its entries have gone "
    "(state.audit_rows)";
constexpr Column kStoryColumns[] = {{"AT", "at"},
                                    {"WHAT", "what"},
                                    {"COMMAND", "cmd"},
                                    {"EVENT TIME", "event_time"},
                                    {"ENDING", "ending"},
                                    {"INSTANCE", "instance", Shown::kNumber},
                                    {"EPISODE", "episode", Shown::kAsIs, kEpisodeWidth},
                                    {"REASON", "reason"}};

struct ExplainFlags {
  // `E2003`, `2003`, `e2003` or the name of an error; without it all. Of a node: a key, or an
  // episode's id.
  std::optional<std::string> what;
  std::string rule;
  ListFlags list;
  ReplayFlags replay;
};

std::string ToJson(const ErrorEntry& entry) {
  std::string json;
  JsonObject object(json);
  object.Text("error", ErrorNumber(entry.id));
  object.Text("name", entry.name);
  object.Text("who", entry.who);
  object.Text("meaning", entry.meaning);
  object.Text("next", entry.next);
  object.Close();
  return json;
}

void PrintAll(bool json) {
  for (const ErrorEntry& entry : ErrorCatalogue()) {
    if (json) {
      std::cout << ToJson(entry) << "\n";
    } else {
      std::cout << ErrorNumber(entry.id) << "  " << std::left << std::setw(kNameWidth) << entry.name
                << entry.meaning << "\n";
    }
  }
}

void Print(const ErrorEntry& entry) {
  std::cout << "error " << ErrorTitle(entry.id) << "\n  means " << entry.meaning << "\n  who   "
            << entry.who << "\n  next  " << entry.next << "\n";
}

// `E1001 to E1058, E2001 to E2006, ...`: each thousand has its subject.
std::string RangesOfNumbers() {
  std::vector<std::string> ranges;
  const auto all = ErrorCatalogue();
  for (auto begin = all.begin(); begin != all.end();) {
    const auto end = std::find_if(begin, all.end(), [&](const ErrorEntry& entry) {
      return static_cast<int>(entry.id) / 1000 != static_cast<int>(begin->id) / 1000;
    });
    ranges.push_back(ErrorNumber(begin->id) + " to " + ErrorNumber(std::prev(end)->id));
    begin = end;
  }
  return absl::StrJoin(ranges, ", ");
}

// `; did you mean E1015 zero-ttl?` or nothing.
std::string DidYouMean(const ErrorEntry* entry) {
  return entry == nullptr ? "" : "; did you mean " + ErrorTitle(entry->id) + "?";
}

// A slip of one digit or two, and no more, goes that far.
constexpr int kFarthestSlip = 100;

// What was probably meant: the nearest number, or what numbers there are.
std::string HintAt(int64_t number) {
  const auto distance = [number](const ErrorEntry& entry) {
    return std::abs(static_cast<int64_t>(entry.id) - number);
  };
  const auto all = ErrorCatalogue();
  const auto nearest = std::min_element(all.begin(), all.end(), [&](const auto& a, const auto& b) {
    return distance(a) < distance(b);
  });
  if (distance(*nearest) <= kFarthestSlip) return DidYouMean(&*nearest);
  return "; there are " + RangesOfNumbers();
}

// The same for a name: the most similar one.
std::string HintAt(const std::string& name) {
  std::vector<std::string> names;
  for (const ErrorEntry& entry : ErrorCatalogue()) names.emplace_back(entry.name);
  return DidYouMean(FindError(Nearest(name, names)));
}

ExitCode Refuse(const std::string& text) {
  int32_t number = 0;
  const bool is_number = absl::SimpleAtoi(text.rfind('E', 0) == 0 ? text.substr(1) : text, &number);
  std::cerr << "telltale explain: expected the number or name of an error, but there is no '"
            << text << "'" << (is_number ? HintAt(number) : HintAt(text))
            << "\n  more  telltale explain; of a key: telltale explain --config FILE KEY\n";
  return kExitUsage;
}

ExitCode ExplainError(const ExplainFlags& flags) {
  if (!flags.what) {
    PrintAll(flags.list.json);
    return kExitOk;
  }
  std::string text = *flags.what;
  if (text.size() > 1 && text[0] == 'e' && absl::ascii_isdigit(text[1])) text[0] = 'E';
  const ErrorEntry* entry = FindError(text);
  if (entry == nullptr) return Refuse(text);
  if (flags.list.json) {
    std::cout << ToJson(*entry) << "\n";
  } else {
    Print(*entry);
  }
  return kExitOk;
}

ExitCode ExplainKey(const ExplainFlags& flags) {
  if (!flags.what || flags.what->empty()) {
    std::cerr << "telltale explain: expected a key or the id of an episode, but there is none\n"
                 "  more  telltale explain --help\n";
    return kExitUsage;
  }
  if (flags.replay.replay) {
    return ExplainByReplay(flags.replay, {*flags.what, flags.rule}, flags.list);
  }
  RowList list{EndpointId::kAudit, {}, kStoryColumns, kNothing, true};
  AddFilter(*flags.what, EpisodeIdTime(*flags.what) ? "episode" : "key", list.parameters);
  AddFilter(flags.rule, "rule", list.parameters);
  return PrintList(flags.list, list);
}

ExitCode Explain(const ExplainFlags& flags) {
  const NodeFlags& node = flags.list.node;
  const bool of_node = !node.url.empty() || !node.state_dir.empty() || !node.configs.empty();
  return of_node ? ExplainKey(flags) : ExplainError(flags);
}

Action DeclareExplain(CLI::App& app) {
  auto flags = std::make_shared<ExplainFlags>();
  app.add_option("what", flags->what,
                 "Number or name of an error, without it all; of a node: a key, its parts joined "
                 "by /, or the id of an episode")
      ->type_name("ERROR|KEY|EPISODE");
  app.add_option("--rule", flags->rule, "Only of this rule")->check(IsNotEmpty)->type_name("NAME");
  AddListFlags(app, flags->list);
  AddReplayFlags(app, flags->replay);
  return [flags] { return Explain(*flags); };
}

}  // namespace

extern const Verb kExplainVerb = {
    "explain", "Say what an error means, or what happened to a key and its episodes",
    "telltale explain --config prod.yaml V1/oil/low",
    "0 ok; 1 no record that was replayed is of the key; 2 usage; 69 the node or Kafka does not\n"
    "  answer; 74 storage; 78 configuration, or no store",
    &DeclareExplain};

}  // namespace telltale
