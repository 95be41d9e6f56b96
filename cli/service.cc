#include "cli/service.h"

#include <string>

namespace telltale {
namespace {

HttpResponse Ready(const Snapshot& snapshot) {
  if (snapshot.not_ready.empty()) return {.body = "ready\n"};
  HttpResponse response{.status = 503};
  for (const std::string& reason : snapshot.not_ready) response.body += reason + "\n";
  return response;
}

}  // namespace

HttpRoutes ServiceRoutes(const SnapshotBoard& board) {
  return {
      {"/healthz", AnswerAtOnce([](const HttpRequest&) { return HttpResponse{.body = "ok\n"}; })},
      {"/readyz", AnswerAtOnce([&board](const HttpRequest&) { return Ready(board.Get()); })},
      {"/metrics", AnswerAtOnce([&board](const HttpRequest&) {
         return HttpResponse{.content_type = "text/plain; version=0.0.4; charset=utf-8",
                             .body = RenderMetrics(ToSamples(board.Get()))};
       })},
  };
}

}  // namespace telltale
