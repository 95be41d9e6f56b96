#include "engine/rules/secrets.h"

#include <algorithm>
#include <array>
#include <cstddef>

namespace telltale {
namespace {

constexpr std::string_view kFileWord = "file:";

// Parts of the names of librdkafka's sensitive properties (its CONFIGURATION.md), aliases included.
constexpr std::array<std::string_view, 5> kSecretParts = {"password", "secret", "key.pem",
                                                          "ssl_key", "oauthbearer.config"};

// Where the first of them begins, or npos.
size_t FindSecretPart(std::string_view text) {
  size_t first = std::string_view::npos;
  for (const std::string_view part : kSecretParts) first = std::min(first, text.find(part));
  return first;
}

}  // namespace

std::optional<std::string> SecretFile(std::string_view value) {
  if (value.substr(0, kFileWord.size()) != kFileWord) return std::nullopt;
  return std::string(value.substr(kFileWord.size()));
}

bool IsSecretProperty(std::string_view name, std::string_view value) {
  return SecretFile(value) || FindSecretPart(name) != std::string_view::npos;
}

std::string MaskLine(std::string_view line) {
  std::string shown(line);
  const size_t name = FindSecretPart(line);
  const size_t colon = name == std::string_view::npos ? name : line.find(':', name);
  if (colon == std::string_view::npos) return shown;
  std::replace_if(
      shown.begin() + static_cast<std::ptrdiff_t>(colon) + 1, shown.end(),
      [](char c) { return c != ' '; }, '*');
  return shown;
}

}  // namespace telltale
