// PageRotation: which pages ride which commit. Pure policy.
//
// Pages are owed: every block adds half of its bytes to a debt, and when the debt has reached the
// size of a page, the next one is written. So pages cost half as much as blocks, every page
// comes round, and the blocks before the oldest page can go.
//
// Thread safety: none; belongs to its partition.
#ifndef TELLTALE_ENGINE_STATE_PAGE_ROTATION_H_
#define TELLTALE_ENGINE_STATE_PAGE_ROTATION_H_

#include <cstddef>
#include <cstdint>

#include "absl/types/span.h"
#include "engine/state/changes.h"
#include "engine/state/key_table.h"

namespace telltale {

class PageRotation {
 public:
  // Adds to `changes`, whose block is complete, the pages that are due, and says which blocks are
  // still needed.
  void Write(absl::Span<KeyTable> tables, CommitSeq seq, Changes& changes);

 private:
  bool Next(absl::Span<KeyTable> tables);

  int64_t debt_ = 0;  // bytes
  size_t table_ = 0;  // where the rotation is
  uint32_t page_ = 0;
};

}  // namespace telltale

#endif  // TELLTALE_ENGINE_STATE_PAGE_ROTATION_H_
