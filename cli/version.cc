// The verb `version`.
#include "cli/version.h"

#include <CLI/CLI.hpp>
#include <iostream>
#include <memory>

#include "cli/verb.h"

namespace telltale {
namespace {

Action DeclareVersion(CLI::App& app) {
  auto json = std::make_shared<bool>(false);
  app.add_flag("--json", *json, "Print it as JSON");
  return [json] {
    if (*json) {
      std::cout << "{\"version\":\"" << kVersion << "\"}\n";
    } else {
      std::cout << "telltale " << kVersion << "\n";
    }
    return kExitOk;
  };
}

}  // namespace

extern const Verb kVersionVerb = {"version", "Print the version", "telltale version --json", "",
                                  &DeclareVersion};

}  // namespace telltale
