#include "connectors/file/line_reader.h"

#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>

#include "absl/strings/str_cat.h"
#include "engine/base/error_catalogue.h"
#include "engine/base/limits.h"

namespace telltale {
namespace {

constexpr size_t kReadBytes = 1 << 20;
constexpr size_t kKept = kMaxRecordBytes + 1;

}  // namespace

LineReader::LineReader(int fd, int64_t position, LastLine last)
    : fd_(fd), last_(last), line_begin_(position) {}

// Hands out the current line, whose bytes still in the buffer are `text`.
void LineReader::Finish(std::string_view text, int64_t newline, std::vector<Line>& lines) {
  const int64_t next = line_begin_ + passed_ + static_cast<int64_t>(text.size()) + newline;
  const std::string_view whole = passed_ > 0 ? std::string_view(kept_) : text.substr(0, kKept);
  lines.push_back({line_begin_, next, whole});
  line_begin_ = next;
  passed_ = 0;
}

// Makes room for a line that is too long: its beginning is kept, the rest is
// only counted.
void LineReader::PassOver() {
  if (used_ < kKept) return;
  if (passed_ == 0) kept_.assign(buffer_, 0, kKept);
  passed_ += static_cast<int64_t>(used_);
  used_ = 0;
}

absl::StatusOr<bool> LineReader::Read(std::vector<Line>& lines) {
  buffer_.erase(0, done_);  // what was handed out is dead now
  used_ -= done_;
  done_ = 0;
  PassOver();
  buffer_.resize(used_ + kReadBytes);
  ssize_t got;
  do {
    got = read(fd_, buffer_.data() + used_, kReadBytes);
  } while (got < 0 && errno == EINTR);
  if (got < 0) {
    return MakeError(ErrorId::kInputFailed,
                     absl::StrCat("expected to read on at byte ", line_begin_,
                                  " of the input, but: ", std::strerror(errno)));
  }
  used_ += static_cast<size_t>(got);
  Split(lines);
  if (got > 0) return true;
  if (last_ == LastLine::kIsALine && (used_ > done_ || passed_ > 0)) {
    Finish({buffer_.data() + done_, used_ - done_}, 0, lines);
    done_ = used_;
  }
  return false;
}

void LineReader::Split(std::vector<Line>& lines) {
  while (done_ < used_) {
    const char* begin = buffer_.data() + done_;
    const void* end = std::memchr(begin, '\n', used_ - done_);
    if (end == nullptr) return;
    const size_t size = static_cast<size_t>(static_cast<const char*>(end) - begin);
    Finish({begin, size}, 1, lines);
    done_ += size + 1;
  }
}

}  // namespace telltale
