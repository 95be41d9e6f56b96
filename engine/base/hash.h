// Hashes that are persisted or compared between processes. Everything else may use absl::Hash,
// which is seeded per process and must never reach a disk.
//
// Source: XXH3, https://github.com/Cyan4973/xxHash (stable since 0.8.0), seed 0.
#ifndef TELLTALE_ENGINE_BASE_HASH_H_
#define TELLTALE_ENGINE_BASE_HASH_H_

#include <cstdint>
#include <string>
#include <string_view>

#include "engine/base/ids.h"

namespace telltale {

// The key's identity; see KeyHash.
KeyHash HashKey(std::string_view escaped_key_text);

// 64 bits of any text: event ids, record digests. Never 0, so 0 can mean "none".
uint64_t Hash64(std::string_view text);

// 32 lower-case hex digits, high half first, as `xxhsum -H2` prints it.
std::string ToHex(KeyHash hash);

}  // namespace telltale

#endif  // TELLTALE_ENGINE_BASE_HASH_H_
