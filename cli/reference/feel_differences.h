// FeelDifferences: where our FEEL and feelin disagree, and why we mean to.
//
// docs/reference/feel.md shows the table, and tests/feel evaluates both of its columns.
// Thread safety: constant data.
#ifndef TELLTALE_CLI_REFERENCE_FEEL_DIFFERENCES_H_
#define TELLTALE_CLI_REFERENCE_FEEL_DIFFERENCES_H_

#include <string_view>

#include "absl/types/span.h"

namespace telltale {

// The record that the expressions are evaluated over.
inline constexpr std::string_view kDifferenceRecord =
    R"({"n": 7, "s": "text", "tags": ["oil", 7], "object": {"a": 1}, "none": null})";

struct FeelDifference {
  std::string_view expression;
  std::string_view ours;    // the value as JSON, or `refused`
  std::string_view theirs;  // likewise
  std::string_view why;
};

absl::Span<const FeelDifference> FeelDifferences();

}  // namespace telltale

#endif  // TELLTALE_CLI_REFERENCE_FEEL_DIFFERENCES_H_
