#include "cli/files/read_file.h"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>

#include "cli/files/descriptor.h"

namespace telltale {
namespace {

namespace fs = std::filesystem;

class ReadFileTest : public testing::Test {
 protected:
  ReadFileTest()
      : folder_(fs::path(testing::TempDir()) / ("read_file_" + std::to_string(getpid()))) {
    fs::create_directories(folder_);
  }
  ~ReadFileTest() override { fs::remove_all(folder_); }

  std::string Make(const std::string& text) const {
    std::ofstream(folder_ / "file", std::ios::binary) << text;
    return folder_ / "file";
  }
  std::string MakePipe() const {
    const std::string path = folder_ / "pipe";
    EXPECT_EQ(mkfifo(path.c_str(), 0600), 0);
    return path;
  }
  static std::string WhyNot(const std::string& path, size_t limit = 100) {
    const auto text = ReadFile(path, limit, Millis{1});
    return text.ok() ? "it is readable: " + *text : std::string(text.status().message());
  }

  const fs::path folder_;
};

TEST_F(ReadFileTest, ReadsAllBytes) {
  const std::string text(200'000, '\0');
  EXPECT_EQ(*ReadFile(Make(text), text.size()), text);
  EXPECT_EQ(*ReadFile(Make(""), 0), "");
}

TEST_F(ReadFileTest, RefusesWhatIsLongerThanItsLimit) {
  EXPECT_EQ(WhyNot(Make("12345"), 4), "it has more than 4 bytes");
  EXPECT_EQ(WhyNot("/dev/zero", 1'000'000), "it has more than 1000000 bytes");
}

TEST_F(ReadFileTest, SaysWhyNot) {
  EXPECT_EQ(WhyNot(folder_ / "none"), "No such file or directory");
  EXPECT_EQ(WhyNot(folder_), "it is a directory");
}

TEST_F(ReadFileTest, TakesOnlyARegularFileWhereNoOtherIsMeant) {
  EXPECT_EQ(*ReadRegularFile(Make("12345"), 5), "12345");
  fs::create_symlink("/dev/zero", folder_ / "link");
  for (const std::string& path : {MakePipe(), (folder_ / "link").string(), folder_.string()}) {
    EXPECT_EQ(ReadRegularFile(path, 5).status().message(), "it is no regular file") << path;
  }
}

TEST_F(ReadFileTest, ReadsAPipeToItsEnd) {
  const std::string path = MakePipe();
  const int reader = open(path.c_str(), O_RDONLY | O_NONBLOCK);
  {
    const Descriptor writer(open(path.c_str(), O_WRONLY));
    ASSERT_EQ(write(writer.fd(), "text", 4), 4);
  }
  EXPECT_EQ(*ReadFile(path, 100), "text");
  close(reader);
}

TEST_F(ReadFileTest, DoesNotWaitForAWriterThatIsNotThere) {
  EXPECT_EQ(WhyNot(MakePipe()), "nobody writes into this pipe");
}

TEST_F(ReadFileTest, DoesNotWaitForEverForAWriterThatIsSilent) {
  const std::string path = MakePipe();
  const Descriptor both(open(path.c_str(), O_RDWR));
  EXPECT_EQ(WhyNot(path), "nothing came out of it for 1ms");
}

}  // namespace
}  // namespace telltale
