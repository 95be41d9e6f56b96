// The verb `explain`: what an error's number means, who acts, and what to do.
#include <CLI/CLI.hpp>
#include <algorithm>
#include <cstdlib>
#include <iomanip>
#include <iostream>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/numbers.h"
#include "cli/verb.h"
#include "engine/base/error_catalogue.h"
#include "engine/base/json_text.h"
#include "engine/base/nearest.h"

namespace telltale {
namespace {

constexpr int kNameWidth = 26;

struct ExplainFlags {
  std::optional<std::string> error;  // `E2003`, `2003`, `e2003` or a name; without one all
  bool json = false;
};

std::string ToJson(const ErrorEntry& entry) {
  std::string json = "{\"error\":\"" + ErrorNumber(entry.id) + "\",\"name\":";
  AppendJsonString(json, entry.name);
  json += ",\"who\":";
  AppendJsonString(json, entry.who);
  json += ",\"meaning\":";
  AppendJsonString(json, entry.meaning);
  json += ",\"next\":";
  AppendJsonString(json, entry.next);
  return json + "}";
}

void PrintAll(bool json) {
  for (const ErrorEntry& entry : ErrorCatalogue()) {
    if (json) {
      std::cout << ToJson(entry) << "\n";
    } else {
      std::cout << ErrorNumber(entry.id) << "  " << std::left << std::setw(kNameWidth) << entry.name
                << entry.meaning << "\n";
    }
  }
}

void Print(const ErrorEntry& entry) {
  std::cout << "error " << ErrorTitle(entry.id) << "\n  means " << entry.meaning << "\n  who   "
            << entry.who << "\n  next  " << entry.next << "\n";
}

// The entry that was probably meant: the nearest number, else the most similar name; or nullptr.
const ErrorEntry* NearestError(const std::string& text) {
  int number = 0;
  if (absl::SimpleAtoi(text.rfind('E', 0) == 0 ? text.substr(1) : text, &number)) {
    const auto all = ErrorCatalogue();
    return &*std::min_element(all.begin(), all.end(), [number](const auto& a, const auto& b) {
      return std::abs(static_cast<int>(a.id) - number) < std::abs(static_cast<int>(b.id) - number);
    });
  }
  std::vector<std::string> names;
  for (const ErrorEntry& entry : ErrorCatalogue()) names.emplace_back(entry.name);
  return FindError(Nearest(text, names));
}

ExitCode Refuse(const std::string& text) {
  const ErrorEntry* nearest = NearestError(text);
  std::cerr << "telltale explain: expected the number or name of an error, but there is no '"
            << text << "'"
            << (nearest != nullptr ? "; did you mean " + ErrorTitle(nearest->id) + "?" : "")
            << "\n  more  telltale explain\n";
  return kExitUsage;
}

ExitCode Explain(const ExplainFlags& flags) {
  if (!flags.error) {
    PrintAll(flags.json);
    return kExitOk;
  }
  std::string text = *flags.error;
  if (text.size() > 1 && text[0] == 'e' && absl::ascii_isdigit(text[1])) text[0] = 'E';
  const ErrorEntry* entry = FindError(text);
  if (entry == nullptr) return Refuse(text);
  if (flags.json) {
    std::cout << ToJson(*entry) << "\n";
  } else {
    Print(*entry);
  }
  return kExitOk;
}

Action DeclareExplain(CLI::App& app) {
  auto flags = std::make_shared<ExplainFlags>();
  app.add_option("error", flags->error, "Number or name of an error; without it all are listed")
      ->type_name("ERROR");
  app.add_flag("--json", flags->json, "Print it as JSON, a line per error");
  return [flags] { return Explain(*flags); };
}

}  // namespace

extern const Verb kExplainVerb = {"explain", "Say what an error means and what to do",
                                  "telltale explain E2003", "", &DeclareExplain};

}  // namespace telltale
