// ManyAnswers: a call whose answers come one after another, until either side ends it.
//
//   StartReading(calls, *stub, &GatewayStub::async_interface::StreamActivatedJobs, request,
//                on_each, on_end);
//
// `on_each(response)` and at last `on_end(status)` are called one at a time, on threads of gRPC's.
#ifndef TELLTALE_CONNECTORS_ZEEBE_MANY_ANSWERS_H_
#define TELLTALE_CONNECTORS_ZEEBE_MANY_ANSWERS_H_

#include <grpcpp/grpcpp.h>

#include <chrono>
#include <functional>
#include <memory>
#include <utility>

#include "connectors/zeebe/calls.h"
#include "connectors/zeebe/channel.h"
#include "engine/base/time.h"

namespace telltale {

template <class Request, class Response>
class ManyAnswers : public grpc::ClientReadReactor<Response> {
 public:
  using Method = void (GatewayStub::async_interface::*)(grpc::ClientContext*, const Request*,
                                                        grpc::ClientReadReactor<Response>*);
  using OnEach = std::function<void(const Response&)>;
  using OnEnd = std::function<void(const grpc::Status&)>;

  ManyAnswers(Calls& calls, Request request, OnEach on_each, OnEnd on_end)
      : calls_(calls),
        request_(std::move(request)),
        on_each_(std::move(on_each)),
        on_end_(std::move(on_end)) {}

  // Without a deadline it goes on for as long as both sides want. REQUIRES: `self` is this.
  void Begin(GatewayStub& stub, Method method, std::shared_ptr<ManyAnswers> self) {
    self_ = std::move(self);
    calls_.Begin(self_, [this] { context_.TryCancel(); });
    (stub.async()->*method)(&context_, &request_, this);
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
    on_end_(status);
    calls_.End(std::move(self_));
  }

  Calls& calls_;
  grpc::ClientContext context_;
  Request request_;
  Response response_;
  OnEach on_each_;
  OnEnd on_end_;
  std::shared_ptr<ManyAnswers> self_;  // until OnDone()
};

}  // namespace telltale

#endif  // TELLTALE_CONNECTORS_ZEEBE_MANY_ANSWERS_H_
