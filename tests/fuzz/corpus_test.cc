// Gives a fuzz target each file of its corpus. Built once per target, without a fuzzer, so that
// what was once found stays found.
#include <gtest/gtest.h>

#include <cstdint>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size);

namespace telltale {
namespace {

namespace fs = std::filesystem;

TEST(CorpusTest, NothingInItCrashes) {
  size_t files = 0;
  for (const auto& entry : fs::directory_iterator(CORPUS_DIR)) {
    std::ifstream file(entry.path(), std::ios::binary);
    const std::string input{std::istreambuf_iterator<char>(file), {}};
    SCOPED_TRACE(entry.path());
    LLVMFuzzerTestOneInput(reinterpret_cast<const uint8_t*>(input.data()), input.size());
    ++files;
  }
  EXPECT_GT(files, 0u) << CORPUS_DIR;
}

}  // namespace
}  // namespace telltale
