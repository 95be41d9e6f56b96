// Secrets: which values of a configuration nobody may see.
//
// Thread safety: pure functions.
#ifndef TELLTALE_CLI_REFERENCE_SECRETS_H_
#define TELLTALE_CLI_REFERENCE_SECRETS_H_

#include <optional>
#include <string>
#include <string_view>

namespace telltale {

// What is shown in place of one.
inline constexpr std::string_view kMasked = "******";

// PATH of a value `file:PATH`, else nullopt.
std::optional<std::string> SecretFile(std::string_view value);

// True if a librdkafka property of this name, e.g. sasl.password, or with this value, is secret.
bool IsSecretProperty(std::string_view name, std::string_view value);

}  // namespace telltale

#endif  // TELLTALE_CLI_REFERENCE_SECRETS_H_
