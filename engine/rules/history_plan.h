// HistoryPlan: the section `history`: which of Zeebe's records are written to Kafka, and as what.
//
// Thread safety: immutable after Bind.
#ifndef TELLTALE_ENGINE_RULES_HISTORY_PLAN_H_
#define TELLTALE_ENGINE_RULES_HISTORY_PLAN_H_

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "engine/base/path.h"
#include "engine/feel/program.h"

namespace telltale {

// Stands in `history.topic` for the value type of the record, `PROCESS_INSTANCE` as
// `process-instance`.
inline constexpr char kValueTypeWord[] = "{value_type}";

struct HistoryHeader {
  std::string name;
  feel::Program value;  // null: the record is written without it
};

// PEM; until the files that hold it were read, their paths.
struct HistoryTls {
  std::string certificate;
  std::string key;
};

struct HistoryPlan {
  // What is read of every record, at the front of `slots`.
  enum Field : Slot { kTimestamp, kValueType, kKey, kInstance, kFields };
  HistoryPlan() {
    for (const char* path : {"timestamp", "valueType", "key", "value.processInstanceKey"}) {
      slots.Add(*ParsePath(path));
    }
  }

  std::string listen = "127.0.0.1:9621";
  std::optional<HistoryTls> tls;       // absent: plain text
  std::string topic;                   // with kValueTypeWord, or without
  std::optional<feel::Program> where;  // absent: all
  std::optional<feel::Program> key;    // absent, or null: the process instance, as it is written
  std::vector<HistoryHeader> headers;  // besides those of where the record comes from
  std::string username;                // empty: everybody may write
  std::string password;
  int64_t body_bytes = 256 << 20;
  int64_t memory_bytes = 1 << 30;  // of all requests together; not less than body_bytes
  int64_t connections = 64;
  SlotTable slots;
};

}  // namespace telltale

#endif  // TELLTALE_ENGINE_RULES_HISTORY_PLAN_H_
