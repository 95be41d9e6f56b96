#include "engine/table/record_layout.h"

#include <algorithm>
#include <cstring>
#include <string>

#include "engine/base/hash.h"
#include "engine/table/byte_codec.h"

namespace telltale {

RecordLayout LayoutOf(const Plan& plan) {
  std::string shape;
  ByteWriter writer(shape);
  writer.Put(plan.raise.form);
  writer.Put(plan.raise.n);
  writer.Put(plan.raise.span.count());
  writer.Put(plan.clear.form);
  writer.Put(plan.clear.n);
  writer.Put(plan.clear.span.count());
  return {.shape = Hash64(shape),
          .tail_bytes = static_cast<uint32_t>(TailBytes(plan)),
          .remember = plan.remember};
}

void Adopt(const RecordLayout& theirs, const RecordWords& record, const RecordLayout& ours,
           KeyRef key) {
  std::memcpy(static_cast<void*>(&key.head), record.data(), sizeof(KeyState));
  std::fill(key.tail.begin(), key.tail.end(), std::byte{0});
  if (theirs.remember == ours.remember) {
    std::memcpy(key.tail.data(), record.data() + WordsOf(0),
                std::min<size_t>(theirs.tail_bytes, key.tail.size()));
  }
  if (theirs != ours) DropEvidence(key);
}

}  // namespace telltale
