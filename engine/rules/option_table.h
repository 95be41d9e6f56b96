// OptionTable: every option of a configuration, once: name, type, default, limits, meaning, reason
// and example. Binding, messages, the JSON Schema and docs/reference come from it.
//
// Thread safety: constant data.
#ifndef TELLTALE_ENGINE_RULES_OPTION_TABLE_H_
#define TELLTALE_ENGINE_RULES_OPTION_TABLE_H_

#include <cstdint>
#include <string_view>

#include "absl/types/span.h"

namespace telltale {

enum class OptionType : uint8_t {
  kText,
  kSecret,  // a text that nobody may see, or `file:PATH`
  kBoolean,
  kCount,
  kBytes,        // 64MiB
  kDuration,     // 1m30s
  kChoice,       // one of `choices`
  kPath,         // engine.oil.pressure
  kPaths,        // a list of paths
  kExpression,   // FEEL
  kForm,         // a sentence such as `3 in 30s`
  kMessage,      // a name, or options of its own: section `rules.NAME.start`
  kSection,      // options of its own: section `zeebe.tls`
  kMap,          // free names
  kExpressions,  // FEEL by free names
  kMessages,     // a list of messages, each with options of its own
  kObject,       // FEEL by free names, or FEEL that gives an object
};

// What happens if an option is not given.
enum class Unless : uint8_t {
  kRefused,  // it must be given
  kPreset,   // it has the value `preset`
  kAbsent,   // `preset` says in words what is done instead
};

// What a running node does with another value when it reads its configuration again.
enum class Reload : uint8_t {
  kLive,          // takes it
  kNeedsRestart,  // refuses the whole reload
};

// Both inclusive, of kCount, kBytes (in bytes) and kDuration (in ms).
struct OptionLimits {
  int64_t least = 0;
  int64_t most = 0;
  std::string_view unit = "";  // kCount: what is counted, `keys`
};

struct Option {
  std::string_view section;  // `kafka`, `rules.NAME`, `rules.NAME.start`; empty: top level
  std::string_view name;
  OptionType type;
  Unless unless;
  std::string_view preset;  // as one would write it
  OptionLimits limits;
  std::string_view choices;  // kChoice, kForm: separated by ` | `
  Reload reload;
  std::string_view what;  // what it is, a sentence
  std::string_view why;   // why one would care, a sentence
  std::string_view example;
};

absl::Span<const Option> OptionTable();
// REQUIRES: there is such an option.
const Option& FindOption(std::string_view section, std::string_view name);
// True of a section that is the value of an option: `zeebe.tls`, `rules.NAME.start`.
bool IsOfOption(std::string_view section);
// As a person reads it: `duration`, `count`.
std::string_view OptionTypeName(OptionType type);

}  // namespace telltale

#endif  // TELLTALE_ENGINE_RULES_OPTION_TABLE_H_
