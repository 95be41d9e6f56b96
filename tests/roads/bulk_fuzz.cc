// Fuzz: whatever comes instead of a request of Zeebe's exporter, reading it ends with records that
// lie in it, in rising order, or with a mistake that names its line.
#include <cstdint>
#include <map>
#include <memory>
#include <string_view>

#include "connectors/json/json_decoder.h"
#include "engine/base/status.h"
#include "engine/roads/bulk_reader.h"

namespace telltale {
namespace {

void CheckRecord(std::string_view request, const BulkRecord& record,
                 std::map<int32_t, int64_t>& newest) {
  CHECK(record.partition >= 1 && record.partition <= kMostZeebePartitions);
  CHECK(record.json.data() >= request.data());
  CHECK(record.json.data() + record.json.size() <= request.data() + request.size());
  CHECK(!record.json.empty() && record.json.find('\n') == record.json.npos);
  CHECK(record.position >= newest[record.partition]);
  newest[record.partition] = record.position;
}

void Try(std::string_view request) {
  static const std::unique_ptr<Decoder> actions = MakeJsonDecoder(BulkActionSlots());
  const auto records = ReadBulk(request, *actions);
  if (!records.ok()) {
    CHECK(ErrorOf(records.status()) == ErrorId::kBulkMalformed);
    CHECK(records.status().message().find(": line ") != std::string_view::npos);
    return;
  }
  CHECK(!records->empty());
  std::map<int32_t, int64_t> newest;
  for (const BulkRecord& record : *records) CheckRecord(request, record, newest);
}

}  // namespace
}  // namespace telltale

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  telltale::Try({reinterpret_cast<const char*>(data), size});
  return 0;
}
