#include "tests/acceptance/tools/store_dump.h"

#include "absl/strings/str_cat.h"
#include "connectors/rocksdb/rocksdb_store.h"
#include "engine/base/json_text.h"
#include "engine/base/status.h"

namespace telltale::acceptance {
namespace {

void AppendRow(int32_t partition, const QuarantineRow& row, std::string& json) {
  if (json.back() != '[') json += ',';
  absl::StrAppend(&json, "{\"partition\":", partition, ",\"offset\":", row.offset.value,
                  ",\"error\":");
  AppendJsonString(json, FindError(row.error).name);
  json += ",\"text\":";
  AppendJsonString(json, row.text);
  json += '}';
}

}  // namespace

absl::StatusOr<std::string> DumpQuarantine(const std::string& dir, const std::string& topic) {
  ASSIGN_OR_RETURN(auto store, RocksDbStore::OpenReadOnly(dir));
  ASSIGN_OR_RETURN(const format::Catalog catalog, store->LoadCatalog());
  std::string json = "{\"rows\":[";
  for (const format::Topic& entry : catalog.topics()) {
    if (entry.name() != topic) continue;
    for (int32_t number = 0; number < static_cast<int32_t>(entry.partitions()); ++number) {
      const PartitionId partition{{static_cast<uint16_t>(entry.id())}, number};
      RETURN_IF_ERROR(store->ScanQuarantine(partition, {}, [&](const QuarantineRow& row) {
        AppendRow(number, row, json);
        return true;
      }));
    }
  }
  return json + "]}";
}

}  // namespace telltale::acceptance
