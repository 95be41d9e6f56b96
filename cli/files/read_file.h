// ReadFile: all of a file that a person names, which may be anything: too long, endless, a folder,
// a pipe into which nobody writes. None of them is a trap.
//
//   const absl::StatusOr<std::string> text = ReadFile(path, kMaxConfigBytes);
//   if (!text.ok()) ... StrCat("expected a configuration file, but: ", text.status().message())
//
// Thread safety: pure but for the file.
#ifndef TELLTALE_CLI_FILES_READ_FILE_H_
#define TELLTALE_CLI_FILES_READ_FILE_H_

#include <cstddef>
#include <string>

#include "absl/status/statusor.h"
#include "engine/base/time.h"

namespace telltale {

// A program behind a pipe may have to think before it writes.
inline constexpr Millis kPipePatience{30'000};

// Returns all of the file's bytes, at most `limit`. A pipe is read to its end, but not waited for
// longer than `patience` at a time.
//
// Errors: the message is why, and nothing else: `it is a directory`.
absl::StatusOr<std::string> ReadFile(const std::string& path, size_t limit,
                                     Millis patience = kPipePatience);

// The same of a file that nobody writes as we read: a pipe or a device is refused.
absl::StatusOr<std::string> ReadRegularFile(const std::string& path, size_t limit);

}  // namespace telltale

#endif  // TELLTALE_CLI_FILES_READ_FILE_H_
