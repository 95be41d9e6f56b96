#include "connectors/file/line_reader.h"

#include <gtest/gtest.h>
#include <stdlib.h>
#include <unistd.h>

#include <string>
#include <vector>

#include "engine/base/limits.h"

namespace telltale {
namespace {

// An unnamed file with these bytes.
class ScratchFile {
 public:
  explicit ScratchFile(const std::string& bytes) {
    std::string path = testing::TempDir() + "line_reader_XXXXXX";
    fd_ = mkstemp(path.data());
    EXPECT_GE(fd_, 0);
    unlink(path.c_str());
    Append(bytes);
  }
  ~ScratchFile() { close(fd_); }
  int At(int64_t position) const {
    EXPECT_EQ(lseek(fd_, position, SEEK_SET), position);
    return fd_;
  }
  void Append(const std::string& bytes) const {
    const off_t size = lseek(fd_, 0, SEEK_END);
    EXPECT_EQ(pwrite(fd_, bytes.data(), bytes.size(), size), static_cast<ssize_t>(bytes.size()));
  }

 private:
  int fd_ = -1;
};

// A line whose text is its own.
struct Kept {
  int64_t begin;
  int64_t next;
  std::string text;
  friend bool operator==(const Kept&, const Kept&) = default;
};

std::vector<Kept> ReadToEnd(LineReader& reader) {
  std::vector<Kept> all;
  for (bool more = true; more;) {
    std::vector<Line> lines;
    const absl::StatusOr<bool> read = reader.Read(lines);
    EXPECT_TRUE(read.ok()) << read.status();
    more = read.ok() && *read;
    for (const Line& line : lines) all.push_back({line.begin, line.next, std::string(line.text)});
  }
  return all;
}

std::vector<Kept> LinesOf(const std::string& bytes, LastLine last = LastLine::kIsALine) {
  const ScratchFile file(bytes);
  LineReader reader(file.At(0), 0, last);
  return ReadToEnd(reader);
}

TEST(LineReaderTest, CountsPositionsInBytes) {
  const std::vector<Kept> expected = {{0, 3, "ä"}, {3, 6, "bc"}};
  EXPECT_EQ(LinesOf("ä\nbc\n"), expected);
}

TEST(LineReaderTest, HandsOutEmptyLines) {
  const std::vector<Kept> expected = {{0, 1, ""}, {1, 3, "\r"}, {3, 5, "a"}};
  EXPECT_EQ(LinesOf("\n\r\na\n"), expected);
}

TEST(LineReaderTest, FindsNothingInAnEmptyFile) { EXPECT_TRUE(LinesOf("").empty()); }

TEST(LineReaderTest, TakesALastLineWithoutNewline) {
  const std::vector<Kept> expected = {{0, 2, "a"}, {2, 4, "bc"}};
  EXPECT_EQ(LinesOf("a\nbc"), expected);
}

TEST(LineReaderTest, HandsOutNothingTwiceAtTheEnd) {
  const ScratchFile file("a");
  LineReader reader(file.At(0), 0, LastLine::kIsALine);
  EXPECT_EQ(ReadToEnd(reader).size(), 1u);
  EXPECT_TRUE(ReadToEnd(reader).empty());
}

TEST(LineReaderTest, WaitsForTheRestOfALastLine) {
  const ScratchFile file("a\nb");
  LineReader reader(file.At(0), 0, LastLine::kWaits);
  EXPECT_EQ(ReadToEnd(reader), (std::vector<Kept>{{0, 2, "a"}}));
  EXPECT_EQ(reader.position(), 2);
  EXPECT_EQ(reader.read_to(), 3);
  file.Append("c\nd");
  file.At(3);
  EXPECT_EQ(ReadToEnd(reader), (std::vector<Kept>{{2, 5, "bc"}}));
  EXPECT_EQ(reader.position(), 5);
}

TEST(LineReaderTest, ReadsOnInTheMiddle) {
  const ScratchFile file("a\nbc\nd\n");
  LineReader reader(file.At(2), 2, LastLine::kIsALine);
  EXPECT_EQ(ReadToEnd(reader), (std::vector<Kept>{{2, 5, "bc"}, {5, 7, "d"}}));
}

TEST(LineReaderTest, KeepsALineOfTheLimitWhole) {
  const std::string line(kMaxRecordBytes, 'x');
  const auto size = static_cast<int64_t>(line.size());
  const std::vector<Kept> expected = {{0, size + 1, line}, {size + 1, size + 3, "y"}};
  EXPECT_EQ(LinesOf(line + "\ny\n"), expected);
}

// Lines that are too long by one byte, by a read, and by many.
class LongLineTest : public testing::TestWithParam<size_t> {
 protected:
  std::string line_ = "begin" + std::string(GetParam() - 5, 'x');
  std::string kept_ = line_.substr(0, kMaxRecordBytes + 1);
  int64_t size_ = static_cast<int64_t>(line_.size());
};

TEST_P(LongLineTest, HandsOutItsBeginningAndReadsOnBehindIt) {
  const std::vector<Kept> expected = {
      {0, 2, "a"}, {2, size_ + 3, kept_}, {size_ + 3, size_ + 5, "b"}};
  EXPECT_EQ(LinesOf("a\n" + line_ + "\nb\n"), expected);
}

TEST_P(LongLineTest, MayBeTheLast) {
  const std::vector<Kept> expected = {{0, 2, "a"}, {2, size_ + 2, kept_}};
  EXPECT_EQ(LinesOf("a\n" + line_), expected);
}

TEST_P(LongLineTest, MayFollowItsLike) {
  const std::vector<Kept> expected = {{0, size_ + 1, kept_}, {size_ + 1, 2 * size_ + 2, kept_}};
  EXPECT_EQ(LinesOf(line_ + "\n" + line_ + "\n"), expected);
}

TEST_P(LongLineTest, IsWaitedForToo) {
  const ScratchFile file(line_);
  LineReader reader(file.At(0), 0, LastLine::kWaits);
  EXPECT_TRUE(ReadToEnd(reader).empty());
  EXPECT_EQ(reader.position(), 0);
  EXPECT_EQ(reader.read_to(), size_);
  file.Append("\nb\n");
  file.At(size_);
  const std::vector<Kept> expected = {{0, size_ + 1, kept_}, {size_ + 1, size_ + 3, "b"}};
  EXPECT_EQ(ReadToEnd(reader), expected);
}

INSTANTIATE_TEST_SUITE_P(Sizes, LongLineTest,
                         testing::Values(kMaxRecordBytes + 1, kMaxRecordBytes + 2,
                                         2 * kMaxRecordBytes, 5 * kMaxRecordBytes + 7));

TEST(LineReaderTest, SaysWhyItCannotRead) {
  LineReader reader(-1, 0, LastLine::kIsALine);
  std::vector<Line> lines;
  EXPECT_FALSE(reader.Read(lines).ok());
}

}  // namespace
}  // namespace telltale
