#include "cli/operator/node_address.h"

#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>

#include "engine/base/error_catalogue.h"

namespace telltale {
namespace {

namespace fs = std::filesystem;

const NodeAddress kAddress = {"127.0.0.1:9620", "0123456789abcdef0123456789abcdef"};

class NodeAddressTest : public testing::Test {
 protected:
  NodeAddressTest()
      : folder_(fs::path(testing::TempDir()) / ("node_address_" + std::to_string(getpid()))) {
    fs::create_directories(folder_);
  }
  ~NodeAddressTest() override { fs::remove_all(folder_); }

  void Put(const std::string& text) const { std::ofstream(folder_ / "http") << text; }
  absl::Status Read() const { return ReadNodeAddress(folder_).status(); }

  const fs::path folder_;
};

TEST_F(NodeAddressTest, IsReadAsItWasWrittenAndRemovedByItsNode) {
  ASSERT_TRUE(WriteNodeAddress(folder_, kAddress).ok());
  EXPECT_EQ(*ReadNodeAddress(folder_), kAddress);
  RemoveNodeAddress(folder_, kAddress);
  EXPECT_TRUE(absl::IsNotFound(Read()));
}

TEST_F(NodeAddressTest, ReplacesTheAddressOfANodeThatWasKilled) {
  ASSERT_TRUE(WriteNodeAddress(folder_, {"[::1]:1", kAddress.store}).ok());
  ASSERT_TRUE(WriteNodeAddress(folder_, kAddress).ok());
  EXPECT_EQ(*ReadNodeAddress(folder_), kAddress);
}

TEST_F(NodeAddressTest, TakesNoOtherFileForAnAddress) {
  for (const std::string& text :
       {std::string("hello\n"), std::string("127.0.0.1:9620\n"),
        "127.0.0.1:0\n" + kAddress.store + "\n", "127.0.0.1:65536\n" + kAddress.store + "\n",
        kAddress.address + "\n" + kAddress.store + "\nmore\n", std::string(5000, 'x')}) {
    Put(text);
    EXPECT_FALSE(Read().ok() || absl::IsNotFound(Read())) << text;
  }
}

TEST_F(NodeAddressTest, DoesNotWaitForAPipe) {
  ASSERT_EQ(mkfifo((folder_ / "http").c_str(), 0600), 0);
  EXPECT_EQ(Read().message(), "it is no regular file");
}

TEST_F(NodeAddressTest, NeitherReplacesNorRemovesWhatItDidNotWrite) {
  Put("a file of somebody else\n");
  EXPECT_EQ(ErrorOf(WriteNodeAddress(folder_, kAddress)), ErrorId::kFileUnwritable);
  RemoveNodeAddress(folder_, kAddress);
  EXPECT_EQ(fs::file_size(folder_ / "http"), 24u);
}

TEST_F(NodeAddressTest, TakesTheNameOfAnEmptyFileAsAPowerFailureLeavesIt) {
  Put("");
  EXPECT_TRUE(WriteNodeAddress(folder_, kAddress).ok());
}

}  // namespace
}  // namespace telltale
