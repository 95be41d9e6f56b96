#include "cli/explain_replay.h"

#include <unistd.h>

#include <CLI/CLI.hpp>
#include <iostream>
#include <limits>
#include <memory>
#include <utility>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "cli/flag_checks.h"
#include "cli/logging.h"
#include "cli/print_error.h"
#include "cli/read_config.h"
#include "cli/replay/progress_line.h"
#include "cli/replay/replay.h"
#include "cli/replay/story_text.h"
#include "cli/system_clock.h"
#include "cli/wiring.h"
#include "connectors/rocksdb/rocksdb_store.h"
#include "connectors/rocksdb/store_owner.h"
#include "engine/base/nearest.h"
#include "engine/base/status.h"
#include "engine/base/strings.h"
#include "engine/rules/key_text.h"

namespace telltale {
namespace {

absl::Status Misused(std::string text) { return MakeError(ErrorId::kBadRequest, text); }

// nullopt: it is neither an offset nor a time.
std::optional<ReplayFrom> ParseFrom(const std::string& text) {
  if (text.empty()) return ReplayFrom();
  int64_t offset = 0;
  if (absl::SimpleAtoi(text, &offset) && offset >= 0) return Offset{offset};
  const std::optional<int64_t> ms = ParseRfc3339(text);
  return ms ? std::optional<ReplayFrom>(ArrivalMs(*ms)) : std::nullopt;
}

// Empty, or what is wrong with `text`, as the argument library wants it.
std::string IsFrom(const std::string& text) {
  if (!text.empty() && ParseFrom(text)) return "";
  return "expected an offset, or a time such as 2026-11-23T10:15:00Z, but it is '" + text + "'";
}

// An episode's id brings its rule along.
ReplaySubject KeyOf(ReplaySubject subject) {
  const size_t begin = subject.what.find('/');
  const size_t end = subject.what.rfind('@');
  if (!EpisodeIdTime(subject.what) || begin >= end) return subject;
  if (subject.rule.empty()) subject.rule = subject.what.substr(0, begin);
  subject.what = subject.what.substr(begin + 1, end - begin - 1);
  return subject;
}

absl::StatusOr<std::string> NameOfRule(const std::string& wanted, const RuleSet& rules) {
  std::vector<std::string> names;
  for (const CompiledTopic& topic : rules.topics) {
    for (const CompiledRule& rule : topic.rules) names.push_back(rule.name);
  }
  if (wanted.empty() && names.size() == 1) return names.front();
  if (wanted.empty()) {
    return Misused(absl::StrCat("expected --rule, because there are ", names.size(),
                                " rules, but there is none"));
  }
  if (HasRule(rules, wanted)) return wanted;
  const std::string nearest = Nearest(wanted, names);
  return Misused(
      absl::StrCat("expected --rule as one of the configuration, but there is no '", wanted, "'",
                   nearest.empty() ? "" : absl::StrCat("; did you mean ", nearest, "?")));
}

// Leaves of `config` what the replay of one rule reads.
absl::Status KeepRule(const std::string& wanted, Config& config) {
  ASSIGN_OR_RETURN(const std::string name, NameOfRule(wanted, config.rules));
  for (const CompiledTopic& topic : config.rules.topics) {
    for (const CompiledRule& rule : topic.rules) {
      if (rule.name != name) continue;
      config.rules.topics = {OnlyRule(topic, name)};
      return absl::OkStatus();
    }
  }
  CHECK(false);
}

// The store of the node that read the same input; empty: there is none, as in a dry run.
std::string StoreOf(const ReplayFlags& flags, const NodeFlags& node, const Config& config) {
  if (!node.state_dir.empty()) return node.state_dir;
  return flags.inputs.empty() ? config.state.dir : "";
}

void SayNoTicks(std::string_view why) {
  std::cerr << "telltale explain: silence is judged by records alone: " << why << "\n";
}

absl::StatusOr<StoredTicks> FindTicks(const std::string& dir, const CompiledTopic& topic) {
  if (dir.empty()) return StoredTicks();
  ASSIGN_OR_RETURN(const std::optional<int> owner, OwnerOfStore(dir));
  if (owner) {
    SayNoTicks(absl::StrCat("the ticks of the node that runs on ", dir, " are not used"));
    return StoredTicks();
  }
  const auto store = RocksDbStore::OpenReadOnly(dir);
  if (ErrorOf(store.status()) == ErrorId::kFileUnreadable) {
    SayNoTicks(S(store.status().message()));
    return StoredTicks();
  }
  RETURN_IF_ERROR(store.status());
  return ReadTicks(**store, topic);
}

absl::StatusOr<ReplayPlan> MakePlan(const ReplayFlags& flags, const std::string& key,
                                    const Plumbing& plumbing, const CompiledTopic& topic) {
  ReplayPlan plan{.topic = topic,
                  .key = key,
                  .from = *ParseFrom(flags.from),
                  .partition = flags.partition,
                  .wall = SystemClock().Wall()};
  if (plumbing.input == InputKind::kFiles) plan.clock = PartitionClock::Kind::kFile;
  if (plumbing.input == InputKind::kFiles && std::holds_alternative<ArrivalTime>(plan.from)) {
    return Misused(
        "expected --from as an offset, because a file has no index of times, but it is "
        "a time");
  }
  return plan;
}

absl::Status Explain(const ReplayFlags& flags, const ReplaySubject& subject, const ListFlags& list,
                     Config config) {
  ASSIGN_OR_RETURN(Plumbing plumbing, DecideInput({.inputs = flags.inputs}, config));
  plumbing.follow = false;  // it ends where the input ends now
  RETURN_IF_ERROR(KeepRule(subject.rule, config));
  std::erase_if(plumbing.files, [&config](const auto& file) {
    return file.first != config.rules.topics.front().name;
  });
  ASSIGN_OR_RETURN(ReplayPlan plan,
                   MakePlan(flags, subject.what, plumbing, config.rules.topics.front()));
  ASSIGN_OR_RETURN(plan.ticks, FindTicks(StoreOf(flags, list.node, config), plan.topic));
  ASSIGN_OR_RETURN(const std::unique_ptr<Source> source, MakeSource(plumbing, config));
  const SystemClock clock;
  std::optional<ProgressLine> progress;
  if (isatty(STDERR_FILENO) == 1) {
    progress.emplace(std::cerr, clock.SinceBoot());
    plan.on_progress = [&](uint64_t records) { progress->Show(records, clock.SinceBoot()); };
  }
  const absl::StatusOr<Replayed> replayed = ReplayKey(*source, plan);
  progress.reset();
  RETURN_IF_ERROR(replayed.status());
  if (replayed->stories.empty()) return KeyNotMet(plan, *replayed);
  for (const ReplayedStory& story : replayed->stories) {
    std::cout << (list.json ? StoryJson(plan, story) : StoryText(plan, story));
  }
  return absl::OkStatus();
}

}  // namespace

void AddReplayFlags(CLI::App& app, ReplayFlags& flags) {
  CLI::Option* const replay =
      app.add_flag("--replay", flags.replay,
                   "Tell what the key's records come to by the rules as they are now; reads the "
                   "topic, and claims, commits and writes nothing");
  replay->needs(app.get_option("--config"));
  replay->excludes(app.get_option("--url"))->excludes(app.get_option("--limit"));
  app.add_option("--input", flags.inputs,
                 "What is replayed: FILE, - or TOPIC=FILE, as for run; without --state-dir no "
                 "store's ticks are used then")
      ->allow_extra_args(false)
      ->check(IsNotEmpty)
      ->needs(replay)
      ->type_name("FILE");
  app.add_option("--from", flags.from,
                 "Replay from this offset, or from the first record of this time on; without it "
                 "from the earliest")
      ->check(IsFrom)
      ->needs(replay)
      ->type_name("OFFSET|TIME");
  app.add_option("--partition", flags.partition, "Replay only this one")
      ->check(CLI::Range(0, std::numeric_limits<int32_t>::max()))
      ->needs(replay)
      ->type_name("N");
}

ExitCode ExplainByReplay(const ReplayFlags& flags, ReplaySubject subject, const ListFlags& list) {
  InitLogging(DefaultLogFormat(), LogLevel::kWarning);  // Kafka's client may have to complain
  std::optional<Config> config = ReadConfig(list.node.configs);
  if (!config) return kExitConfiguration;
  const absl::Status status = Explain(flags, KeyOf(std::move(subject)), list, *std::move(config));
  if (status.ok()) return kExitOk;
  if (ErrorOf(status) != ErrorId::kBadRequest) return PrintError(status);
  std::cerr << status.message() << "\n  more  " << list.node.help << "\n";
  return kExitUsage;
}

}  // namespace telltale
