// Secrets: which values of a configuration nobody may see.
//
// Thread safety: pure functions.
#ifndef TELLTALE_ENGINE_RULES_SECRETS_H_
#define TELLTALE_ENGINE_RULES_SECRETS_H_

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

// A line of a configuration as it may be printed: asterisks for all that comes after the name of a
// secret property. Columns stay.
std::string MaskLine(std::string_view line);

}  // namespace telltale

#endif  // TELLTALE_ENGINE_RULES_SECRETS_H_
