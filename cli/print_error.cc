#include "cli/print_error.h"

#include <iostream>

#include "engine/base/error_catalogue.h"

namespace telltale {

ExitCode PrintError(const absl::Status& status) {
  std::cerr << status.message() << "\n";
  if (const auto error = ErrorOf(status)) {
    std::cerr << "  who   " << FindError(*error).who << "\n  next  " << FindError(*error).next
              << "\n";
  }
  return ExitCodeFor(status);
}

}  // namespace telltale
