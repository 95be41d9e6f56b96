// Functions: all that an expression can call, each once: parameters, result, meaning and example.
// The checker, the compiler and docs/reference/feel.md read this table.
//
// Thread safety: constant data.
#ifndef TELLTALE_ENGINE_FEEL_FUNCTIONS_H_
#define TELLTALE_ENGINE_FEEL_FUNCTIONS_H_

#include <array>
#include <string>
#include <string_view>

#include "absl/types/span.h"
#include "engine/feel/code.h"
#include "engine/feel/types.h"

namespace telltale::feel {

struct Parameter {
  enum class Takes {
    kValue,
    kConstant,  // only what does not depend on the record
    kPath,      // only a field of the record
  };

  std::string_view name;
  Types types = 0;  // 0: there is no such parameter
  Takes takes = Takes::kValue;
};

struct Function {
  std::string_view name;
  Op op;
  std::array<Parameter, 3> parameters;
  size_t required;  // how many must be given
  Types result;
  std::string_view meaning;            // a sentence
  std::string_view null;               // when the result is null, behind "null if"; empty: never
  std::string_view example;            // an expression without fields
  std::string_view result_of_example;  // as JSON

  size_t most() const;            // how many parameters it has
  std::string Signature() const;  // matches(input, pattern, [flags])
};

absl::Span<const Function> FunctionTable();
// Returns nullptr if there is none.
const Function* FindFunction(std::string_view name);

}  // namespace telltale::feel

#endif  // TELLTALE_ENGINE_FEEL_FUNCTIONS_H_
