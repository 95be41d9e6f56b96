// Strings: what the distributions' abseil makes necessary, in one place.
//
// Debian 12 builds abseil with a string_view class of its own, to which std::string_view does not
// convert. Call A() where a std::string_view goes to abseil; use StrMap where a map keyed by
// std::string is searched by std::string_view. Both also compile where the types are the same.
#ifndef TELLTALE_ENGINE_BASE_STRINGS_H_
#define TELLTALE_ENGINE_BASE_STRINGS_H_

#include <string>
#include <string_view>

#include "absl/container/flat_hash_map.h"
#include "absl/hash/hash.h"
#include "absl/strings/string_view.h"

namespace telltale {

inline absl::string_view A(std::string_view s) { return {s.data(), s.size()}; }
inline std::string_view S(absl::string_view s) { return {s.data(), s.size()}; }

struct StringViewHash {
  using is_transparent = void;
  size_t operator()(std::string_view s) const { return absl::HashOf(A(s)); }
};
struct StringViewEqual {
  using is_transparent = void;
  bool operator()(std::string_view a, std::string_view b) const { return a == b; }
};
template <class V>
using StrMap = absl::flat_hash_map<std::string, V, StringViewHash, StringViewEqual>;

}  // namespace telltale

#endif  // TELLTALE_ENGINE_BASE_STRINGS_H_
