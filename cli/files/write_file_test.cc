#include "cli/files/write_file.h"

#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <sstream>

#include "engine/base/error_catalogue.h"

namespace telltale {
namespace {

namespace fs = std::filesystem;

class WriteFileTest : public testing::Test {
 protected:
  WriteFileTest()
      : folder_(fs::path(testing::TempDir()) / ("write_file_" + std::to_string(getpid()))) {
    fs::create_directories(folder_);
  }
  ~WriteFileTest() override { fs::remove_all(folder_); }

  std::string PathOf(const std::string& name) const { return folder_ / name; }
  std::string Make(const std::string& name) const {
    std::ofstream(PathOf(name)) << "old";
    return PathOf(name);
  }
  static std::string TextOf(const std::string& path) {
    std::ostringstream text;
    text << std::ifstream(path).rdbuf();
    return text.str();
  }
  static mode_t ModeOf(const std::string& path) {
    struct stat info;
    return stat(path.c_str(), &info) == 0 ? info.st_mode & 07777 : 0;
  }

  const fs::path folder_;
};

TEST_F(WriteFileTest, MakesAFileThatIsNotThere) {
  ASSERT_TRUE(WriteFile(PathOf("new"), "text").ok());
  EXPECT_EQ(TextOf(PathOf("new")), "text");
}

TEST_F(WriteFileTest, WhatIsReadIsNotWritten) {
  const std::string read = Make("events");
  fs::create_hard_link(read, PathOf("same"));
  EXPECT_TRUE(CheckNotRead("--ticks", PathOf("new"), {read}).ok());
  EXPECT_TRUE(CheckNotRead("--ticks", PathOf("new"), {"-"}).ok());
  EXPECT_EQ(ErrorOf(CheckNotRead("--ticks", PathOf("same"), {read})), ErrorId::kFileUnwritable);
  EXPECT_EQ(ErrorOf(CheckNotRead("--ticks", PathOf("new"), {folder_})), ErrorId::kFileUnwritable);
}

TEST_F(WriteFileTest, KeepsPermissions) {
  const std::string path = Make("file");
  fs::permissions(path, fs::perms(0640));
  ASSERT_TRUE(WriteFile(path, "text").ok());
  EXPECT_EQ(TextOf(path), "text");
  EXPECT_EQ(ModeOf(path), 0640u);
}

TEST_F(WriteFileTest, LeavesALinkAndWritesWhatItNames) {
  const std::string path = Make("file");
  fs::create_symlink("file", PathOf("link"));
  ASSERT_TRUE(WriteFile(PathOf("link"), "text").ok());
  EXPECT_TRUE(fs::is_symlink(PathOf("link")));
  EXPECT_EQ(TextOf(path), "text");
}

TEST_F(WriteFileTest, MakesWhatALinkNamesThatIsNotThere) {
  fs::create_symlink("file", PathOf("link"));
  ASSERT_TRUE(WriteFile(PathOf("link"), "text").ok());
  EXPECT_TRUE(fs::is_symlink(PathOf("link")));
  EXPECT_EQ(TextOf(PathOf("file")), "text");
}

TEST_F(WriteFileTest, WritesAFileOfTwoNamesUnderBoth) {
  const std::string path = Make("file");
  fs::create_hard_link(path, PathOf("other"));
  ASSERT_TRUE(WriteFile(path, "text").ok());
  EXPECT_EQ(TextOf(PathOf("other")), "text");
}

TEST_F(WriteFileTest, LeavesNothingBesideTheFile) {
  ASSERT_TRUE(WriteFile(Make("file"), "text").ok());
  EXPECT_EQ(std::distance(fs::directory_iterator(folder_), {}), 1);
}

TEST_F(WriteFileTest, WritesIntoADevice) {
  EXPECT_TRUE(WriteFile("/dev/null", "text").ok());
  EXPECT_TRUE(fs::is_character_file("/dev/null"));
  EXPECT_EQ(ErrorOf(WriteFile("/dev/full", "text")), ErrorId::kOutputBroken);
}

TEST_F(WriteFileTest, DoesNotWaitForAReaderOfAPipe) {
  ASSERT_EQ(mkfifo(PathOf("pipe").c_str(), 0600), 0);
  EXPECT_EQ(ErrorOf(WriteFile(PathOf("pipe"), "text")), ErrorId::kOutputBroken);
}

TEST_F(WriteFileTest, KnowsBeforehandWhatCannotBeWritten) {
  EXPECT_TRUE(CheckWritable(Make("file")).ok());
  EXPECT_TRUE(CheckWritable(PathOf("new")).ok());
  EXPECT_FALSE(fs::exists(PathOf("new")));
  EXPECT_EQ(ErrorOf(CheckWritable(folder_)), ErrorId::kFileUnwritable);
  EXPECT_EQ(ErrorOf(CheckWritable(PathOf("no/such"))), ErrorId::kFileUnwritable);
  EXPECT_EQ(ErrorOf(CheckWritable(PathOf("file") + "/below")), ErrorId::kFileUnwritable);
}

}  // namespace
}  // namespace telltale
