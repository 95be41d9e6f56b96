// RecordLayout: under which plan a key's record was written. It stands in front of the records of
// every run and page, because a rule may be edited between two runs of the program.
//
// What still fits is kept: the head always; ids and the facts of an open episode if as many ids
// are remembered as before; evidence only if nothing changed.
//
// Thread safety: values.
#ifndef TELLTALE_ENGINE_TABLE_RECORD_LAYOUT_H_
#define TELLTALE_ENGINE_TABLE_RECORD_LAYOUT_H_

#include <cstdint>

#include "engine/core/key_state.h"
#include "engine/core/plan.h"
#include "engine/table/packed_record.h"

namespace telltale {

// As it is stored: little-endian, without padding.
struct RecordLayout {
  uint64_t shape = 0;  // Hash64 of `raise` and `clear`
  uint32_t tail_bytes = 0;
  uint32_t remember = 0;  // ids, at the front of the tail
  friend bool operator==(const RecordLayout&, const RecordLayout&) = default;
};
static_assert(sizeof(RecordLayout) == 16);

RecordLayout LayoutOf(const Plan& plan);

// Makes `key`, which is laid out as `ours`, from a record that was written as `theirs`.
void Adopt(const RecordLayout& theirs, const RecordWords& record, const RecordLayout& ours,
           KeyRef key);

}  // namespace telltale

#endif  // TELLTALE_ENGINE_TABLE_RECORD_LAYOUT_H_
