#include "cli/roads/history_service.h"

#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "connectors/http/http_error.h"
#include "engine/base/json_object.h"

namespace telltale {
namespace {

int StatusOf(BulkResult result) {
  switch (result) {
    case BulkResult::kTaken:
      return 200;
    case BulkResult::kMalformed:
      return 400;
    case BulkResult::kUnauthorized:
      return 401;
    case BulkResult::kRewound:
      return 409;
    case BulkResult::kTooLong:
      return 413;
    case BulkResult::kBusy:
    case BulkResult::kUndelivered:
    case BulkResult::kNoRoom:
    case BulkResult::kNoDisk:
      break;
  }
  return 503;
}

// The exporter reads `errors` of a 200, and shows its log what else it is told.
HttpResponse ToResponse(const BulkAnswer& answer) {
  HttpResponse response{.status = StatusOf(answer.result), .content_type = kJsonType};
  if (answer.result == BulkResult::kTaken) {
    response.body = R"({"took":0,"errors":false,"items":[]})";
    return response;
  }
  JsonObject object(response.body);
  object.Number("status", response.status);
  JsonObject error = object.Object("error");
  error.Text("type", BulkResultName(answer.result));
  error.Text("reason", answer.text);
  error.Close();
  object.Close();
  return response;
}

// Takes as long whatever is shown, so that it cannot be guessed letter by letter.
bool IsSame(std::string_view shown, std::string_view expected) {
  unsigned difference = shown.size() == expected.size() ? 0 : 1;
  for (size_t i = 0; i < expected.size(); ++i) {
    difference |= static_cast<unsigned char>(expected[i]) ^
                  static_cast<unsigned char>(i < shown.size() ? shown[i] : 0);
  }
  return difference == 0;
}

constexpr char kWhoAsks[] =
    "expected the name and password of history.username, but they are missing or others";

HttpResponse Unauthorized() {
  HttpResponse response =
      RefuseHttp(StatusOf(BulkResult::kUnauthorized), ErrorId::kBadRequest, kWhoAsks);
  response.headers.emplace_back("WWW-Authenticate", "Basic realm=\"telltale\"");
  return response;
}

BulkAnswer ToAnswer(HttpRefusal refusal) {
  if (refusal == HttpRefusal::kTooLong) {
    return {BulkResult::kTooLong,
            std::string(MakeError(ErrorId::kBulkTooLong,
                                  "expected a request of at most history.body, but it is longer")
                            .message())};
  }
  return {BulkResult::kNoRoom, "requests that are under way take as much as history.memory"};
}

}  // namespace

HttpRoutes HistoryRoutes(const HistoryPlan& plan, History& history,
                         std::function<void(const BulkAnswer&)> on_answer) {
  const std::string expected =
      plan.username.empty()
          ? ""
          : "Basic " + absl::Base64Escape(absl::StrCat(plan.username, ":", plan.password));
  const auto refuse = [&history, on_answer](const BulkAnswer& answer) {
    history.Count(answer.result);
    on_answer(answer);
  };
  const auto admit = [expected, refuse](const HttpRequest& request) -> std::optional<HttpResponse> {
    if (expected.empty() || IsSame(request.authorization, expected)) return std::nullopt;
    refuse({BulkResult::kUnauthorized, kWhoAsks});
    return Unauthorized();
  };
  const auto say = [](std::string body) {
    return [body = std::move(body)](const HttpRequest&, const HttpRespond& respond) {
      respond({.content_type = kJsonType, .body = body});
    };
  };
  const auto take = [&history, on_answer](HttpRequest request, HttpRespond respond) {
    history.Take(std::move(request.body), [on_answer, respond](const BulkAnswer& answer) {
      on_answer(answer);
      respond(ToResponse(answer));
    });
  };
  HttpRoutes routes = {{"/", {HttpMethod::kGet, say(R"({"name":"telltale","road":"history"})")}},
                       {"/_bulk", {HttpMethod::kPost, take}},
                       {kAnyPath, {HttpMethod::kPut, say(R"({"acknowledged":true})")}}};
  for (auto& [path, route] : routes) {
    route.admit = admit;
    route.on_refusal = [refuse](HttpRefusal refusal) { refuse(ToAnswer(refusal)); };
  }
  return routes;
}

}  // namespace telltale
