// TableText: rows of JSON as an aligned table for people.
//
//   ToTable({{"EPISODE", "episode"}, {"AGE", "raised_at", Shown::kAge}}, lines, now)
//
// What comes from outside (keys, payloads, a workflow engine's words) cannot move the cursor or
// begin a line: control characters are replaced.
//
// Thread safety: pure functions.
#ifndef TELLTALE_CLI_OPERATOR_TABLE_TEXT_H_
#define TELLTALE_CLI_OPERATOR_TABLE_TEXT_H_

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "absl/types/span.h"
#include "engine/base/time.h"

namespace telltale {

enum class Shown : uint8_t {
  kAsIs,
  kNumber,  // to the right
  kAge,     // of a time: `3m`, how long ago
};

struct Column {
  std::string_view title;
  std::string_view field;  // of the row
  Shown shown = Shown::kAsIs;
  size_t most = 0;  // characters; 0: all
};

// `lines`: an object per line. A field that is missing or null is `-`.
std::string ToTable(absl::Span<const Column> columns, std::string_view lines, WallTime now);

// The two greatest units: `12s`, `3m20s`, `5h`, `2d4h`; below a second `0s`; `in 5s` ahead.
std::string FormatAge(Millis age);

}  // namespace telltale

#endif  // TELLTALE_CLI_OPERATOR_TABLE_TEXT_H_
