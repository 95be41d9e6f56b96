// Descriptor: an open file that is closed at the end of its scope.
//
// Ownership: owns it. Thread safety: none.
#ifndef TELLTALE_CLI_FILES_DESCRIPTOR_H_
#define TELLTALE_CLI_FILES_DESCRIPTOR_H_

#include <unistd.h>

namespace telltale {

class Descriptor {
 public:
  // `fd` as open() returns it: negative if that failed, and errno says why.
  explicit Descriptor(int fd) : fd_(fd) {}
  ~Descriptor() {
    if (is_open()) close(fd_);
  }
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;

  bool is_open() const { return fd_ >= 0; }
  int fd() const { return fd_; }

 private:
  const int fd_;
};

}  // namespace telltale

#endif  // TELLTALE_CLI_FILES_DESCRIPTOR_H_
