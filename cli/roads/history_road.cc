#include "cli/roads/history_road.h"

#include <chrono>
#include <string>
#include <string_view>
#include <utility>

#include "cli/logging.h"
#include "cli/roads/history_service.h"
#include "connectors/json/json_decoder.h"
#include "connectors/kafka/kafka_producer.h"
#include "engine/base/status.h"
#include "engine/base/strings.h"
#include "engine/roads/history_samples.h"

namespace telltale {
namespace {

constexpr char kHistory[] = "history";
// The exporter's client gives up after 30 s, and would not read a later answer.
constexpr std::chrono::seconds kAnswer(25);
// For a body of the greatest size over a slow network.
constexpr std::chrono::minutes kRequestPatience(5);
constexpr std::chrono::seconds kEnd(10);

absl::StatusOr<std::unique_ptr<Producer>> MakeProducer(const KafkaConfig& kafka) {
  ASSIGN_OR_RETURN(auto producer, KafkaProducer::Create({.brokers = kafka.brokers,
                                                         .properties = kafka.properties,
                                                         .delivery_timeout = kNeverGivenUp,
                                                         .log = &LogOfKafka}));
  return producer;
}

std::optional<HttpTls> ToHttpTls(const HistoryPlan& plan) {
  if (!plan.tls) return std::nullopt;
  return HttpTls{.certificate = plan.tls->certificate, .key = plan.tls->key};
}

}  // namespace

absl::Status CheckHistory(const HistoryPlan& plan) {
  return plan.tls ? CheckTls(*ToHttpTls(plan)) : absl::OkStatus();
}

absl::Status CheckHistoryProducer(const KafkaConfig& kafka) { return MakeProducer(kafka).status(); }

absl::StatusOr<std::unique_ptr<HistoryRoad>> HistoryRoad::Open(const Around& around) {
  const HistoryPlan& plan = *around.config.history;
  std::unique_ptr<HistoryRoad> road(new HistoryRoad(around.board));
  ASSIGN_OR_RETURN(road->producer_, MakeProducer(*around.config.kafka));
  ASSIGN_OR_RETURN(road->lone_producer_, MakeProducer(*around.config.kafka));
  road->alone_.emplace(*road->lone_producer_);
  ASSIGN_OR_RETURN(road->history_,
                   History::Open({.plan = plan,
                                  .producer = *road->producer_,
                                  .alone = *road->alone_,
                                  .committer = around.committer,
                                  .clock = around.clock,
                                  .decoders = &MakeJsonDecoder,
                                  .quarantine_limit = around.config.state.quarantine_rows,
                                  .disk_reserve_bytes = around.config.state.disk_reserve_bytes,
                                  .accepts_rewound = around.accepts_rewound},
                                 around.store));
  HistoryRoad& ours = *road;
  absl::StatusOr<std::unique_ptr<HttpServer>> server = HttpServer::Listen(
      plan.listen,
      HistoryRoutes(plan, *road->history_,
                    [&ours](const BulkAnswer& answer) { ours.LogAnswer(answer); }),
      {.body_bytes = static_cast<uint64_t>(plan.body_bytes),
       .held_bytes = static_cast<uint64_t>(plan.memory_bytes),
       .patience = kRequestPatience,
       .answer = kAnswer,
       .connections = static_cast<size_t>(plan.connections),
       .complain = &LogOfHttp},
      ToHttpTls(plan));
  if (absl::IsInvalidArgument(server.status())) {
    return MakeError(ErrorId::kBadForm, S(server.status().message()));
  }
  ASSIGN_OR_RETURN(road->server_, std::move(server));
  around.board.ShowRoad(
      kHistory, [&ours](Snapshot& snapshot) { ShowHistory(ours.history_->View(), snapshot); });
  Log(LogLevel::kInfo, kHistory, "listening", {{"address", road->server_->address()}});
  return road;
}

HistoryRoad::~HistoryRoad() {
  End();
  board_.ShowRoad(kHistory, nullptr);
}

void HistoryRoad::End() {
  if (server_ != nullptr) server_->Finish(kEnd);
  server_.reset();
  if (alone_) alone_->Close();
  // What they still have is reported: nothing is known of it.
  producer_.reset();
  lone_producer_.reset();
}

// Each kind of trouble once, and once that it is over; metrics count all.
void HistoryRoad::LogAnswer(const BulkAnswer& answer) {
  if (answer.result == BulkResult::kBusy || logged_.exchange(answer.result) == answer.result)
    return;
  if (answer.result == BulkResult::kTaken) {
    return Log(LogLevel::kInfo, kHistory, "records are taken again");
  }
  Log(LogLevel::kWarning, kHistory, "a request was not taken",
      {{"result", std::string(BulkResultName(answer.result))}, {"because", answer.text}});
}

}  // namespace telltale
