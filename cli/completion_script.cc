#include "cli/completion_script.h"

#include <CLI/CLI.hpp>
#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_replace.h"
#include "absl/strings/str_split.h"

namespace telltale {
namespace {

using Takes = CompletedFlag::Takes;

// The argument library names a choice `TEXT:{a,b}`.
std::vector<std::string> Choices(const std::string& type_name) {
  const size_t begin = type_name.find('{');
  const size_t end = type_name.find('}');
  if (begin == std::string::npos || end == std::string::npos) return {};
  return absl::StrSplit(type_name.substr(begin + 1, end - begin - 1), ',');
}

CompletedFlag Flag(const CLI::Option& option) {
  const std::string type = option.get_type_name();
  CompletedFlag flag{.name = option.get_lnames().front(), .line = option.get_description()};
  if (option.get_items_expected_max() == 0) return flag;
  flag.choices = Choices(type);
  flag.takes = Takes::kText;
  if (!flag.choices.empty()) flag.takes = Takes::kChoice;
  for (const char* path : {"PATH", "FILE", "DIR"}) {
    if (absl::StartsWith(type, path)) flag.takes = Takes::kPath;
  }
  return flag;
}

void Add(const CLI::App& app, const std::vector<std::string>& path,
         std::vector<CompletedVerb>& verbs) {
  CompletedVerb verb{.path = path, .line = app.get_description()};
  for (const CLI::Option* option : app.get_options()) {
    if (!option->get_lnames().empty()) {
      verb.flags.push_back(Flag(*option));
    } else {
      verb.words = Choices(option->get_type_name());
    }
  }
  const auto subs = app.get_subcommands(nullptr);
  for (const CLI::App* sub : subs) verb.verbs.push_back(sub->get_name());
  verbs.push_back(std::move(verb));
  for (const CLI::App* sub : subs) {
    std::vector<std::string> under = path;
    under.push_back(sub->get_name());
    Add(*sub, under, verbs);
  }
}

std::string Name(const std::vector<std::string>& path) { return absl::StrJoin(path, " "); }

// In single quotes, for all three shells.
std::string Quoted(const std::string& text) {
  return absl::StrCat("'", absl::StrReplaceAll(text, {{"'", "'\\''"}}), "'");
}

// Everything that may come after the verb, as one text.
std::string WordsAfter(const CompletedVerb& verb) {
  std::vector<std::string> words = verb.verbs;
  words.insert(words.end(), verb.words.begin(), verb.words.end());
  for (const CompletedFlag& flag : verb.flags) words.push_back("--" + flag.name);
  return absl::StrJoin(words, " ");
}

// Finds the verb among the words before the one to be completed; the same in bash and zsh.
std::string FindVerb(const std::vector<CompletedVerb>& verbs) {
  std::string script = "    case \"$verb $word\" in\n";
  for (const CompletedVerb& verb : verbs) {
    for (const std::string& next : verb.verbs) {
      std::vector<std::string> path = verb.path;
      path.push_back(next);
      absl::StrAppend(&script, "      '", Name(verb.path), " ", next, "') verb='", Name(path),
                      "' ;;\n");
    }
  }
  return script + "    esac\n  done\n";
}

// One branch per flag that takes a value: `paths` completes files, `choose` one of the choices.
std::string CompleteValues(const std::vector<CompletedVerb>& verbs, const std::string& paths,
                           const std::string& choose) {
  std::string script = "  case \"$verb $previous\" in\n";
  for (const CompletedVerb& verb : verbs) {
    for (const CompletedFlag& flag : verb.flags) {
      if (flag.takes == Takes::kNothing) continue;
      absl::StrAppend(&script, "    '", Name(verb.path), " --", flag.name, "') ");
      if (flag.takes == Takes::kPath) absl::StrAppend(&script, paths, "; ");
      if (flag.takes == Takes::kChoice) {
        absl::StrAppend(&script, choose, " ", Quoted(absl::StrJoin(flag.choices, " ")), "; ");
      }
      script += "return ;;\n";
    }
  }
  return script + "  esac\n";
}

std::string CompleteWords(const std::vector<CompletedVerb>& verbs, const std::string& choose) {
  std::string script = "  case \"$verb\" in\n";
  for (const CompletedVerb& verb : verbs) {
    absl::StrAppend(&script, "    '", Name(verb.path), "') ", choose, " ", Quoted(WordsAfter(verb)),
                    " ;;\n");
  }
  return script + "  esac\n}\n";
}

// Says to fish that exactly this verb is being typed.
std::string FishCondition(const CompletedVerb& verb) {
  std::string condition;
  for (const std::string& word : verb.path) {
    absl::StrAppend(&condition, condition.empty() ? "" : "; and ", "__fish_seen_subcommand_from ",
                    word);
  }
  if (!verb.verbs.empty()) {
    absl::StrAppend(&condition, condition.empty() ? "" : "; and ",
                    "not __fish_seen_subcommand_from ", absl::StrJoin(verb.verbs, " "));
  }
  return condition;
}

}  // namespace

std::vector<CompletedVerb> Completed(const CLI::App& app) {
  std::vector<CompletedVerb> verbs;
  Add(app, {}, verbs);
  return verbs;
}

std::string BashScript(const std::vector<CompletedVerb>& verbs) {
  return absl::StrCat(
      "_telltale_choose() {\n"
      "  mapfile -t COMPREPLY < <(compgen -W \"$1\" -- \"${COMP_WORDS[COMP_CWORD]}\")\n}\n"
      "_telltale_paths() {\n  compopt -o filenames 2>/dev/null\n"
      "  mapfile -t COMPREPLY < <(compgen -f -- \"${COMP_WORDS[COMP_CWORD]}\")\n}\n"
      "_telltale() {\n  local verb='' word previous=${COMP_WORDS[COMP_CWORD-1]}\n"
      "  COMPREPLY=()\n"
      "  for word in \"${COMP_WORDS[@]:1:COMP_CWORD-1}\"; do\n",
      FindVerb(verbs), CompleteValues(verbs, "_telltale_paths", "_telltale_choose"),
      CompleteWords(verbs, "_telltale_choose"), "complete -F _telltale telltale\n");
}

std::string ZshScript(const std::vector<CompletedVerb>& verbs) {
  return absl::StrCat(
      "#compdef telltale\n_telltale_choose() {\n  compadd -- ${=1}\n}\n"
      "_telltale() {\n  local verb='' word previous=$words[CURRENT-1]\n"
      "  for word in \"${(@)words[2,CURRENT-1]}\"; do\n",
      FindVerb(verbs), CompleteValues(verbs, "_files", "_telltale_choose"),
      CompleteWords(verbs, "_telltale_choose"), "compdef _telltale telltale\n");
}

std::string FishScript(const std::vector<CompletedVerb>& verbs) {
  std::string script = "complete -c telltale -f\n";
  for (const CompletedVerb& verb : verbs) {
    const std::string begin =
        absl::StrCat("complete -c telltale -n ", Quoted(FishCondition(verb)), " ");
    for (const CompletedVerb& next : verbs) {
      if (next.path.size() != verb.path.size() + 1) continue;
      if (!std::equal(verb.path.begin(), verb.path.end(), next.path.begin())) continue;
      absl::StrAppend(&script, begin, "-a ", next.path.back(), " -d ", Quoted(next.line), "\n");
    }
    for (const std::string& word : verb.words) absl::StrAppend(&script, begin, "-a ", word, "\n");
    for (const CompletedFlag& flag : verb.flags) {
      absl::StrAppend(&script, begin, "-l ", flag.name);
      if (flag.takes != Takes::kNothing) script += " -r";
      if (flag.takes == Takes::kPath) script += " -F";
      if (flag.takes == Takes::kChoice) {
        absl::StrAppend(&script, " -a ", Quoted(absl::StrJoin(flag.choices, " ")));
      }
      absl::StrAppend(&script, " -d ", Quoted(flag.line), "\n");
    }
  }
  return script;
}

}  // namespace telltale
