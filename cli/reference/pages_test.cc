#include "cli/reference/pages.h"

#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>

namespace telltale {
namespace {

namespace fs = std::filesystem;
const fs::path kFolder = REFERENCE_DIR;

std::string ReadFile(const fs::path& path) {
  std::ostringstream text;
  text << std::ifstream(path).rdbuf();
  return text.str();
}

// `./dev reference` writes them anew; the difference is to be reviewed.
TEST(ReferencePagesTest, AreWhatTheTablesSay) {
  for (const ReferencePage& page : ReferencePages()) {
    const fs::path path = kFolder / page.file;
    if (std::getenv("UPDATE_GOLDEN") != nullptr) std::ofstream(path) << page.render();
    EXPECT_EQ(ReadFile(path), page.render()) << path;
  }
}

TEST(ReferencePagesTest, AreAllThatTheFolderHolds) {
  for (const auto& entry : fs::directory_iterator(kFolder)) {
    const auto pages = ReferencePages();
    EXPECT_TRUE(std::any_of(pages.begin(), pages.end(), [&](const ReferencePage& page) {
      return page.file == entry.path().filename().string();
    })) << entry.path();
  }
}

TEST(ReferencePagesTest, NoCellOfATableIsEmptyExceptForLimitsAndLabels) {
  EXPECT_EQ(ErrorsPage().find("|  |"), std::string::npos);
  EXPECT_EQ(OutcomesPage().find("|  |"), std::string::npos);
}

}  // namespace
}  // namespace telltale
