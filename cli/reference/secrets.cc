#include "cli/reference/secrets.h"

#include <algorithm>
#include <array>

namespace telltale {
namespace {

constexpr std::string_view kFileWord = "file:";

// Parts of the names of librdkafka's sensitive properties (its CONFIGURATION.md), aliases included.
constexpr std::array<std::string_view, 5> kSecretParts = {"password", "secret", "key.pem",
                                                          "ssl_key", "oauthbearer.config"};

}  // namespace

std::optional<std::string> SecretFile(std::string_view value) {
  if (value.substr(0, kFileWord.size()) != kFileWord) return std::nullopt;
  return std::string(value.substr(kFileWord.size()));
}

bool IsSecretProperty(std::string_view name, std::string_view value) {
  return SecretFile(value) ||
         std::any_of(kSecretParts.begin(), kSecretParts.end(), [name](std::string_view part) {
           return name.find(part) != std::string_view::npos;
         });
}

}  // namespace telltale
