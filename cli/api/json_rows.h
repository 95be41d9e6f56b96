// JsonRows: rows as lines of JSON, the same from a running node and from a stopped store.
//
// Times are RFC 3339; what is not known is null. Thread safety: pure functions.
#ifndef TELLTALE_CLI_API_JSON_ROWS_H_
#define TELLTALE_CLI_API_JSON_ROWS_H_

#include <string>

#include "engine/desk/orders.h"
#include "engine/desk/rows.h"

namespace telltale {

// Each appends one line.
void AppendLine(const EpisodeRow& row, std::string& out);
void AppendLine(const OutboxLine& row, std::string& out);
void AppendLine(const QuarantineLine& row, std::string& out);
void AppendLine(const AuditLine& row, std::string& out);
void AppendLine(const OrderResult& result, std::string& out);

}  // namespace telltale

#endif  // TELLTALE_CLI_API_JSON_ROWS_H_
