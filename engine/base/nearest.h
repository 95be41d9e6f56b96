// Nearest: what a person may have meant who wrote a name that is none.
//
// Thread safety: pure function.
#ifndef TELLTALE_ENGINE_BASE_NEAREST_H_
#define TELLTALE_ENGINE_BASE_NEAREST_H_

#include <string>
#include <string_view>
#include <vector>

namespace telltale {

// The candidate that is most like `name`; empty if none is like it.
std::string Nearest(std::string_view name, const std::vector<std::string>& candidates);

}  // namespace telltale

#endif  // TELLTALE_ENGINE_BASE_NEAREST_H_
