// Cores: how many processors this process may use.
//
// Thread safety: any thread.
#ifndef TELLTALE_CLI_CORES_H_
#define TELLTALE_CLI_CORES_H_

#include <cstddef>
#include <optional>
#include <string_view>

namespace telltale {

// At least 1. Those that the process may run on, but no more than the quota of its control group,
// by which containers and services are limited.
size_t UsableCores();

// Whole processors that a `cpu.max` of a control group leaves: `250000 100000` are 2. nullopt: it
// is no limit, or no such text.
// Source: Linux, Documentation/admin-guide/cgroup-v2.rst.
std::optional<size_t> CoresOfQuota(std::string_view text);

}  // namespace telltale

#endif  // TELLTALE_CLI_CORES_H_
