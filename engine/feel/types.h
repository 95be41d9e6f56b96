// Types: the kinds of value that an expression can have when it is not null, as a set.
#ifndef TELLTALE_ENGINE_FEEL_TYPES_H_
#define TELLTALE_ENGINE_FEEL_TYPES_H_

#include <cstdint>
#include <string>

namespace telltale::feel {

using Types = uint8_t;  // a sum of these
inline constexpr Types kBoolType = 1;
inline constexpr Types kNumberType = 2;
inline constexpr Types kStringType = 4;
inline constexpr Types kListType = 8;  // objects too
inline constexpr Types kScalarTypes = kBoolType | kNumberType | kStringType;
inline constexpr Types kAnyType = kScalarTypes | kListType;  // of a path, and of null

// `a number`, `a number or a string`.
std::string TypeName(Types types);

}  // namespace telltale::feel

#endif  // TELLTALE_ENGINE_FEEL_TYPES_H_
