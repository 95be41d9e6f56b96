#include "connectors/http/http_session.h"

#include <boost/asio/post.hpp>
#include <limits>
#include <string>
#include <string_view>
#include <utility>

#include "absl/strings/str_cat.h"
#include "connectors/http/http_error.h"
#include "engine/base/error_catalogue.h"
#include "engine/base/strings.h"

namespace telltale {
namespace {

namespace asio = boost::asio;
namespace http = boost::beast::http;
using boost::system::error_code;

// How long, and in which pieces, the rest of a refused request is taken.
constexpr std::chrono::seconds kLinger{5};
constexpr size_t kDrainBytes = 64 << 10;

bool IsRead(http::verb verb) { return verb == http::verb::get || verb == http::verb::head; }

bool IsTaken(http::verb verb) {
  return IsRead(verb) || verb == http::verb::post || verb == http::verb::put;
}

bool Fits(HttpMethod method, http::verb verb) {
  if (method == HttpMethod::kGet) return IsRead(verb);
  return verb == (method == HttpMethod::kPost ? http::verb::post : http::verb::put);
}

HttpResponse Refusal(int status, std::string_view text) {
  return RefuseHttp(status, ErrorId::kBadRequest, text);
}

HttpResponse NoSuchPath(const HttpRoutes& routes, const std::string& path) {
  std::string text = "expected one of";
  for (const auto& [known, unused] : routes) absl::StrAppend(&text, " ", known);
  return Refusal(404, absl::StrCat(text, ", but it is ", path));
}

HttpResponse WrongMethod(HttpMethod expected) {
  constexpr std::string_view kNames[] = {"GET or HEAD", "POST", "PUT"};
  return Refusal(405, absl::StrCat("expected ", A(kNames[static_cast<int>(expected)]),
                                   ", but it is another method"));
}

}  // namespace

void FrontDesk::WaitUntilIdle(std::chrono::milliseconds limit) const {
  absl::MutexLock lock(&mutex_);
  const auto idle = [this]() ABSL_SHARED_LOCKS_REQUIRED(mutex_) { return asking_ == 0; };
  mutex_.AwaitWithTimeout(absl::Condition(&idle), absl::FromChrono(limit));
}

void Postbox::Post(std::function<void()> work) {
  absl::MutexLock lock(&mutex_);
  if (context_ != nullptr) asio::post(*context_, std::move(work));
}

void Postbox::Close() {
  absl::MutexLock lock(&mutex_);
  context_ = nullptr;
}

HttpSession::HttpSession(std::unique_ptr<HttpStream> stream, Surface surface)
    : stream_(std::move(stream)),
      surface_(std::move(surface)),
      answer_limit_(stream_->tcp().get_executor()) {
  surface_.desk->Enter();
}

HttpSession::~HttpSession() { surface_.desk->Leave(); }

void HttpSession::Begin() {
  stream_->tcp().expires_after(kHttpPatience);
  stream_->Begin([self = shared_from_this()](error_code error, size_t) {
    error ? self->Close() : self->Read();
  });
}

void HttpSession::Read() {
  parser_.emplace();
  parser_->header_limit(kMaxHttpHeaderBytes);
  // Until it is known whether a body is read at all.
  parser_->body_limit(std::numeric_limits<uint64_t>::max());
  // Who has asked before may think for longer.
  if (question_ > 0) stream_->tcp().expires_after(surface_.limits.patience);
  stream_->ReadHeader(buffer_, *parser_, [self = shared_from_this()](error_code error, size_t) {
    error ? self->Fail(error) : self->OnHeader();
  });
}

void HttpSession::OnHeader() {
  stream_->tcp().expires_after(surface_.limits.patience);
  last_ = !parser_->get().keep_alive();
  request_ = Plain(parser_->get());
  if (std::optional<HttpResponse> refusal = Admit()) return Refuse(*std::move(refusal));
  held_ = std::make_shared<HeldBody>(surface_.desk);
  parser_->body_limit(surface_.limits.body_bytes);
  parser_->is_done() ? OnRead() : ReadBody();
}

// Finds the route; an answer if the request is not for it.
std::optional<HttpResponse> HttpSession::Admit() {
  const Request& request = parser_->get();
  if (!IsTaken(request.method())) {
    return Refusal(405, "expected GET, HEAD, POST or PUT, but it is another method");
  }
  route_ = FindRoute(request_.path);
  if (route_ == nullptr) return NoSuchPath(surface_.routes, request_.path);
  if (!Fits(route_->method, request.method())) return WrongMethod(route_->method);
  if (route_->admit != nullptr) {
    if (std::optional<HttpResponse> refusal = route_->admit(request_)) return refusal;
  }
  if (parser_->content_length().value_or(0) <= surface_.limits.body_bytes) return std::nullopt;
  return TooLong();
}

void HttpSession::ReadBody() {
  stream_->ReadSome(buffer_, *parser_, [self = shared_from_this()](error_code error, size_t) {
    if (error) return self->Fail(error);
    if (!self->held_->Grow(self->parser_->get().body().size(), self->surface_.limits.held_bytes)) {
      if (self->route_->on_refusal) self->route_->on_refusal(HttpRefusal::kNoRoom);
      return self->Refuse(RefuseHttp(503, ErrorId::kUnavailable,
                                     "expected room for the request beside those that are under "
                                     "way, but there is none"));
    }
    self->parser_->is_done() ? self->OnRead() : self->ReadBody();
  });
}

void HttpSession::OnRead() {
  if (surface_.desk->closed()) {
    last_ = true;
    return Refuse(RefuseHttp(503, ErrorId::kUnavailable,
                             "expected a node that goes on, but it is about to end"));
  }
  request_.body = std::move(parser_->get().body());
  surface_.desk->Ask();
  Ask();
}

const HttpRoute* HttpSession::FindRoute(const std::string& path) const {
  auto found = surface_.routes.find(path);
  if (found == surface_.routes.end()) found = surface_.routes.find(kAnyPath);
  return found == surface_.routes.end() ? nullptr : &found->second;
}

// What is too large is worth an answer; the rest of it is not kept.
void HttpSession::Fail(error_code error) {
  if (error == http::error::body_limit) return Refuse(TooLong());
  if (error == http::error::header_limit) {
    return Refuse(Refusal(431, absl::StrCat("expected a header of at most ", kMaxHttpHeaderBytes,
                                            " bytes, but it is longer")));
  }
  Close();
}

void HttpSession::Refuse(HttpResponse answer) {
  held_.reset();
  if (!parser_->is_done()) last_ = true;  // the rest of it would be taken for a request
  surface_.desk->Ask();
  Write(std::move(answer));
}

HttpResponse HttpSession::TooLong() const {
  if (route_->on_refusal != nullptr) route_->on_refusal(HttpRefusal::kTooLong);
  return Refusal(413, absl::StrCat("expected a body of at most ", surface_.limits.body_bytes,
                                   " bytes, but it is longer"));
}

HttpRequest HttpSession::Plain(const Request& request) const {
  const std::string target(request.target());
  const size_t query = target.find('?');
  HttpRequest plain{.path = target.substr(0, query)};
  if (query != std::string::npos) plain.query = target.substr(query + 1);
  plain.content_type = std::string(request[http::field::content_type]);
  plain.authorization = std::string(request[http::field::authorization]);
  plain.from_page = request.count(http::field::origin) > 0;
  error_code unknown;
  const auto other_side = stream_->tcp().socket().remote_endpoint(unknown);
  plain.from_here = !unknown && other_side.address().is_loopback();
  return plain;
}

// The timer keeps the session alive while it waits; the answer only knows it weakly, because it may
// outlive the server. The body is held as long as the route can still answer.
void HttpSession::Ask() {
  const uint64_t question = ++question_;
  asked_ = true;
  stream_->tcp().expires_never();
  answer_limit_.expires_after(surface_.limits.answer);
  answer_limit_.async_wait([self = shared_from_this(), question](error_code) {
    self->OnAnswer(question, RefuseHttp(504, ErrorId::kUnavailable,
                                        "expected an answer in time, but there is none yet"));
  });
  route_->handler(std::move(request_),
                  [postbox = surface_.postbox, weak = weak_from_this(), question,
                   held = std::exchange(held_, nullptr)](HttpResponse answer) {
                    postbox->Post([weak, question, answer = std::move(answer)]() mutable {
                      if (const auto self = weak.lock()) {
                        self->OnAnswer(question, std::move(answer));
                      }
                    });
                  });
}

void HttpSession::OnAnswer(uint64_t question, HttpResponse answer) {
  if (!asked_ || question != question_) return;
  asked_ = false;
  answer_limit_.cancel();
  Write(std::move(answer));
}

void HttpSession::Write(HttpResponse answer) {
  response_ = Response();
  response_.version(parser_->get().version());
  response_.result(static_cast<unsigned>(answer.status));
  response_.set(http::field::server, "telltale");
  response_.set(http::field::content_type, answer.content_type);
  response_.set(http::field::cache_control, "no-store");
  for (const auto& [name, value] : answer.headers) response_.set(name, value);
  response_.body() = std::move(answer.body);
  response_.keep_alive(!last_);
  response_.prepare_payload();
  if (parser_->get().method() == http::verb::head) response_.body().clear();
  stream_->tcp().expires_after(kHttpPatience);
  stream_->Write(response_, [self = shared_from_this()](error_code error, size_t) {
    self->surface_.desk->Answer();
    if (!error && !self->last_) return self->Read();
    if (error || self->parser_->is_done()) return self->Close();
    error_code ignored;
    self->stream_->tcp().socket().shutdown(asio::ip::tcp::socket::shutdown_send, ignored);
    self->stream_->tcp().expires_after(kLinger);
    self->Drain();
  });
}

// Takes what is still to come of a request that was refused: closing a connection with unread bytes
// resets it, and a client that is still sending would never see its answer.
void HttpSession::Drain() {
  buffer_.clear();
  stream_->ReadSome(buffer_.prepare(kDrainBytes),
                    [self = shared_from_this()](error_code error, size_t) {
                      error ? self->Close() : self->Drain();
                    });
}

void HttpSession::Close() {
  error_code ignored;
  stream_->tcp().socket().shutdown(asio::ip::tcp::socket::shutdown_both, ignored);
}

}  // namespace telltale
