// acceptance_tool: what the acceptance tests do to Kafka and Zeebe, one verb per call.
//
//   acceptance_tool create-topic --brokers B --topic T --partitions 12 --config retention.ms=-1
//   acceptance_tool produce      --brokers B --topic T < records.ndjson   (see input_record.h)
//   acceptance_tool count        --brokers B --topic T
//   acceptance_tool find         --brokers B --topic T --prefix bad/
//   acceptance_tool read         --brokers B --topic T > records.ndjson   (see kafka_read.h)
//   acceptance_tool quarantine   --dir STATE --topic T
//   acceptance_tool deploy       --gateway G FILE.bpmn...
//   acceptance_tool publish      --gateway G --name N --key K --id I
//
// Answers are one JSON object on stdout, behind the records of `read`. Exit code 0: done; 1:
// refused or failed, stderr says why.
#include <google/protobuf/util/json_util.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <iostream>
#include <string>
#include <vector>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"
#include "absl/synchronization/mutex.h"
#include "engine/base/status.h"
#include "tests/acceptance/tools/kafka_admin.h"
#include "tests/acceptance/tools/kafka_produce.h"
#include "tests/acceptance/tools/kafka_read.h"
#include "tests/acceptance/tools/kafka_scan.h"
#include "tests/acceptance/tools/store_dump.h"
#include "tests/acceptance/tools/zeebe_client.h"

