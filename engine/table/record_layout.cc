#include "engine/table/record_layout.h"

#include <algorithm>
#include <cstring>
#include <string>

#include "engine/base/hash.h"
#include "engine/table/byte_codec.h"

namespace telltale {

namespace {

template <class Form>
void PutForms(ByteWriter& writer, const Alternatives<Form>& forms) {
  // One form was all there could be when this format was made.
  if (forms.size() > 1) writer.Put(static_cast<uint8_t>(forms.size()));
  for (const Form& form : forms) {
    writer.Put(form.form);
    writer.Put(form.n);
    writer.Put(form.span.count());
  }
}

// All that says what the bytes of a window mean.
void PutWindow(ByteWriter& writer, const Window& window) {
  writer.Put(window.sentence);
  writer.Put(window.kind);
  writer.Put(window.buckets);
  writer.Put(window.bucket_bytes);
  writer.Put(window.place);
}

}  // namespace

RecordLayout LayoutOf(const Plan& plan) {
  std::string shape;
  ByteWriter writer(shape);
  PutForms(writer, plan.raise);
  PutForms(writer, plan.clear);
  for (const Window& window : plan.windows) PutWindow(writer, window);
  return {.shape = Hash64(shape),
          .tail_bytes = static_cast<uint32_t>(TailBytes(plan)),
          .remember = plan.remember};
}

void Adopt(const RecordLayout& theirs, const RecordWords& record, const RecordLayout& ours,
           KeyRef key) {
  std::memcpy(static_cast<void*>(&key.head), record.data(), sizeof(KeyState));
  std::fill(key.tail.begin(), key.tail.end(), std::byte{0});
  const bool same = theirs == ours;
  if (theirs.remember == ours.remember) {
    const size_t bytes =
        same ? key.tail.size() : LastingBytes(static_cast<uint8_t>(ours.remember), key.head.phase);
    std::memcpy(key.tail.data(), record.data() + WordsOf(0), bytes);
  }
  if (!same) DropEvidence(key);
}

}  // namespace telltale
