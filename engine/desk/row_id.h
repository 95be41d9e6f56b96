// RowId: how an operator names a row of the outbox, of quarantine or of the audit:
// TOPIC/PARTITION/NUMBER.
//
// Thread safety: values.
#ifndef TELLTALE_ENGINE_DESK_ROW_ID_H_
#define TELLTALE_ENGINE_DESK_ROW_ID_H_

#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace telltale {

struct RowId {
  std::string topic;
  int32_t partition = 0;
  uint64_t number = 0;  // OutboxSeq, QuarantineSeq or AuditSeq
  friend auto operator<=>(const RowId&, const RowId&) = default;
};

std::string FormatRowId(const RowId& id);
// nullopt: it is none.
std::optional<RowId> ParseRowId(std::string_view text);

}  // namespace telltale

#endif  // TELLTALE_ENGINE_DESK_ROW_ID_H_
