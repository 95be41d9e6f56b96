// Nearest: what a person may have meant who wrote a name that is none.
//
// Thread safety: pure function.
#ifndef TELLTALE_ENGINE_BASE_NEAREST_H_
#define TELLTALE_ENGINE_BASE_NEAREST_H_

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace telltale {

// How many letters must be added, removed or changed to make one of the other.
size_t EditDistance(std::string_view a, std::string_view b);

// The candidate that is most like `name`; empty if none is like it.
std::string Nearest(std::string_view name, const std::vector<std::string>& candidates);

}  // namespace telltale

#endif  // TELLTALE_ENGINE_BASE_NEAREST_H_
