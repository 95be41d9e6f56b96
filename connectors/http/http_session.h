// HttpSession: one connection of the server: reads a request, has it answered, reads the next.
//
// Thread safety: the server's thread, but for what a route's answer passes through (Postbox).
#ifndef TELLTALE_CONNECTORS_HTTP_HTTP_SESSION_H_
#define TELLTALE_CONNECTORS_HTTP_HTTP_SESSION_H_

#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <utility>

#include "absl/base/thread_annotations.h"
#include "absl/synchronization/mutex.h"
#include "absl/time/time.h"
#include "connectors/http/http_server.h"
#include "connectors/http/http_stream.h"

namespace telltale {

// What is read of a connection and not yet understood.
inline constexpr size_t kMostUnread = 128 << 10;

// How other threads reach the server's thread, as long as there is one.
class Postbox {
 public:
  explicit Postbox(boost::asio::io_context& context) : context_(&context) {}
  // Runs `work` on the server's thread; drops it if that has ended.
  void Post(std::function<void()> work);
  void Close();

 private:
  absl::Mutex mutex_;
  boost::asio::io_context* context_ ABSL_GUARDED_BY(mutex_);
};

// Who is in: how many connections there are, how many of them wait for an answer, and how much of
// requests is held.
//
// Thread safety: any thread.
class FrontDesk {
 public:
  void Enter() { Count(connections_, 1); }
  void Leave() { Count(connections_, -1); }
  // A request came, and was answered.
  void Ask() { Count(asking_, 1); }
  void Answer() { Count(asking_, -1); }
  // False: with `bytes` more it would be more than `most`, and they are not held.
  bool Hold(uint64_t bytes, uint64_t most) {
    absl::MutexLock lock(&mutex_);
    if (bytes > most || held_ > most - bytes) return false;
    held_ += bytes;
    return true;
  }
  void LetGo(uint64_t bytes) {
    absl::MutexLock lock(&mutex_);
    held_ -= bytes;
  }
  size_t connections() const {
    absl::MutexLock lock(&mutex_);
    return connections_;
  }
  // No further request is taken.
  void Close() {
    absl::MutexLock lock(&mutex_);
    closed_ = true;
  }
  bool closed() const {
    absl::MutexLock lock(&mutex_);
    return closed_;
  }
  void WaitUntilIdle(std::chrono::milliseconds limit) const;

 private:
  void Count(size_t& count, int more) {
    absl::MutexLock lock(&mutex_);
    count += static_cast<size_t>(more);
  }

  mutable absl::Mutex mutex_;
  size_t connections_ ABSL_GUARDED_BY(mutex_) = 0;
  size_t asking_ ABSL_GUARDED_BY(mutex_) = 0;
  uint64_t held_ ABSL_GUARDED_BY(mutex_) = 0;
  bool closed_ ABSL_GUARDED_BY(mutex_) = false;
};

// What is held of one request. Whoever has it keeps that from others.
class HeldBody {
 public:
  explicit HeldBody(std::shared_ptr<FrontDesk> desk) : desk_(std::move(desk)) {}
  ~HeldBody() { desk_->LetGo(bytes_); }
  HeldBody(const HeldBody&) = delete;
  HeldBody& operator=(const HeldBody&) = delete;

  // It has `bytes` now. False: there is no room for them among `most` of all requests.
  bool Grow(uint64_t bytes, uint64_t most) {
    if (!desk_->Hold(bytes - bytes_, most)) return false;
    bytes_ = bytes;
    return true;
  }

 private:
  const std::shared_ptr<FrontDesk> desk_;
  uint64_t bytes_ = 0;
};

// What the connections of a server share. The first two must outlive them.
struct Surface {
  const HttpRoutes& routes;
  const HttpLimits& limits;
  std::shared_ptr<Postbox> postbox;
  std::shared_ptr<FrontDesk> desk;
};

class HttpSession : public std::enable_shared_from_this<HttpSession> {
 public:
  HttpSession(std::unique_ptr<HttpStream> stream, Surface surface);
  ~HttpSession();

  // Begins; it keeps itself alive from here on.
  void Begin();

 private:
  using Request = HttpStream::Parser::value_type;
  using Response = HttpStream::Response;

  void Read();
  void OnHeader();
  std::optional<HttpResponse> Admit();
  void ReadBody();
  void OnRead();
  void Fail(boost::system::error_code error);
  void Refuse(HttpResponse answer);
  HttpResponse TooLong() const;
  const HttpRoute* FindRoute(const std::string& path) const;
  void Ask();
  void OnAnswer(uint64_t question, HttpResponse answer);
  HttpRequest Plain(const Request& request) const;
  void Write(HttpResponse answer);
  void Close();
  void Drain();

  const std::unique_ptr<HttpStream> stream_;
  const Surface surface_;
  boost::asio::steady_timer answer_limit_;
  uint64_t question_ = 0;  // counts requests; an answer to an earlier one is dropped
  bool asked_ = false;     // a route has not answered yet
  bool last_ = false;      // the connection ends with this answer
  // Never more, also of a chunk's header, which has no limit of its own.
  HttpStream::Buffer buffer_{kMostUnread};
  std::optional<HttpStream::Parser> parser_;
  HttpRequest request_;               // its body comes last
  const HttpRoute* route_ = nullptr;  // of the request, once that is admitted
  std::shared_ptr<HeldBody> held_;
  Response response_;
};

}  // namespace telltale

#endif  // TELLTALE_CONNECTORS_HTTP_HTTP_SESSION_H_
