// ModelConfig: a configuration from text that the test itself wrote, so that it must be valid.
#ifndef TELLTALE_TESTS_RUNTIME_MODEL_CONFIG_H_
#define TELLTALE_TESTS_RUNTIME_MODEL_CONFIG_H_

#include <string>

#include "engine/rules/config.h"

namespace telltale {

// REQUIRES: `text` has no error
Config ReadConfig(const std::string& text);

}  // namespace telltale

#endif  // TELLTALE_TESTS_RUNTIME_MODEL_CONFIG_H_
