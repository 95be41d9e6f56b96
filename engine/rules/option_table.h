// OptionTable: every option of a configuration, once: name, type, default, limits, meaning,
// example. Binding, messages and docs/reference/configuration.md come from it.
//
// Thread safety: constant data.
#ifndef TELLTALE_ENGINE_RULES_OPTION_TABLE_H_
#define TELLTALE_ENGINE_RULES_OPTION_TABLE_H_

#include <cstdint>
#include <string>
#include <string_view>

#include "absl/types/span.h"

namespace telltale {

enum class OptionType : uint8_t {
  kText,
  kBoolean,
  kCount,
  kBytes,       // 64MiB
  kDuration,    // 1m30s
  kChoice,      // one of `choices`
  kPath,        // engine.oil.pressure
  kPaths,       // a list of paths
  kExpression,  // FEEL
  kForm,        // a sentence such as `3 in 30s`
  kMessage,     // a name, or {message, ttl}
  kMap,         // free names
};

struct Option {
  std::string_view section;  // `kafka`, `topics.NAME`, `rules.NAME`; empty: top level
  std::string_view name;
  OptionType type;
  std::string_view preset;  // the default as one would write it; `required`, `none`
  int64_t least = 0;        // kCount, kBytes; kDuration in ms
  int64_t most = 0;
  std::string_view choices;  // kChoice, kForm: separated by ` | `
  std::string_view what;     // what it is, a sentence
  std::string_view example;
};

absl::Span<const Option> OptionTable();
// REQUIRES: there is such an option.
const Option& FindOption(std::string_view section, std::string_view name);
// As a person reads it: `duration`, `count`.
std::string_view OptionTypeName(OptionType type);
// The page docs/reference/configuration.md.
std::string ConfigurationReference();

}  // namespace telltale

#endif  // TELLTALE_ENGINE_RULES_OPTION_TABLE_H_
