// OwnVariables: the variables that a rule writes itself, as expressions over a command, its event
// and its key.
//
//   start: { message: maintenance-needed, variables: { vehicle: vehicle, since: first_bad_at } }
//
// A path is a fact of the command if it is the name of one, else a part of the key if it is the
// path of one, else a field of the event. Key parts are always their text: a deadline has no event,
// and a variable must not change its type with what decided the command.
//
// Thread safety: immutable once bound; evaluating is pure.
#ifndef TELLTALE_ENGINE_RULES_OWN_VARIABLES_H_
#define TELLTALE_ENGINE_RULES_OWN_VARIABLES_H_

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/types/span.h"
#include "engine/base/path.h"
#include "engine/base/value.h"
#include "engine/feel/program.h"

namespace telltale {

// What is known of a command besides its event. In the order of the default variables.
enum class Fact : uint8_t {
  kEpisode,
  kRule,
  kKey,
  kCount,
  kFirstBadAt,
  kRaisedAt,
  kClearedAt,  // of a back
  kEnding,     // of a back
  kEvent,      // the whole record
};
inline constexpr int kFacts = 9;
std::string_view FactName(Fact fact);

// A variable's name as its message has it, and its value as JSON.
using NamedJson = std::pair<std::string_view, std::string>;

class OwnVariables {
 public:
  // Compiles one more. Fields of the event that it reads are added to `fields`; `key` are the paths
  // of the rule's key. On an error returns false and fills `error`.
  bool Add(std::string name, std::string_view expression, absl::Span<const Path> key,
           SlotTable& fields, feel::CompileError& error);

  // `facts` by Fact; `key` by part; `fields` by the slots given to Add(), empty: a deadline decided
  // it, and every field is null. In the order of Add().
  std::vector<NamedJson> Evaluate(absl::Span<const Value> facts, absl::Span<const Value> key,
                                  absl::Span<const Value> fields) const;

  std::vector<std::string_view> Names() const;
  // The slots of the event's fields that they read.
  std::vector<Slot> FieldSlots() const;

 private:
  // Where the value of a path comes from.
  struct Origin {
    enum class Kind : uint8_t { kFact, kKeyPart, kField };
    Kind kind = Kind::kField;
    Slot index = 0;
  };
  struct Variable {
    std::string name;
    feel::Program value;
  };
  static Origin OriginOf(const Path& path, absl::Span<const Path> key, SlotTable& fields);

  std::vector<Variable> variables_;
  SlotTable paths_;              // of all their programs
  std::vector<Origin> origins_;  // by slot of `paths_`
};

}  // namespace telltale

#endif  // TELLTALE_ENGINE_RULES_OWN_VARIABLES_H_
