#include "cli/wiring.h"

#include <unistd.h>

#include <algorithm>
#include <filesystem>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "cli/cores.h"
#include "cli/logging.h"
#include "cli/roads/history_road.h"
#include "cli/version.h"
#include "connectors/file/file_source.h"
#include "connectors/file/stdout_gateway.h"
#include "connectors/kafka/kafka_producer.h"
#include "connectors/kafka/kafka_source.h"
#include "connectors/oauth/token_cache.h"
#include "connectors/rocksdb/rocksdb_store.h"
#include "connectors/zeebe/grpc_log.h"
#include "connectors/zeebe/zeebe_gateway.h"
#include "connectors/zeebe/zeebe_jobs.h"
#include "connectors/zeebe_fake/fake_zeebe.h"
#include "engine/base/status.h"
#include "engine/ports/idle_source.h"
#include "engine/state/memory_store.h"

namespace telltale {
namespace {

constexpr char kKafka[] = "kafka";
// More are for those who ask for them: each has a client of Kafka with buffers of its own.
constexpr size_t kMostPresetLoops = 16;

absl::Status Misfit(std::string text) { return MakeError(ErrorId::kInputMismatch, text); }

// `vehicles=FILE`, where no topic is called vehicles, is more likely a slip than a file's name.
absl::Status CheckNamesNoTopic(const std::string& input) {
  const size_t equals = input.find('=');
  if (equals == input.npos || std::filesystem::exists(input)) return absl::OkStatus();
  return Misfit(
      absl::StrCat("expected --input TOPIC=FILE with a topic of the configuration, but "
                   "there is no topic '",
                   input.substr(0, equals), "'"));
}

// Which file is which topic: `FILE` for the only topic, `TOPIC=FILE` for several.
absl::Status NameFiles(const std::vector<std::string>& inputs, const RuleSet& rules,
                       std::map<std::string, std::string>& files) {
  for (const std::string& input : inputs) {
    std::string topic, path = input;
    for (const CompiledTopic& known : rules.topics) {
      const std::string prefix = known.name + "=";
      if (input.rfind(prefix, 0) != 0) continue;
      topic = known.name;
      path = input.substr(prefix.size());
    }
    if (topic.empty()) {
      RETURN_IF_ERROR(CheckNamesNoTopic(input));
      if (rules.topics.size() != 1) {
        return Misfit(absl::StrCat("expected --input TOPIC=FILE, because there are ",
                                   rules.topics.size(), " topics, but it is '", input, "'"));
      }
      topic = rules.topics.front().name;
    }
    if (!files.emplace(topic, path).second) {
      return Misfit(absl::StrCat("expected one file for topic ", topic, ", but there are two"));
    }
  }
  for (const CompiledTopic& topic : rules.topics) {
    if (!files.contains(topic.name)) {
      return Misfit(absl::StrCat("expected a file for topic ", topic.name, ", but there is none"));
    }
    if (!topic.rules.empty() && !topic.time) {
      return Misfit(absl::StrCat("expected `time` in topic ", topic.name,
                                 ", because a file's records have no timestamp, but it is not "
                                 "given"));
    }
  }
  return absl::OkStatus();
}

absl::StatusOr<OutputKind> DecideOutput(const RunFlags& flags, const Config& config) {
  std::string output = flags.output.empty() ? config.output : flags.output;
  if (output.empty() && config.zeebe) output = "zeebe";
  if (output == "stdout") return OutputKind::kStdout;
  if (output == "embedded") return OutputKind::kEmbedded;
  if (output.empty() && config.rules.topics.empty()) return OutputKind::kZeebe;  // nothing to tell
  if (output.empty()) {
    return Misfit("expected a `zeebe` section or --output stdout, but there is neither");
  }
  if (!config.zeebe)
    return Misfit("expected a `zeebe` section for output zeebe, but there is none");
  return OutputKind::kZeebe;
}

// One process per start message. Those of rules have a gate and an ended job as in deploy/bpmn, and
// are interrupted by each back that their rules send.
std::vector<BrokerModel::Process> ProcessesOf(const Config& config) {
  std::map<std::string, BrokerModel::Process> processes;
  for (const CompiledTopic& topic : config.rules.topics) {
    for (const CompiledRule& rule : topic.rules) {
      BrokerModel::Process& process = processes[rule.start.name];
      process.start = rule.start.name;
      process.work = config.embedded.work;
      process.gate = true;
      process.ended = true;
      if (rule.back) process.backs.push_back(rule.back->name);
      for (const ForwardPlan& forward : rule.forwards) {
        process.forwards.insert(forward.message.name);
      }
    }
  }
  for (const CompiledTopic& topic : config.rules.topics) {
    for (const CompiledRoute& route : topic.routes) {
      if (!route.starts || route.message.empty()) continue;
      BrokerModel::Process& process = processes[route.message];
      process.start = route.message;
      process.work = config.embedded.work;
    }
  }
  std::vector<BrokerModel::Process> list;
  for (auto& [start, process] : processes) list.push_back(std::move(process));
  return list;
}

// The producer of the jobs' records.
absl::StatusOr<std::unique_ptr<KafkaProducer>> MakeJobProducer(const KafkaConfig& kafka) {
  return KafkaProducer::Create({.brokers = kafka.brokers,
                                .properties = kafka.properties,
                                .delivery_timeout = kafka.delivery_timeout,
                                .log = &LogOfKafka});
}

ZeebeAccess MakeAccess(const ZeebeConfig& zeebe, Tokens* tokens) {
  ZeebeAccess access{.tokens = tokens};
  if (const auto& tls = zeebe.tls) {
    access.tls = ZeebeTls{.roots = tls->ca,
                          .certificate = tls->certificate,
                          .key = tls->key,
                          .authority = tls->authority};
  }
  return access;
}

}  // namespace

absl::StatusOr<Plumbing> DecideInput(const RunFlags& flags, const Config& config) {
  Plumbing plumbing;
  std::vector<std::string> inputs = flags.inputs;
  if (inputs.empty() && !config.input.empty() && config.input != kKafka) inputs = {config.input};
  if (inputs.size() == 1 && inputs[0] == kKafka) inputs.clear();
  plumbing.follow = flags.follow || config.follow;
  if (config.rules.topics.empty()) {
    plumbing.input = InputKind::kNone;
    return plumbing;
  }
  if (!inputs.empty()) {
    plumbing.input = InputKind::kFiles;
    RETURN_IF_ERROR(NameFiles(inputs, config.rules, plumbing.files));
  } else if (!config.kafka) {
    return Misfit("expected a `kafka` section or --input, but there is neither");
  }
  return plumbing;
}

absl::StatusOr<Plumbing> Decide(const RunFlags& flags, const Config& config) {
  ASSIGN_OR_RETURN(const OutputKind output, DecideOutput(flags, config));
  ASSIGN_OR_RETURN(Plumbing plumbing, DecideInput(flags, config));
  if (output == OutputKind::kStdout && !config.publish.empty() && config.rules.topics.empty()) {
    return Misfit(
        "expected output zeebe, because of `publish`, whose jobs come from there, but it is "
        "stdout");
  }
  plumbing.output = output;
  plumbing.dry =
      plumbing.input == InputKind::kFiles && !flags.inputs.empty() && output != OutputKind::kZeebe;
  plumbing.state_dir = flags.state_dir;
  if (plumbing.state_dir.empty() && !plumbing.dry) plumbing.state_dir = config.state.dir;
  for (const auto& [topic, path] : plumbing.files) {
    if (path != kStandardInput) continue;
    if (!flags.state_dir.empty()) {
      return Misfit(
          "expected no --state-dir with --input -, because standard input can never be "
          "resumed, but it is given");
    }
    plumbing.state_dir.clear();  // that of a production configuration
  }
  if (TakesHistory(plumbing, config) && plumbing.state_dir.empty()) {
    return Misfit("expected state.dir or --state-dir, because of `history`, but it is not given");
  }
  if (WritesAudit(plumbing, config) && plumbing.state_dir.empty()) {
    return Misfit("expected state.dir or --state-dir, because of `audit`, but it is not given");
  }
  if (plumbing.input == InputKind::kKafka && plumbing.state_dir.empty()) {
    return Misfit("expected state.dir or --state-dir, because Kafka is read, but it is not given");
  }
  return plumbing;
}

absl::StatusOr<std::unique_ptr<Store>> MakeStore(const Plumbing& plumbing) {
  if (plumbing.state_dir.empty()) return std::make_unique<MemoryStore>();
  const auto log = [](StoreLogLevel level, std::string_view line) {
    const bool grave = level == StoreLogLevel::kWarning || level == StoreLogLevel::kError;
    Log(grave ? LogLevel::kWarning : LogLevel::kDebug, "rocksdb", line);
  };
  ASSIGN_OR_RETURN(auto store, RocksDbStore::Open(plumbing.state_dir, log));
  return store;
}

absl::StatusOr<std::unique_ptr<Source>> MakeSource(const Plumbing& plumbing, const Config& config,
                                                   std::function<Millis()> patience) {
  if (plumbing.input == InputKind::kNone) return std::make_unique<IdleSource>();
  if (plumbing.input == InputKind::kFiles) {
    ASSIGN_OR_RETURN(auto files, FileSource::Open(plumbing.files, {.follow = plumbing.follow}));
    return files;
  }
  KafkaOptions options{.brokers = config.kafka->brokers,
                       .group = config.kafka->group,
                       .properties = config.kafka->properties,
                       .patience = std::move(patience)};
  for (const CompiledTopic& topic : config.rules.topics) {
    options.headers |= topic.id_source.kind == IdSource::Kind::kHeader || !topic.routes.empty();
  }
  options.log = &LogOfKafka;
  ASSIGN_OR_RETURN(auto kafka, KafkaSource::Create(options));
  return kafka;
}

absl::StatusOr<std::unique_ptr<AuditProducers>> MakeAuditProducers(const Plumbing& plumbing,
                                                                   const Config& config) {
  if (!WritesAudit(plumbing, config)) return nullptr;
  return AuditProducers::Open(*config.kafka);
}

absl::Status CheckProducers(const Plumbing& plumbing, const Config& config) {
  if (!config.publish.empty() && plumbing.output != OutputKind::kStdout) {
    RETURN_IF_ERROR(MakeJobProducer(*config.kafka).status());
  }
  RETURN_IF_ERROR(MakeAuditProducers(plumbing, config).status());
  return TakesHistory(plumbing, config) ? CheckHistoryProducer(*config.kafka) : absl::OkStatus();
}

absl::StatusOr<std::unique_ptr<PublishRoad>> MakePublishRoad(const Plumbing& plumbing,
                                                             const Config& config, Jobs* jobs,
                                                             Gateway& gateway, const Clock& clock,
                                                             SnapshotBoard& board) {
  if (config.publish.empty()) return nullptr;
  if (jobs == nullptr) {
    Log(LogLevel::kWarning, "publish", "off: its jobs come from Zeebe, but output is stdout");
    return nullptr;
  }
  ASSIGN_OR_RETURN(auto producer, MakeJobProducer(*config.kafka));
  const DispatcherOptions messages = MakeDispatcherOptions(plumbing, clock);
  return std::make_unique<PublishRoad>(
      config.publish, PublishRoad::Ends{*jobs, gateway, std::move(producer)}, clock, board,
      PublisherOptions{.delivery_timeout = config.kafka->delivery_timeout,
                       .replies = {.window = messages.window, .seed = messages.seed}});
}

std::unique_ptr<Tokens> MakeTokens(const Plumbing& plumbing, const Config& config,
                                   std::function<void(TokenResult, std::string_view)> on_result) {
  if (plumbing.output != OutputKind::kZeebe || !config.zeebe->oauth) return nullptr;
  const OAuthConfig& oauth = *config.zeebe->oauth;
  return std::make_unique<TokenCache>(TokenRequest{.url = oauth.token_url,
                                                   .client_id = oauth.client_id,
                                                   .client_secret = oauth.client_secret,
                                                   .audience = oauth.audience,
                                                   .scope = oauth.scope,
                                                   .roots = oauth.ca,
                                                   .patience = config.zeebe->request_timeout},
                                      std::move(on_result));
}

std::unique_ptr<Gateway> MakeGateway(const Plumbing& plumbing, const Config& config,
                                     const Clock& clock, Tokens* tokens, StandardOutput output) {
  switch (plumbing.output) {
    case OutputKind::kStdout:
      return std::make_unique<StdoutGateway>(STDOUT_FILENO, std::move(output.on_broken),
                                             std::move(output.hurry));
    case OutputKind::kZeebe:
      RouteGrpcLog([](GrpcSeverity severity, std::string_view line) {
        Log(severity == GrpcSeverity::kError ? LogLevel::kWarning : LogLevel::kDebug, "grpc", line);
      });
      return std::make_unique<ZeebeGateway>(
          ZeebeGatewayOptions{.address = config.zeebe->gateway,
                              .deadline = config.zeebe->request_timeout,
                              .access = MakeAccess(*config.zeebe, tokens)});
    case OutputKind::kEmbedded:
      break;
  }
  auto fake = std::make_unique<FakeZeebe>(clock, FakeZeebeOptions{});
  for (BrokerModel::Process& process : ProcessesOf(config)) fake->Deploy(std::move(process));
  return fake;
}

void PassTime(const Plumbing& plumbing, Gateway& gateway) {
  if (plumbing.output == OutputKind::kEmbedded) static_cast<FakeZeebe&>(gateway).Advance();
}

std::unique_ptr<Jobs> MakeJobs(const Plumbing& plumbing, const Config& config, Gateway& gateway,
                               Tokens* tokens) {
  switch (plumbing.output) {
    case OutputKind::kStdout:
      return nullptr;
    case OutputKind::kEmbedded:
      return static_cast<FakeZeebe&>(gateway).Connect();
    case OutputKind::kZeebe:
      break;
  }
  return std::make_unique<ZeebeJobs>(ZeebeJobsOptions{
      .address = config.zeebe->gateway,
      .deadline = config.zeebe->request_timeout,
      .access = MakeAccess(*config.zeebe, tokens),
      .complain = [](std::string_view line) { Log(LogLevel::kWarning, "jobs", line); }});
}

JobDeskOptions MakeJobDeskOptions(const Plumbing& plumbing, const Config& config,
                                  const Clock& clock, size_t loops) {
  const JobPlan& plan = config.rules.jobs;
  const DispatcherOptions messages = MakeDispatcherOptions(plumbing, clock, loops);
  return {.gate_job = plan.gate_job,
          .ended_job = plan.ended_job,
          .replies = {.window = messages.window, .seed = messages.seed}};
}

StartupOptions MakeStartupOptions(const Plumbing& plumbing, const Config& config) {
  StartupOptions options{.shard = config.shard, .loaders = UsableCores()};
  if (plumbing.input == InputKind::kFiles) options.partition.clock = PartitionClock::Kind::kFile;
  options.partition.quarantine_rows = config.state.quarantine_rows;
  options.partition.audit_rows = config.state.audit_rows;
  options.partition.audit_ticks = WritesAudit(plumbing, config);
  if (config.zeebe) options.partition.confirm_within = config.zeebe->confirm_within;
  return options;
}

// A file is one partition, and of several the order between them shows in the output.
size_t LoopsOf(const Plumbing& plumbing, const Config& config) {
  if (plumbing.input == InputKind::kNone) return 1;
  if (config.loops) return *config.loops;
  if (plumbing.input == InputKind::kFiles) return 1;
  return std::clamp<size_t>(UsableCores() / 2, 1, kMostPresetLoops);
}

LoopOptions MakeLoopOptions(const Config& config, const LoopPlace& place) {
  return {.disk_reserve_bytes = config.state.disk_reserve_bytes,
          .outbox_rows = config.state.outbox_rows,
          .outbox_bytes = static_cast<uint64_t>(config.state.outbox_bytes),
          .keys = static_cast<uint64_t>(config.state.keys),
          .version = kVersion,
          .shard = config.shard,
          .place = place};
}

void FitGates(const Plumbing& plumbing, RuleSet& rules) {
  if (plumbing.output == OutputKind::kZeebe) return;
  for (CompiledTopic& topic : rules.topics) {
    for (CompiledRule& rule : topic.rules) {
      rule.jobs.gate = plumbing.output == OutputKind::kEmbedded;
    }
  }
}

DispatcherOptions MakeDispatcherOptions(const Plumbing& plumbing, const Clock& clock,
                                        size_t loops) {
  DispatcherOptions options;
  const auto share = [loops](uint32_t& of) {
    of = std::max<uint32_t>(of / static_cast<uint32_t>(loops), 1);
  };
  share(options.window.initial);
  share(options.window.most);
  if (plumbing.output != OutputKind::kZeebe) options = DispatcherOptions::ForInstantGateway();
  options.seed = static_cast<uint64_t>(ToMs(clock.Wall()));
  return options;
}

}  // namespace telltale
