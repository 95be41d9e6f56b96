// What a configuration names, and files hold: secrets and certificates.
#include <initializer_list>
#include <optional>
#include <utility>

#include "absl/strings/str_cat.h"
#include "engine/base/strings.h"
#include "engine/rules/config.h"
#include "engine/rules/secrets.h"

namespace telltale {
namespace {

// Adds those that are given.
void AddPems(const std::string& section, const ConfigNode& node,
             std::initializer_list<std::pair<const char*, std::string*>> values,
             std::vector<HeldInFile>& held) {
  for (const auto& [name, value] : values) {
    if (value->empty()) continue;
    held.push_back({.option = absl::StrCat(section, ".", name),
                    .mark = node.Find(name)->mark,
                    .path = *value,
                    .value = value,
                    .is_pem = true});
  }
}

}  // namespace

std::vector<HeldInFile> HeldInFiles(const ConfigTree& tree, Config& config) {
  std::vector<HeldInFile> held;
  const auto add_secret = [&held](std::string option, const Mark& mark, std::string& value) {
    if (std::optional<std::string> path = SecretFile(value)) {
      held.push_back({std::move(option), mark, *std::move(path), &value});
    }
  };
  if (config.kafka) {
    for (auto& [name, value] : config.kafka->properties) {
      add_secret(name, tree.root.Find("kafka")->Find("properties")->Find(name)->mark, value);
    }
  }
  if (config.history) {
    const ConfigNode& node = *tree.root.Find("history");
    if (const ConfigNode* password = node.Find("password")) {
      add_secret("history.password", password->mark, config.history->password);
    }
    if (std::optional<HistoryTls>& tls = config.history->tls) {
      AddPems("history.tls", *node.Find("tls"),
              {{"certificate", &tls->certificate}, {"key", &tls->key}}, held);
    }
  }
  if (config.zeebe && config.zeebe->tls) {
    TlsConfig& tls = *config.zeebe->tls;
    AddPems("zeebe.tls", *tree.root.Find("zeebe")->Find("tls"),
            {{"ca", &tls.ca}, {"certificate", &tls.certificate}, {"key", &tls.key}}, held);
  }
  if (config.zeebe && config.zeebe->oauth) {
    const ConfigNode& node = *tree.root.Find("zeebe")->Find("oauth");
    OAuthConfig& oauth = *config.zeebe->oauth;
    add_secret("zeebe.oauth.client_secret", node.Find("client_secret")->mark, oauth.client_secret);
    AddPems("zeebe.oauth", node, {{"ca", &oauth.ca}}, held);
  }
  return held;
}

}  // namespace telltale
