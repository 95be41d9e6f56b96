// LineReader: splits a file descriptor into lines, with the byte position of
// each.
//
// Lines longer than kMaxRecordBytes are not kept whole: one byte more than that
// is handed out, so that the reader of the record sees that it is too large,
// and the rest is passed over.
//
// Ownership: does not own the descriptor; a line's view lives until the next
// Read(). Thread safety: none.
#ifndef TELLTALE_CONNECTORS_FILE_LINE_READER_H_
#define TELLTALE_CONNECTORS_FILE_LINE_READER_H_

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"

namespace telltale {

struct Line {
  int64_t begin = 0;  // byte position of its first byte
  int64_t next = 0;   // of the line behind it
  std::string_view text;
};

enum class LastLine { kIsALine, kWaits };  // what a last line without newline is

class LineReader {
 public:
  LineReader(int fd, int64_t position, LastLine last);

  // Reads once from the descriptor and appends the lines that are complete to
  // `lines`. Returns false at the end of the file (the last line may have been
  // appended).
  absl::StatusOr<bool> Read(std::vector<Line>& lines);

  // Where the line begins that is not handed out yet.
  int64_t position() const { return line_begin_; }
  // Up to where the descriptor was read: what is between is the beginning of
  // that line.
  int64_t read_to() const { return line_begin_ + passed_ + static_cast<int64_t>(used_ - done_); }

 private:
  void Split(std::vector<Line>& lines);
  void Finish(std::string_view text, int64_t newline, std::vector<Line>& lines);
  void PassOver();

  int fd_;
  LastLine last_;
  int64_t line_begin_;  // of the line that is not handed out yet
  std::string buffer_;
  size_t used_ = 0;     // bytes of the buffer that are filled
  size_t done_ = 0;     // bytes of the buffer that were handed out
  std::string kept_;    // the beginning of a line that is too long
  int64_t passed_ = 0;  // bytes of the current line that are no longer in the buffer
};

}  // namespace telltale

#endif  // TELLTALE_CONNECTORS_FILE_LINE_READER_H_
