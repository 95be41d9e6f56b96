#include "cli/operator/node_address.h"

#include <cstdio>
#include <fstream>

#include "absl/strings/str_cat.h"
#include "engine/base/error_catalogue.h"

namespace telltale {
namespace {

std::string FileIn(const std::string& dir) { return dir + "/http"; }

}  // namespace

// A reader sees all of it or nothing.
absl::Status WriteNodeAddress(const std::string& dir, const NodeAddress& address) {
  const std::string file = FileIn(dir), fresh = file + ".new";
  std::ofstream out(fresh);
  out << address.address << "\n" << address.store << "\n";
  out.close();
  if (out && std::rename(fresh.c_str(), file.c_str()) == 0) return absl::OkStatus();
  return MakeError(ErrorId::kCommitFailed,
                   absl::StrCat("expected to write ", file, ", but that failed"));
}

std::optional<NodeAddress> ReadNodeAddress(const std::string& dir) {
  std::ifstream in(FileIn(dir));
  NodeAddress address;
  if (!std::getline(in, address.address) || address.address.empty()) return std::nullopt;
  std::getline(in, address.store);
  return address;
}

void RemoveNodeAddress(const std::string& dir) { std::remove(FileIn(dir).c_str()); }

}  // namespace telltale
