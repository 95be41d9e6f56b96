// KeyTexts: the escaped key texts of a table, aside from its records.
//
// Texts lie in chunks that never move; a reference is a number of 32 bits. Freed places are used
// again by texts of the same size class (a multiple of eight bytes).
//
// Thread safety: none; part of a key table.
#ifndef TELLTALE_ENGINE_TABLE_KEY_TEXTS_H_
#define TELLTALE_ENGINE_TABLE_KEY_TEXTS_H_

#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace telltale {

class KeyTexts {
 public:
  using Ref = uint32_t;

  Ref Add(std::string_view text);
  void Free(Ref ref);
  std::string_view Get(Ref ref) const;
  size_t memory_bytes() const { return chunks_.size() * kChunkBytes + long_bytes_; }

 private:
  // A reference counts units of eight bytes; a text begins with its length in four.
  static constexpr size_t kUnit = 8;
  static constexpr size_t kChunkBytes = 256 << 10;
  static constexpr size_t kChunkUnits = kChunkBytes / kUnit;
  // Longer texts, which are rare, are strings of their own; this bit marks their references.
  static constexpr size_t kLongBytes = kChunkBytes / 16;
  static constexpr Ref kLong = Ref{1} << 31;

  static size_t UnitsFor(size_t length) { return (sizeof(uint32_t) + length + kUnit - 1) / kUnit; }
  Ref Allocate(size_t units);
  char* At(Ref ref) const { return &chunks_[ref / kChunkUnits][ref % kChunkUnits * kUnit]; }

  std::vector<std::unique_ptr<char[]>> chunks_;
  size_t next_ = 0;                          // the first unit never used
  std::map<size_t, std::vector<Ref>> free_;  // by units
  std::map<Ref, std::string> long_;
  Ref next_long_ = kLong;
  size_t long_bytes_ = 0;
};

}  // namespace telltale

#endif  // TELLTALE_ENGINE_TABLE_KEY_TEXTS_H_
