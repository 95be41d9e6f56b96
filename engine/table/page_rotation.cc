#include "engine/table/page_rotation.h"

#include <algorithm>

namespace telltale {
namespace {

// The last block that none of the pages needs; `seq`, the newest, if there are none.
CommitSeq CoveredByAll(absl::Span<const KeyTable> tables, CommitSeq seq) {
  CommitSeq covered = seq;
  for (const KeyTable& table : tables) {
    for (uint32_t page = 0; page < table.pages(); ++page) {
      covered = std::min(covered, table.CoveredBy(page));
    }
  }
  return covered;
}

}  // namespace

// The first call after a start goes on at the oldest page, where the run before left off.
void PageRotation::Resume(absl::Span<KeyTable> tables) {
  resumed_ = true;
  CommitSeq oldest{UINT64_MAX};
  for (size_t table = 0; table < tables.size(); ++table) {
    for (uint32_t page = 0; page < tables[table].pages(); ++page) {
      if (tables[table].CoveredBy(page) >= oldest) continue;
      oldest = tables[table].CoveredBy(page);
      table_ = table;
      page_ = page;
    }
  }
}

// Moves on to a page that exists. False: there is none.
bool PageRotation::SkipToPage(absl::Span<KeyTable> tables) {
  for (size_t looked = 0; looked <= tables.size(); ++looked) {
    if (table_ < tables.size() && page_ < tables[table_].pages()) return true;
    table_ = table_ + 1 < tables.size() ? table_ + 1 : 0;
    page_ = 0;
  }
  return false;
}

void PageRotation::Write(absl::Span<KeyTable> tables, CommitSeq seq, Changes& changes) {
  if (!resumed_) Resume(tables);
  uint32_t pages = 0;
  for (KeyTable& table : tables) {
    table.CoverNewPages(CommitSeq{seq.value - 1});
    pages += table.pages();
  }
  debt_ += static_cast<int64_t>(changes.block.size() / 2);
  // Never more than once round: a page written twice in one commit says nothing new.
  for (uint32_t written = 0; debt_ > 0 && written < pages && SkipToPage(tables); ++written) {
    KeyTable& table = tables[table_];
    changes.pages.push_back({table.rule(), page_, table.EncodePage(page_, seq)});
    debt_ -= static_cast<int64_t>(changes.pages.back().bytes.size());
    ++page_;
  }
  changes.blocks_kept_from = CommitSeq{CoveredByAll(tables, seq).value + 1};
}

}  // namespace telltale
