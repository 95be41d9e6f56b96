// WriteFile: a file that a person names, written so that it stays what it is: a link stays a link,
// a device a device, and owner, permissions and other names stay.
//
// Thread safety: pure but for the file and the process's standard streams.
#ifndef TELLTALE_CLI_FILES_WRITE_FILE_H_
#define TELLTALE_CLI_FILES_WRITE_FILE_H_

#include <string>
#include <string_view>

#include "absl/status/status.h"

namespace telltale {

// Whether `path` could be written now, which is better known before the work than after it. Changes
// nothing.
//
// Errors: E1022.
absl::Status CheckWritable(const std::string& path);

// Whether `path` is none of the files that are read, nor one in a folder that is: to write it would
// destroy what it is made from. `flag` names it in the message.
//
// Errors: E1022.
absl::Status CheckNotRead(std::string_view flag, const std::string& path,
                          absl::Span<const std::string> read);

// Makes `text` all that is in the file. Where that is possible without changing what the file is,
// it is replaced at once, so that a crash leaves the old text or the new one.
//
// Errors: E5005.
absl::Status WriteFile(const std::string& path, std::string_view text);

}  // namespace telltale

#endif  // TELLTALE_CLI_FILES_WRITE_FILE_H_
