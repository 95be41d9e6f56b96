#include "cli/run.h"

#include <iostream>
#include <utility>

#include "cli/check.h"
#include "cli/logging.h"
#include "cli/node.h"
#include "cli/wiring.h"
#include "engine/base/status.h"

namespace telltale {
namespace {

void SetUpLogging(const RunFlags& flags) {
  LogFormat format = DefaultLogFormat();
  if (flags.log_format == "json") format = LogFormat::kJson;
  if (flags.log_format == "logfmt") format = LogFormat::kLogfmt;
  LogLevel least = LogLevel::kInfo;
  if (flags.log_level == "debug") least = LogLevel::kDebug;
  if (flags.log_level == "warning") least = LogLevel::kWarning;
  if (flags.log_level == "error") least = LogLevel::kError;
  InitLogging(format, least);
}

// What an operator reads when the program ends because of `status`.
ExitCode Report(const absl::Status& status) {
  std::cerr << status.message() << "\n";
  if (const auto error = ErrorOf(status)) {
    std::cerr << "  who   " << FindError(*error).who << "\n  next  " << FindError(*error).next
              << "\n";
  }
  return ExitCodeFor(status);
}

}  // namespace

ExitCode Run(const RunFlags& flags) {
  SetUpLogging(flags);
  std::optional<Config> config = ReadConfig(flags.configs);
  if (!config) return kExitConfiguration;
  absl::StatusOr<Plumbing> plumbing = Decide(flags, *config);
  if (!plumbing.ok()) return Report(plumbing.status());
  Node node(flags, *std::move(config), *std::move(plumbing));
  absl::Status status = node.Start();
  if (status.ok()) status = node.Work();
  if (!status.ok()) return Report(status);
  return node.Finish();
}

}  // namespace telltale
