#include "engine/base/hash.h"

#include <xxhash.h>

namespace telltale {

KeyHash HashKey(std::string_view escaped_key_text) {
  const XXH128_hash_t hash = XXH3_128bits(escaped_key_text.data(), escaped_key_text.size());
  return {hash.high64, hash.low64};
}

uint64_t Hash64(std::string_view text) {
  const uint64_t hash = XXH3_64bits(text.data(), text.size());
  return hash != 0 ? hash : 1;
}

std::string ToHex(KeyHash hash) {
  constexpr char kDigits[] = "0123456789abcdef";
  std::string hex;
  for (const uint64_t half : {hash.high, hash.low}) {
    for (int shift = 60; shift >= 0; shift -= 4) hex += kDigits[(half >> shift) & 15];
  }
  return hex;
}

}  // namespace telltale
