// What nearly every file includes, parsed once for a sanitized build.
//
// Only there: in a release build every file must find its includes by itself.
#ifndef TELLTALE_TESTS_SANITIZERS_PRECOMPILED_H_
#define TELLTALE_TESTS_SANITIZERS_PRECOMPILED_H_

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/container/flat_hash_set.h"
#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"

#endif  // TELLTALE_TESTS_SANITIZERS_PRECOMPILED_H_
