// ManyAnswers: a call whose answers come one after another, until either side ends it.
//
//   using Stream = ManyAnswers<StreamActivatedJobsRequest, ActivatedJob>;
//   auto stream = std::make_shared<Stream>(connection, request, on_each, on_end);
//   stream->Begin(&GatewayStub::async_interface::StreamActivatedJobs, stream);
//
// `on_each(response)` and at last `on_end(status)` are called one at a time, on threads of gRPC's;
// or `on_end` within Begin(), if there is no token.
#ifndef TELLTALE_CONNECTORS_ZEEBE_MANY_ANSWERS_H_
#define TELLTALE_CONNECTORS_ZEEBE_MANY_ANSWERS_H_

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
class ManyAnswers : public grpc::ClientReadReactor<Response> {
 public:
  using Method = void (GatewayStub::async_interface::*)(grpc::ClientContext*, const Request*,
                                                        grpc::ClientReadReactor<Response>*);
  using OnEach = std::function<void(const Response&)>;
  using OnEnd = std::function<void(const grpc::Status&)>;

  ManyAnswers(Connection& connection, Request request, OnEach on_each, OnEnd on_end)
      : connection_(connection),
        request_(std::move(request)),
        on_each_(std::move(on_each)),
        on_end_(std::move(on_end)) {}

  // Without a deadline it goes on for as long as both sides want. REQUIRES: `self` is this.
  void Begin(Method method, std::shared_ptr<ManyAnswers> self) {
    const grpc::Status shown = connection_.Sign(context_, token_);
    if (!shown.ok()) return on_end_(shown);
    self_ = std::move(self);
    connection_.calls().Begin(self_, [this] { context_.TryCancel(); });
    (connection_.stub().async()->*method)(&context_, &request_, this);
    this->StartRead(&response_);
    this->StartCall();
  }
  void EndBy(Millis deadline) {
    context_.set_deadline(std::chrono::system_clock::now() + deadline);
  }

 private:
  void OnReadDone(bool ok) override {
    if (!ok) return;
    on_each_(response_);
    this->StartRead(&response_);
  }
  // The last that gRPC does with this.
  void OnDone(const grpc::Status& status) override {
    on_end_(connection_.Judge(status, token_));
    connection_.calls().End(std::move(self_));
  }

  Connection& connection_;
  grpc::ClientContext context_;
  std::string token_;
  Request request_;
  Response response_;
  OnEach on_each_;
  OnEnd on_end_;
  std::shared_ptr<ManyAnswers> self_;  // until OnDone()
};

}  // namespace telltale

#endif  // TELLTALE_CONNECTORS_ZEEBE_MANY_ANSWERS_H_
