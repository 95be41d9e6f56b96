// ByteWriter and ByteReader: fixed-width little-endian numbers and counted strings, for blocks and
// pages, which end with a checksum. A reader that runs out of bytes says so by ok(), which may be
// asked once at the end: reading on gives zeros.
//
//   ByteWriter writer(out);           ByteReader in(bytes);
//   writer.Put(slot);                 const auto slot = in.Get<uint32_t>();
//   writer.PutText(text);             const std::string_view text = in.GetText();
//   PutChecksum(begin, out);          if (!in.ok()) return Corrupt(...);
//
// Thread safety: none.
#ifndef TELLTALE_ENGINE_TABLE_BYTE_CODEC_H_
#define TELLTALE_ENGINE_TABLE_BYTE_CODEC_H_

#include <bit>
#include <cstdint>
#include <cstring>
#include <string>
#include <string_view>
#include <type_traits>

#include "engine/base/hash.h"

namespace telltale {

static_assert(std::endian::native == std::endian::little,
              "states are stored as they lie in memory");

class ByteWriter {
 public:
  explicit ByteWriter(std::string& out) : out_(out) {}

  template <class T>
  void Put(const T& value) {
    static_assert(std::is_trivially_copyable_v<T>);
    out_.append(reinterpret_cast<const char*>(&value), sizeof(T));
  }
  void PutBytes(const void* data, size_t size) {
    out_.append(static_cast<const char*>(data), size);
  }
  void PutText(std::string_view text) {
    Put(static_cast<uint32_t>(text.size()));
    out_.append(text);
  }

 private:
  std::string& out_;
};

class ByteReader {
 public:
  explicit ByteReader(std::string_view bytes) : rest_(bytes) {}

  template <class T>
  T Get() {
    T value{};
    const std::string_view bytes = GetBytes(sizeof(T));
    if (bytes.size() == sizeof(T)) std::memcpy(&value, bytes.data(), sizeof(T));
    return value;
  }
  // Returns `size` bytes; none if fewer are left.
  std::string_view GetBytes(size_t size) {
    if (rest_.size() < size) {
      Fail();
      return {};
    }
    const std::string_view bytes = rest_.substr(0, size);
    rest_.remove_prefix(size);
    return bytes;
  }
  std::string_view GetText() { return GetBytes(Get<uint32_t>()); }

  // For a caller that met what cannot be: as if the bytes had run out.
  void Fail() {
    ok_ = false;
    rest_ = {};
  }
  bool ok() const { return ok_; }
  bool done() const { return rest_.empty(); }

 private:
  std::string_view rest_;
  bool ok_ = true;
};

inline constexpr size_t kChecksumBytes = sizeof(uint64_t);

// Appends the checksum of what stands in `out` from `begin` on.
inline void PutChecksum(size_t begin, std::string& out) {
  ByteWriter(out).Put(Hash64(std::string_view(out).substr(begin)));
}

// Takes the checksum off the end of `bytes`; false if it is not that of the rest.
inline bool TakeChecksum(std::string_view& bytes) {
  if (bytes.size() < kChecksumBytes) return false;
  ByteReader end(bytes.substr(bytes.size() - kChecksumBytes));
  bytes.remove_suffix(kChecksumBytes);
  return end.Get<uint64_t>() == Hash64(bytes);
}

}  // namespace telltale

#endif  // TELLTALE_ENGINE_TABLE_BYTE_CODEC_H_
