// PageRotation: which pages ride which commit, and which blocks are no longer needed. Pure policy.
//
// Pages are owed: every block adds half of its bytes to a debt, and when the debt has reached the
// size of a page, the next one is written. So pages cost half as much as blocks, and the blocks
// that are still needed have at most about twice the bytes of the tables.
//
//   for (KeyTable& table : tables) table.AppendBlock(changes.block);
//   rotation.Write(absl::MakeSpan(tables), seq, changes);
//
// Thread safety: none; belongs to its partition.
#ifndef TELLTALE_ENGINE_TABLE_PAGE_ROTATION_H_
#define TELLTALE_ENGINE_TABLE_PAGE_ROTATION_H_

#include <cstddef>
#include <cstdint>

#include "absl/types/span.h"
#include "engine/state/changes.h"
#include "engine/table/key_table.h"

namespace telltale {

class PageRotation {
 public:
  // Adds to `changes`, whose block is complete, the pages that are due, and says which blocks are
  // still needed.
  //
  // REQUIRES: `tables` are the partition's, the same and in the same order at every call.
  void Write(absl::Span<KeyTable> tables, CommitSeq seq, Changes& changes);

 private:
  void Resume(absl::Span<KeyTable> tables);
  bool SkipToPage(absl::Span<KeyTable> tables);

  bool resumed_ = false;
  int64_t debt_ = 0;  // bytes; below 0: paid ahead
  size_t table_ = 0;  // the next page's
  uint32_t page_ = 0;
};

}  // namespace telltale

#endif  // TELLTALE_ENGINE_TABLE_PAGE_ROTATION_H_
