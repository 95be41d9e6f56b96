// Fuzz: whatever a record's bytes are, decoding it ends with fields or with a mistake that has a
// number and a place, the same each time, and every text lies where it may.
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "connectors/json/json_decoder.h"
#include "engine/base/status.h"

namespace telltale {
namespace {

constexpr const char* kPaths[] = {"a", "a.b", "a.b.c", "vehicle", "ts", "tags", "`é`", "`a b`"};

SlotTable MakeSlots() {
  SlotTable slots;
  for (const char* path : kPaths) slots.Add(*ParsePath(path));
  return slots;
}

void CheckSame(const Value& a, const Value& b) {
  CHECK(a.kind == b.kind && a.text == b.text && a.boolean == b.boolean);
  CHECK(a.kind != Value::Kind::kNumber || a.number == b.number);
}

void Try(std::string_view record) {
  static const SlotTable slots = MakeSlots();
  static const std::unique_ptr<Decoder> one = MakeJsonDecoder(slots);
  static const std::unique_ptr<Decoder> other = MakeJsonDecoder(slots);
  std::vector<Value> fields(slots.paths().size()), again(slots.paths().size());
  DecodeError error, same;
  const bool good = one->Decode(record, absl::MakeSpan(fields), error);
  CHECK(other->Decode(record, absl::MakeSpan(again), same) == good);
  if (!good) {
    CHECK(error.text == same.text && error.error == same.error);
    CHECK(error.text.substr(0, 9) == "expected ");
    return;
  }
  for (size_t i = 0; i < fields.size(); ++i) CheckSame(fields[i], again[i]);
}

}  // namespace
}  // namespace telltale

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  telltale::Try({reinterpret_cast<const char*>(data), size});
  return 0;
}
