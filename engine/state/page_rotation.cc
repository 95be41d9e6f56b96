#include "engine/state/page_rotation.h"

#include <algorithm>
#include <utility>

namespace telltale {

// Moves on to a page that exists. False: there is none.
bool PageRotation::Next(absl::Span<KeyTable> tables) {
  for (size_t looked = 0; looked <= tables.size(); ++looked) {
    if (table_ < tables.size() && page_ < tables[table_].pages()) return true;
    table_ = table_ + 1 < tables.size() ? table_ + 1 : 0;
    page_ = 0;
  }
  return false;
}

void PageRotation::Write(absl::Span<KeyTable> tables, CommitSeq seq, Changes& changes) {
  debt_ += static_cast<int64_t>(changes.block.size() / 2);
  uint32_t pages = 0;
  for (const KeyTable& table : tables) pages += table.pages();
  // Never more than once round: then everything is written, and nothing is owed.
  for (uint32_t written = 0; written < pages && Next(tables); ++written) {
    KeyTable& table = tables[table_];
    if (debt_ < static_cast<int64_t>(table.page_bytes())) break;
    changes.pages.push_back({table.rule(), page_, table.EncodePage(page_, seq)});
    debt_ -= static_cast<int64_t>(changes.pages.back().bytes.size());
    ++page_;
  }
  uint64_t oldest = seq.value;
  for (const KeyTable& table : tables) oldest = std::min(oldest, table.OldestPage().value);
  changes.blocks_kept_from = CommitSeq{oldest + 1};
}

}  // namespace telltale
