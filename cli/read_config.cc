#include "cli/read_config.h"

#include <cstdlib>
#include <iostream>
#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "cli/files/config_files.h"
#include "cli/files/read_file.h"
#include "cli/roads/history_road.h"
#include "engine/base/status.h"

namespace telltale {
namespace {

constexpr size_t kMaxSecretBytes = 1 << 20;  // a bundle of certificates is not small

constexpr char kPemBegin[] = "-----BEGIN ";

absl::StatusOr<std::string> ReadHeld(const std::string& path) {
  ASSIGN_OR_RETURN(std::string text, ReadFile(path, kMaxSecretBytes));
  if (!text.empty() && text.back() == '\n') text.pop_back();
  return text;
}

Finding Unreadable(const HeldInFile& held, const absl::Status& status) {
  return {.error = ErrorId::kFileUnreadable,
          .mark = held.mark,
          .text = absl::StrCat("expected a file with the value of '", held.option, "', but ",
                               held.path, ": ", status.message())};
}

Finding NoPem(const HeldInFile& held) {
  return {.error = ErrorId::kNoPem,
          .mark = held.mark,
          .text = absl::StrCat("expected PEM in the file of '", held.option, "', but ", held.path,
                               " has no line that begins with ", kPemBegin)};
}

void ReadSecrets(LoadedConfig& loaded) {
  for (const HeldInFile& held : HeldInFiles(loaded.tree, loaded.config)) {
    absl::StatusOr<std::string> text = ReadHeld(held.path);
    if (!text.ok()) {
      loaded.findings.push_back(Unreadable(held, text.status()));
    } else if (held.is_pem && text->find(kPemBegin) == std::string::npos) {
      loaded.findings.push_back(NoPem(held));
    } else {
      *held.value = *std::move(text);
    }
  }
}

}  // namespace

std::optional<std::string> FromEnvironment(const std::string& name) {
  const char* value = std::getenv(name.c_str());
  return value == nullptr ? std::nullopt : std::optional<std::string>(value);
}

LoadedConfig LoadWithoutSecrets(const std::vector<std::string>& paths) {
  LoadedConfig loaded;
  LoadConfig(paths, loaded.tree, loaded.findings);
  if (HasErrors(loaded.findings)) return loaded;
  for (Finding& finding : Bind(loaded.tree, &FromEnvironment, loaded.config)) {
    loaded.findings.push_back(std::move(finding));
  }
  return loaded;
}

LoadedConfig LoadWithSecrets(const std::vector<std::string>& paths) {
  LoadedConfig loaded = LoadWithoutSecrets(paths);
  if (!HasErrors(loaded.findings)) ReadSecrets(loaded);
  if (HasErrors(loaded.findings) || !loaded.config.history) return loaded;
  if (const absl::Status status = CheckHistory(*loaded.config.history); !status.ok()) {
    loaded.findings.push_back({.error = ErrorId::kNoPem,
                               .mark = loaded.tree.root.Find("history")->Find("tls")->mark,
                               .text = std::string(status.message())});
  }
  return loaded;
}

std::optional<Config> ReadConfig(const std::vector<std::string>& paths) {
  LoadedConfig loaded = LoadWithSecrets(paths);
  for (const Finding& finding : loaded.findings) std::cerr << FormatFinding(finding, loaded.tree);
  if (HasErrors(loaded.findings)) return std::nullopt;
  return std::move(loaded.config);
}

}  // namespace telltale
