#include "connectors/rocksdb/stored_key.h"

namespace telltale {
namespace {

constexpr size_t kPrefixBytes = 1 + 2 + 4;
constexpr size_t kKeyBytes = kPrefixBytes + 8;

void PutBigEndian(uint64_t value, int bytes, std::string& out) {
  for (int shift = 8 * (bytes - 1); shift >= 0; shift -= 8) {
    out += static_cast<char>(value >> shift);
  }
}

uint64_t GetBigEndian(std::string_view bytes) {
  uint64_t value = 0;
  for (const char byte : bytes) value = value << 8 | static_cast<uint8_t>(byte);
  return value;
}

}  // namespace

std::string Encode(const StoredKey& key) {
  std::string out;
  PutBigEndian(static_cast<uint64_t>(key.kind), 1, out);
  PutBigEndian(key.partition.topic.value, 2, out);
  PutBigEndian(static_cast<uint32_t>(key.partition.partition), 4, out);
  PutBigEndian(key.number, 8, out);
  return out;
}

std::optional<StoredKey> DecodeKey(std::string_view bytes) {
  if (bytes.size() != kKeyBytes) return std::nullopt;
  return StoredKey{.kind = static_cast<RowKind>(bytes[0]),
                   .partition = {{static_cast<uint16_t>(GetBigEndian(bytes.substr(1, 2)))},
                                 static_cast<int32_t>(GetBigEndian(bytes.substr(3, 4)))},
                   .number = GetBigEndian(bytes.substr(kPrefixBytes))};
}

std::string EndOf(RowKind kind, PartitionId partition) {
  std::string last = Encode({kind, partition, UINT64_MAX});
  return last += '\0';
}

}  // namespace telltale
