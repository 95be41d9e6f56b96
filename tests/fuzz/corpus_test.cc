// Gives a fuzz target each file of its corpus, and a hundred thousand inputs that are made of them,
// or as many as FUZZ_INPUTS says.
// Built once per target, without a fuzzer, so that what was once found stays found, and that each
// build, also the sanitized ones, meets what nobody thought of. `./dev fuzz` looks deeper.
//
// An input that ends the program is printed in hexadecimal before, with its number.
#include <gtest/gtest.h>
#include <signal.h>
#include <unistd.h>

#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <utility>
#include <vector>

#include "tests/simulation/random.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size);

namespace telltale {
namespace {

namespace fs = std::filesystem;

constexpr int kUsualInputs = 100'000;
constexpr size_t kMostBytes = 4096;
constexpr int kMostEdits = 6;

int Inputs() {
  const char* const inputs = std::getenv("FUZZ_INPUTS");
  return inputs == nullptr ? kUsualInputs : std::atoi(inputs);
}

void Give(const std::string& input) {
  LLVMFuzzerTestOneInput(reinterpret_cast<const uint8_t*>(input.data()), input.size());
}

std::vector<std::string> ReadCorpus() {
  std::vector<fs::path> paths;
  for (const auto& entry : fs::directory_iterator(CORPUS_DIR)) paths.push_back(entry.path());
  std::sort(paths.begin(), paths.end());
  std::vector<std::string> corpus;
  for (const fs::path& path : paths) {
    std::ifstream file(path, std::ios::binary);
    corpus.emplace_back(std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>());
  }
  return corpus;
}

// Where in `text` something may happen; its end too.
size_t PlaceIn(const std::string& text, Random& random) {
  return static_cast<size_t>(random.Between(0, static_cast<int64_t>(text.size())));
}

std::string PieceOf(const std::string& text, Random& random) {
  const size_t begin = PlaceIn(text, random);
  return text.substr(begin, static_cast<size_t>(random.Between(0, 64)));
}

void Edit(std::string& input, const std::vector<std::string>& corpus, Random& random) {
  const size_t at = PlaceIn(input, random);
  switch (random.Between(0, 5)) {
    case 0:
      if (at < input.size()) input[at] = static_cast<char>(input[at] ^ (1 << random.Between(0, 7)));
      break;
    case 1:
      if (at < input.size()) {
        input[at] = random.Pick<char>({'\0', '\x7f', '\xff', '"', '{', '\n', ' ', '0', '9', '-'});
      }
      break;
    case 2:
      input.erase(at, static_cast<size_t>(random.Between(1, 16)));
      break;
    case 3:
      input.insert(at, PieceOf(input, random));
      break;
    case 4:
      input.insert(at, PieceOf(random.Pick(corpus), random));
      break;
    default:
      input.resize(at);
  }
  if (input.size() > kMostBytes) input.resize(kMostBytes);
}

// What is being given, for whoever has to find out what ended the program.
std::string* given = nullptr;

void PrintGiven(int signal) {
  constexpr char kDigits[] = "0123456789abcdef";
  for (const char byte : *given) {
    const char pair[] = {kDigits[static_cast<uint8_t>(byte) >> 4], kDigits[byte & 15]};
    if (write(STDERR_FILENO, pair, sizeof(pair)) < 0) break;
  }
  if (write(STDERR_FILENO, "\n", 1) < 0) _exit(1);
  struct sigaction usual {};
  usual.sa_handler = SIG_DFL;
  sigaction(signal, &usual, nullptr);
  raise(signal);
}

// Prints the input at an abort for as long as it lives; others are the sanitizer's.
class Watch {
 public:
  explicit Watch(std::string& input) {
    given = &input;
    struct sigaction print {};
    print.sa_handler = &PrintGiven;
    sigaction(SIGABRT, &print, &before_);
  }
  ~Watch() { sigaction(SIGABRT, &before_, nullptr); }

 private:
  struct sigaction before_ {};
};

TEST(CorpusTest, NothingInItCrashes) {
  const std::vector<std::string> corpus = ReadCorpus();
  EXPECT_FALSE(corpus.empty()) << CORPUS_DIR;
  for (const std::string& input : corpus) Give(input);
}

TEST(CorpusTest, NothingThatIsMadeOfItCrashes) {
  const std::vector<std::string> corpus = ReadCorpus();
  ASSERT_FALSE(corpus.empty());
  ASSERT_GT(Inputs(), 0);
  Random random(1);
  std::string input;
  const Watch watch(input);
  for (int i = 0; i < Inputs(); ++i) {
    input = random.Pick(corpus);
    for (int64_t edits = random.Between(1, kMostEdits); edits > 0; --edits) {
      Edit(input, corpus, random);
    }
    Give(input);
  }
}

}  // namespace
}  // namespace telltale
