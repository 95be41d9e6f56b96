#include "cli/operator/node_address.h"

#include <cstdio>
#include <filesystem>
#include <fstream>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "cli/files/read_file.h"
#include "connectors/http/host_port.h"
#include "engine/base/error_catalogue.h"
#include "engine/base/status.h"

namespace telltale {
namespace {

namespace fs = std::filesystem;

constexpr size_t kMaxBytes = 4096;

std::string FileIn(const std::string& dir) { return dir + "/http"; }

bool IsAddress(const std::string& line) {
  const auto address = ParseHostPort(line);
  return address && address->port != 0;
}

bool IsUuid(const std::string& line) {
  constexpr size_t kUuidDigits = 32;
  return line.size() == kUuidDigits &&
         line.find_first_not_of("0123456789abcdef") == std::string::npos;
}

}  // namespace

// A reader sees all of it or nothing.
absl::Status WriteNodeAddress(const std::string& dir, const NodeAddress& address) {
  const std::string file = FileIn(dir), fresh = file + ".new";
  const absl::Status old = ReadNodeAddress(dir).status();
  if (!old.ok() && !absl::IsNotFound(old)) {
    return MakeError(ErrorId::kFileUnwritable,
                     absl::StrCat("expected the address of a node or nothing in ", file, ", but ",
                                  old.message(), ": move it away"));
  }
  std::ofstream out(fresh);
  out << address.address << "\n" << address.store << "\n";
  out.close();
  if (out && std::rename(fresh.c_str(), file.c_str()) == 0) return absl::OkStatus();
  return MakeError(ErrorId::kCommitFailed,
                   absl::StrCat("expected to write ", file, ", but that failed"));
}

absl::StatusOr<NodeAddress> ReadNodeAddress(const std::string& dir) {
  std::error_code unknown;
  if (!fs::exists(fs::symlink_status(FileIn(dir), unknown))) {
    return absl::NotFoundError("there is none");
  }
  ASSIGN_OR_RETURN(const std::string text, ReadRegularFile(FileIn(dir), kMaxBytes));
  if (text.empty()) return absl::NotFoundError("it is empty");  // as a power failure leaves it
  const std::vector<std::string> lines = absl::StrSplit(text, '\n');
  if (lines.size() == 3 && lines[2].empty() && IsAddress(lines[0]) && IsUuid(lines[1])) {
    return NodeAddress{lines[0], lines[1]};
  }
  return absl::InvalidArgumentError("it is not a line HOST:PORT and a line with a uuid");
}

void RemoveNodeAddress(const std::string& dir, const NodeAddress& address) {
  const absl::StatusOr<NodeAddress> written = ReadNodeAddress(dir);
  if (written.ok() && *written == address) std::remove(FileIn(dir).c_str());
}

}  // namespace telltale
