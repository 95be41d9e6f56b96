// ZeebeWords: what Zeebe's exporter calls things, so that a slip in `history.where` can be told.
//
// From the protocol of Zeebe 8.5.8 and 8.6.0. Newer ones may have more, so a word that is not here
// is a slip only if it is almost one of them, or is not written as they are.
//
// Thread safety: constant data.
#ifndef TELLTALE_ENGINE_CHECK_ZEEBE_WORDS_H_
#define TELLTALE_ENGINE_CHECK_ZEEBE_WORDS_H_

#include <optional>
#include <string>
#include <string_view>

#include "absl/types/span.h"

namespace telltale {

absl::Span<const std::string_view> ZeebeValueTypes();

// What `field` of a record should be called: the nearest one that every record has, or empty if
// none is near, as of one that belongs below `value`. Nullopt: nothing is wrong with it.
std::optional<std::string> MendZeebeField(std::string_view field);

// What `word` should be as a value of `field`: the nearest one that there is, or empty if none is
// near. Nullopt: nothing is wrong with it, or the field is none that has words.
std::optional<std::string> MendZeebeWord(std::string_view field, std::string_view word);

}  // namespace telltale

#endif  // TELLTALE_ENGINE_CHECK_ZEEBE_WORDS_H_
