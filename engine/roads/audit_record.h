// AuditRecord: an entry of the audit as a record of its topic (docs/formats/audit.md).
//
// Thread safety: pure function.
#ifndef TELLTALE_ENGINE_ROADS_AUDIT_RECORD_H_
#define TELLTALE_ENGINE_ROADS_AUDIT_RECORD_H_

#include <cstdint>
#include <map>
#include <string>

#include "engine/base/ids.h"
#include "engine/ports/producer.h"
#include "engine/state/changes.h"

namespace telltale {

// Where entries come from, by names that mean something outside.
struct AuditOrigin {
  std::string store;  // its uuid
  std::string topic;  // that is read
  int32_t partition = 0;
  std::map<RuleId, std::string> rules;  // those of the topic
};

// The record's topic is left to the caller.
NewRecord AuditRecord(const AuditOrigin& origin, const AuditRow& row);

// The key of its record: entries of one key, or ticks of one partition, come in order.
std::string AuditKey(const AuditOrigin& origin, const AuditRow& row);

}  // namespace telltale

#endif  // TELLTALE_ENGINE_ROADS_AUDIT_RECORD_H_
