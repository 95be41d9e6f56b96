// RowCodec: the rows of the store as bytes, by the messages of proto/format/format.proto. Under
// which keys they lie is described in docs/formats/state.md.
//
// The number of a row stands in its key alone; Decode leaves `seq` as it is.
//
// Thread safety: pure functions. Errors: Decode returns false if the bytes are no such row.
#ifndef TELLTALE_ENGINE_STATE_ROW_CODEC_H_
#define TELLTALE_ENGINE_STATE_ROW_CODEC_H_

#include <string>
#include <string_view>

#include "engine/state/changes.h"

namespace telltale {

// The newest format that this version reads and writes.
inline constexpr uint32_t kFormatVersion = 5;

std::string Encode(const Progress& progress);
std::string Encode(const OutboxRow& row);
std::string Encode(const OutboxMark& mark);
std::string Encode(const QuarantineRow& row);
std::string Encode(const Tick& tick);
std::string Encode(const AuditRow& row);

bool Decode(std::string_view bytes, Progress& progress);
bool Decode(std::string_view bytes, OutboxRow& row);
bool Decode(std::string_view bytes, OutboxMark& mark);
bool Decode(std::string_view bytes, QuarantineRow& row);
bool Decode(std::string_view bytes, Tick& tick);
bool Decode(std::string_view bytes, AuditRow& row);

}  // namespace telltale

#endif  // TELLTALE_ENGINE_STATE_ROW_CODEC_H_
