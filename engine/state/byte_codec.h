// ByteWriter and ByteReader: fixed-width little-endian numbers and counted strings, for blocks and
// pages. A reader that runs out of bytes says so once, at the end: reading on gives zeros.
//
// Thread safety: none.
#ifndef TELLTALE_ENGINE_STATE_BYTE_CODEC_H_
#define TELLTALE_ENGINE_STATE_BYTE_CODEC_H_

#include <bit>
#include <cstdint>
#include <cstring>
#include <string>
#include <string_view>
#include <type_traits>

namespace telltale {

static_assert(std::endian::native == std::endian::little, "states are stored as they lie in memory");

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
      ok_ = false;
      rest_ = {};
      return {};
    }
    const std::string_view bytes = rest_.substr(0, size);
    rest_.remove_prefix(size);
    return bytes;
  }
  std::string_view GetText() { return GetBytes(Get<uint32_t>()); }

  bool ok() const { return ok_; }
  bool done() const { return rest_.empty(); }

 private:
  std::string_view rest_;
  bool ok_ = true;
};

}  // namespace telltale

#endif  // TELLTALE_ENGINE_STATE_BYTE_CODEC_H_