namespace telltale::acceptance {
namespace {

// Everything that the command line can say.
struct Options {
  std::string brokers, topic, group, prefix, dir;
  int partitions = 1;
  std::vector<std::string> config;
  std::string gateway;
  std::vector<std::string> files;
  gateway_protocol::PublishMessageRequest message;
};

using Answer = absl::StatusOr<std::string>;

Answer RunCreateTopic(const Options& options) {
  ASSIGN_OR_RETURN(const KafkaClient client, Connect(RD_KAFKA_PRODUCER, options.brokers, {}));
  Properties config;
  for (const std::string& setting : options.config) {
    config.push_back(absl::StrSplit(setting, absl::MaxSplits('=', 1)));
  }
  RETURN_IF_ERROR(CreateTopic(client.get(), options.topic, options.partitions, config));
  return "{}";
}

Answer RunDeleteTopic(const Options& options) {
  ASSIGN_OR_RETURN(const KafkaClient client, Connect(RD_KAFKA_PRODUCER, options.brokers, {}));
  RETURN_IF_ERROR(DeleteTopic(client.get(), options.topic));
  return "{}";
}

Answer RunProduce(const Options& options) {
  ASSIGN_OR_RETURN(const ProduceResult result, Produce(options.brokers, options.topic, std::cin));
  const std::string counts =
      absl::StrCat("{\"delivered\":", result.delivered, ",\"failed\":", result.failed,
                   ",\"unknown\":", result.unknown, "}");
  if (result.failed + result.unknown > 0) return absl::DataLossError(counts);
  return counts;
}

Answer RunCount(const Options& options) {
  ASSIGN_OR_RETURN(const KafkaClient client, Connect(RD_KAFKA_CONSUMER, options.brokers, {}));
  ASSIGN_OR_RETURN(const std::vector<Watermarks> marks,
                   AwaitWatermarks(client.get(), options.topic));
  int64_t records = 0;
  for (const Watermarks& mark : marks) records += mark.high - mark.low;
  const auto high = [](std::string* out, const Watermarks& m) { absl::StrAppend(out, m.high); };
  return absl::StrCat("{\"records\":", records, ",\"ends\":[", absl::StrJoin(marks, ",", high),
                      "]}");
}

Answer RunGroupOffset(const Options& options) {
  ASSIGN_OR_RETURN(const KafkaClient client,
                   Connect(RD_KAFKA_CONSUMER, options.brokers, {{"group.id", options.group}}));
  ASSIGN_OR_RETURN(const std::vector<GroupOffset> offsets,
                   CommittedOffsets(client.get(), options.topic));
  const auto entry = [](std::string* out, const GroupOffset& o) {
    absl::StrAppend(out, "{\"partition\":", o.partition, ",\"offset\":", o.offset,
                    ",\"metadata64\":\"", absl::Base64Escape(o.metadata), "\"}");
  };
  return absl::StrCat("{\"offsets\":[", absl::StrJoin(offsets, ",", entry), "]}");
}

Answer RunFind(const Options& options) {
  ASSIGN_OR_RETURN(const std::vector<Position> found,
                   ScanKeys(options.brokers, options.topic, options.prefix));
  const auto entry = [](std::string* out, const Position& at) {
    absl::StrAppend(out, "{\"partition\":", at.partition, ",\"offset\":", at.offset, ",\"key\":\"",
                    at.key, "\"}");
  };
  return absl::StrCat("{\"positions\":[", absl::StrJoin(found, ",", entry), "]}");
}

Answer RunRead(const Options& options) {
  RETURN_IF_ERROR(ReadTopic(options.brokers, options.topic, std::cout));
  return "{}";
}

// Returns a gateway's answer as JSON, or why there is none.
template <class Response>
Answer AsJson(const absl::StatusOr<Response>& response) {
  if (!response.ok()) return response.status();
  std::string json;
  const auto done = google::protobuf::util::MessageToJsonString(*response, &json);
  if (!done.ok()) return absl::InternalError("the answer has no JSON form");
  return json;
}

Answer RunDeploy(const Options& o) { return AsJson(Deploy(o.gateway, o.files)); }
Answer RunPublish(const Options& o) { return AsJson(Publish(o.gateway, o.message)); }
Answer RunTopology(const Options& o) { return AsJson(Topology(o.gateway)); }

// A parsed subcommand and what it runs.
struct Verb {
  CLI::App* app;
  Answer (*run)(const Options&);
};

Verb KafkaVerb(CLI::App& app, Options& options, const char* name, Answer (*run)(const Options&)) {
  CLI::App* verb = app.add_subcommand(name);
  verb->add_option("--brokers", options.brokers, "host:port,...")->required();
  verb->add_option("--topic", options.topic)->required();
  return {verb, run};
}

Verb ZeebeVerb(CLI::App& app, Options& options, const char* name, Answer (*run)(const Options&)) {
  CLI::App* verb = app.add_subcommand(name);
  verb->add_option("--gateway", options.gateway, "host:port")->required();
  return {verb, run};
}

std::vector<Verb> KafkaVerbs(CLI::App& app, Options& options) {
  const Verb create = KafkaVerb(app, options, "create-topic", RunCreateTopic);
  create.app->add_option("--partitions", options.partitions);
  create.app->add_option("--config", options.config, "name=value of the topic; repeatable");
  const Verb group = KafkaVerb(app, options, "group-offset", RunGroupOffset);
  group.app->add_option("--group", options.group)->required();
  const Verb find = KafkaVerb(app, options, "find", RunFind);
  find.app->add_option("--prefix", options.prefix, "of the records' keys")->required();
  return {create,
          group,
          find,
          KafkaVerb(app, options, "delete-topic", RunDeleteTopic),
          KafkaVerb(app, options, "produce", RunProduce),
          KafkaVerb(app, options, "count", RunCount),
          KafkaVerb(app, options, "read", RunRead)};
}

std::vector<Verb> ZeebeVerbs(CLI::App& app, Options& options) {
  const Verb deploy = ZeebeVerb(app, options, "deploy", RunDeploy);
  deploy.app->add_option("files", options.files, "process models")->required();
  const Verb publish = ZeebeVerb(app, options, "publish", RunPublish);
  gateway_protocol::PublishMessageRequest& message = options.message;
  message.set_variables("{}");
  message.set_timetolive(3600 * 1000);
  publish.app->add_option("--name", *message.mutable_name())->required();
  publish.app->add_option("--key", *message.mutable_correlationkey())->required();
  publish.app->add_option("--id", *message.mutable_messageid())->required();
  publish.app->add_option("--variables", *message.mutable_variables(), "a JSON object");
  return {deploy, publish, ZeebeVerb(app, options, "topology", RunTopology)};
}

std::vector<Verb> StoreVerbs(CLI::App& app, Options& options) {
  CLI::App* quarantine = app.add_subcommand("quarantine");
  quarantine->add_option("--dir", options.dir, "state.dir of a stopped node")->required();
  quarantine->add_option("--topic", options.topic)->required();
  return {{quarantine, [](const Options& o) { return DumpQuarantine(o.dir, o.topic); }}};
}

int Main(int argc, char** argv) {
  CLI::App app("Hands of the acceptance tests on Kafka and Zeebe");
  app.require_subcommand(1);
  Options options;
  std::vector<Verb> verbs = KafkaVerbs(app, options);
  for (const Verb& verb : ZeebeVerbs(app, options)) verbs.push_back(verb);
  for (const Verb& verb : StoreVerbs(app, options)) verbs.push_back(verb);
  CLI11_PARSE(app, argc, argv);

  const auto parsed =
      std::find_if(verbs.begin(), verbs.end(), [](const Verb& verb) { return verb.app->parsed(); });
  const Answer answer = parsed->run(options);
  if (!answer.ok()) {
    std::cerr << answer.status() << std::endl;
    return 1;
  }
  std::cout << *answer << std::endl;
  return 0;
}

}  // namespace
}  // namespace telltale::acceptance

int main(int argc, char** argv) {
  absl::SetMutexDeadlockDetectionMode(absl::OnDeadlockCycle::kIgnore);
  return telltale::acceptance::Main(argc, argv);
}
