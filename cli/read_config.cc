#include "cli/read_config.h"

#include <cstdlib>
#include <iostream>
#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "cli/files/config_files.h"
#include "cli/files/read_file.h"
#include "engine/base/status.h"
#include "engine/rules/secrets.h"

namespace telltale {
namespace {

constexpr size_t kMaxSecretBytes = 1 << 20;  // a bundle of certificates is not small

absl::StatusOr<std::string> ReadSecret(const std::string& path) {
  ASSIGN_OR_RETURN(std::string text, ReadFile(path, kMaxSecretBytes));
  if (!text.empty() && text.back() == '\n') text.pop_back();
  return text;
}

Mark PropertyMark(const ConfigTree& tree, const std::string& name) {
  return tree.root.Find("kafka")->Find("properties")->Find(name)->mark;
}

void ReadSecrets(LoadedConfig& loaded) {
  if (!loaded.config.kafka) return;
  for (auto& [name, value] : loaded.config.kafka->properties) {
    const std::optional<std::string> path = SecretFile(value);
    if (!path) continue;
    absl::StatusOr<std::string> secret = ReadSecret(*path);
    if (secret.ok()) {
      value = *std::move(secret);
    } else {
      loaded.findings.push_back(
          {.error = ErrorId::kFileUnreadable,
           .mark = PropertyMark(loaded.tree, name),
           .text = absl::StrCat("expected a file with the value of '", name, "', but ", *path, ": ",
                                secret.status().message())});
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
  return loaded;
}

std::optional<Config> ReadConfig(const std::vector<std::string>& paths) {
  LoadedConfig loaded = LoadWithSecrets(paths);
  for (const Finding& finding : loaded.findings) std::cerr << FormatFinding(finding, loaded.tree);
  if (HasErrors(loaded.findings)) return std::nullopt;
  return std::move(loaded.config);
}

}  // namespace telltale
