#include "tests/contract/http_post.h"

#include <netdb.h>
#include <sys/socket.h>
#include <unistd.h>

#include "absl/cleanup/cleanup.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"

namespace telltale {

absl::Status HttpPost(const std::string& address, const std::string& path,
                      const std::string& body) {
  const size_t colon = address.rfind(':');
  if (colon == address.npos) return absl::InvalidArgumentError("expected host:port: " + address);
  addrinfo hints{}, *found = nullptr;
  hints.ai_socktype = SOCK_STREAM;
  if (getaddrinfo(address.substr(0, colon).c_str(), address.substr(colon + 1).c_str(), &hints,
                  &found) != 0) {
    return absl::NotFoundError(address);
  }
  const int fd = socket(found->ai_family, found->ai_socktype | SOCK_CLOEXEC, 0);
  const absl::Cleanup close_all = [&] {
    freeaddrinfo(found);
    close(fd);
  };
  if (connect(fd, found->ai_addr, found->ai_addrlen) != 0) {
    return absl::ErrnoToStatus(errno, address);
  }
  const std::string request = absl::StrCat(
      "POST ", path, " HTTP/1.1\r\nHost: ", address, "\r\nContent-Type: application/json\r\n",
      "Content-Length: ", body.size(), "\r\nConnection: close\r\n\r\n", body);
  if (send(fd, request.data(), request.size(), MSG_NOSIGNAL) < 0) {
    return absl::ErrnoToStatus(errno, address);
  }
  std::string answer;
  char bytes[1024];
  for (ssize_t n = 0; (n = read(fd, bytes, sizeof bytes)) > 0;) answer.append(bytes, n);
  if (absl::StartsWith(answer, "HTTP/1.1 2")) return absl::OkStatus();
  return absl::UnknownError(absl::StrCat("POST ", path, ": ", answer.substr(0, answer.find('\r'))));
}

}  // namespace telltale
