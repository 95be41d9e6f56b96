// OneAnswer: a call that is answered once, or not by its deadline.
//
//   StartCall(connection, &GatewayStub::async_interface::Topology, {request, deadline}, done);
//
// `done(status, response)` is called exactly once, on a thread of gRPC's; or before the call
// returns, if there is no token.
#ifndef TELLTALE_CONNECTORS_ZEEBE_ONE_ANSWER_H_
#define TELLTALE_CONNECTORS_ZEEBE_ONE_ANSWER_H_

#include <grpcpp/grpcpp.h>

#include <chrono>
#include <functional>
#include <memory>
#include <string>
#include <utility>

#include "connectors/zeebe/connection.h"
#include "engine/base/time.h"

namespace telltale {

template <class Request, class Response>
using OneAnswerMethod = void (GatewayStub::async_interface::*)(grpc::ClientContext*, const Request*,
                                                               Response*,
                                                               std::function<void(grpc::Status)>);

template <class Request>
struct Timed {
  Request request;
  Millis deadline;
};

// `connection` must outlive the call.
template <class Request, class Response, class Done>
void StartCall(Connection& connection, OneAnswerMethod<Request, Response> method,
               Timed<Request> timed, Done done) {
  // Everything that gRPC needs until it has called back.
  struct Call {
    grpc::ClientContext context;
    std::string token;
    Request request;
    Response response;
  };
  auto call = std::make_shared<Call>();
  call->request = std::move(timed.request);
  call->context.set_deadline(std::chrono::system_clock::now() + timed.deadline);
  const grpc::Status shown = connection.Sign(call->context, call->token);
  if (!shown.ok()) return done(shown, call->response);
  connection.calls().Begin(call, [raw = call.get()] { raw->context.TryCancel(); });
  Call* const raw = call.get();
  (connection.stub().async()->*method)(
      &raw->context, &raw->request, &raw->response,
      [&connection, call = std::move(call), done = std::move(done)](grpc::Status status) mutable {
        done(connection.Judge(status, call->token), call->response);
        connection.calls().End(std::move(call));
      });
}

}  // namespace telltale

#endif  // TELLTALE_CONNECTORS_ZEEBE_ONE_ANSWER_H_
