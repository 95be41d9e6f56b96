#include "cli/api/api.h"

#include <string_view>
#include <utility>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"
#include "cli/api/endpoints.h"
#include "cli/api/json_rows.h"
#include "cli/api/question.h"
#include "connectors/http/http_error.h"
#include "connectors/json/json_decoder.h"
#include "engine/base/status.h"
#include "engine/base/strings.h"

namespace telltale {
namespace {

HttpResponse Signed(const ApiParts& parts, HttpResponse response) {
  response.headers.emplace_back(kVersionHeader, parts.version);
  if (!parts.store.empty()) response.headers.emplace_back(kStoreHeader, parts.store);
  return response;
}

HttpResponse Refuse(const absl::Status& status) {
  const bool bad = ErrorOf(status) == ErrorId::kBadRequest;
  return RefuseHttp(bad ? 400 : 503, status);
}

HttpResponse Busy() {
  return RefuseHttp(503, ErrorId::kUnavailable,
                    absl::StrCat("expected at most ", kMaxTasks,
                                 " questions and orders at a time, but there are more"));
}

HttpResponse FromLines(absl::StatusOr<Lines> lines) {
  if (!lines.ok()) return Refuse(lines.status());
  HttpResponse response{.content_type = kLinesType, .body = std::move(lines->body)};
  if (!lines->next.empty()) response.headers.emplace_back(kNextHeader, lines->next);
  return response;
}

HttpResponse FromResults(const std::vector<OrderResult>& results) {
  HttpResponse response{.content_type = kLinesType};
  for (const OrderResult& result : results) AppendLine(result, response.body);
  return response;
}

// Before the first loop there is nobody to answer; between two there soon is.
absl::Status CheckOpen(const ApiParts& parts) {
  if (parts.desk.HasHost()) return absl::OkStatus();
  const Snapshot snapshot = parts.board.Get();
  if (snapshot.not_ready.empty()) return absl::OkStatus();
  return MakeError(ErrorId::kUnavailable,
                   absl::StrCat("expected a node that reads, but it does not yet: ",
                                absl::StrJoin(snapshot.not_ready, "; ")));
}

void AnswerQuestion(const ApiParts& parts, const Endpoint& endpoint, const HttpRequest& request,
                    HttpRespond respond) {
  const auto ask = [&]() -> absl::Status {
    ASSIGN_OR_RETURN(const Parameters parameters, ParseParameters(request.query));
    ASSIGN_OR_RETURN(Question question, ReadQuestion(endpoint, parameters));
    RETURN_IF_ERROR(CheckOpen(parts));
    const auto done = [parts, respond](absl::StatusOr<Lines> lines) {
      respond(Signed(parts, FromLines(std::move(lines))));
    };
    if (!AskNode(parts.desk, std::move(question), done)) respond(Signed(parts, Busy()));
    return absl::OkStatus();
  };
  if (const absl::Status status = ask(); !status.ok()) respond(Signed(parts, Refuse(status)));
}

absl::StatusOr<RowId> ReadRow(std::string_view line, Decoder& decoder) {
  Value id;
  DecodeError error;
  if (!decoder.Decode(line, {&id, 1}, error)) {
    return MakeError(ErrorId::kBadRequest, error.text);
  }
  const auto row = id.kind == Value::Kind::kString ? ParseRowId(id.text) : std::nullopt;
  if (row) return *row;
  return MakeError(ErrorId::kBadRequest,
                   absl::StrCat("expected {\"id\":\"TOPIC/PARTITION/NUMBER\"} on each line, but it "
                                "is ",
                                A(line)));
}

absl::StatusOr<std::vector<RowId>> ReadRows(std::string_view body) {
  SlotTable slots;
  slots.Add({{"id"}});
  const std::unique_ptr<Decoder> decoder = MakeJsonDecoder(slots);
  std::vector<RowId> rows;
  for (const absl::string_view line : absl::StrSplit(A(body), '\n', absl::SkipWhitespace())) {
    ASSIGN_OR_RETURN(RowId row, ReadRow(S(line), *decoder));
    rows.push_back(std::move(row));
  }
  if (rows.empty() || rows.size() > kMaxOrderRows) {
    return MakeError(ErrorId::kBadRequest, absl::StrCat("expected 1 to ", kMaxOrderRows,
                                                        " rows, but there are ", rows.size()));
  }
  return rows;
}

bool Give(const ApiParts& parts, EndpointId id, std::vector<RowId> rows, OrderDone done) {
  switch (id) {
    case EndpointId::kOutboxRetry:
      return OrderOutbox(parts.desk, OutboxOrder::kRetry, std::move(rows), std::move(done));
    case EndpointId::kOutboxDrop:
      return OrderOutbox(parts.desk, OutboxOrder::kDrop, std::move(rows), std::move(done));
    default:
      return parts.replays.Order(std::move(rows), std::move(done));
  }
}

// A page that a browser shows can reach the loopback interface too, so it must not give orders.
HttpResponse FromAfar(const HttpRequest& request) {
  return RefuseHttp(403, ErrorId::kOrderFromAfar,
                    request.from_page
                        ? "expected an order that no web page sends, but it has an Origin"
                        : "expected an order from this machine, but it comes from another");
}

void ObeyOrder(const ApiParts& parts, const Endpoint& endpoint, const HttpRequest& request,
               HttpRespond respond) {
  const auto refuse = [&](HttpResponse response) { respond(Signed(parts, std::move(response))); };
  if (!request.from_here || request.from_page) return refuse(FromAfar(request));
  if (!absl::StartsWith(request.content_type, kLinesType)) {
    return refuse(RefuseHttp(415, ErrorId::kBadRequest,
                             absl::StrCat("expected Content-Type: ", kLinesType, ", but it is '",
                                          request.content_type, "'")));
  }
  absl::StatusOr<std::vector<RowId>> rows = ReadRows(request.body);
  if (!rows.ok()) return refuse(Refuse(rows.status()));
  if (const absl::Status open = CheckOpen(parts); !open.ok()) return refuse(Refuse(open));
  const auto done = [parts, respond](const std::vector<OrderResult>& results) {
    respond(Signed(parts, FromResults(results)));
  };
  if (!Give(parts, endpoint.id, *std::move(rows), done)) refuse(Busy());
}

}  // namespace

HttpRoutes ApiRoutes(const ApiParts& parts) {
  HttpRoutes routes;
  for (const Endpoint& endpoint : Endpoints()) {
    const auto handle = endpoint.method == HttpMethod::kGet ? &AnswerQuestion : &ObeyOrder;
    routes[std::string(endpoint.path)] = {
        endpoint.method,
        [parts, &endpoint, handle](const HttpRequest& request, HttpRespond respond) {
          handle(parts, endpoint, request, std::move(respond));
        }};
  }
  return routes;
}

}  // namespace telltale
