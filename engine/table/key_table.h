// KeyTable: the live keys of one rule in one partition.
//
// A hash index leads to fixed-stride records (hash, head, tail) in pages of kSlotsPerPage; key
// texts lie aside and are touched only when a command is made, a key is new or a page is written. A
// record never changes its slot while it lives, so a slot number names it in blocks, pages and
// timers; freed slots are reused. A table grows by pages and does not shrink.
//
//   const KeySlot slot = table.FindOrAdd(hash, text);
//   Advance(plan, table.At(slot), input, now, ...);
//   table.Touch(slot);                       // goes into this batch's block
//   table.AppendBlock(out);                  // when the batch is closed
//
// Blocks and pages are described in docs/formats/state.md.
//
// Ownership: references and views die with the next FindOrAdd, Forget or restore.
// Thread safety: none; a table belongs to its partition's thread.
#ifndef TELLTALE_ENGINE_TABLE_KEY_TABLE_H_
#define TELLTALE_ENGINE_TABLE_KEY_TABLE_H_

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "engine/base/ids.h"
#include "engine/core/key_state.h"
#include "engine/core/plan.h"
#include "engine/state/changes.h"
#include "engine/table/key_index.h"
#include "engine/table/key_page.h"
#include "engine/table/key_texts.h"
#include "engine/table/record_layout.h"

namespace telltale {

class KeyTable {
 public:
  using KeySlot = uint32_t;
  static constexpr uint32_t kSlotsPerPage = KeyPage::kSlots;

  KeyTable(RuleId rule, const Plan& plan);

  std::optional<KeySlot> Find(const KeyHash& hash) const;
  // Ask for the memory that a look-up of `hash` will read: its place in the index, and, once that
  // has come, most likely its record.
  void PrefetchPlace(const KeyHash& hash) const { index_.Prefetch(hash); }
  void PrefetchRecord(const KeyHash& hash) const;
  // A new key is Reset() and keeps a copy of `text`, its escaped key text.
  KeySlot FindOrAdd(const KeyHash& hash, std::string_view text);
  // Frees the slot; the block of this batch says so.
  void Forget(KeySlot slot);

  KeyRef At(KeySlot slot);
  KeyView At(KeySlot slot) const;
  const KeyHash& HashAt(KeySlot slot) const;
  std::string_view TextAt(KeySlot slot) const { return texts_.Get(TextRef(slot)); }
  bool IsLive(KeySlot slot) const { return Bits(slot) & KeyPage::kLive; }

  RuleId rule() const { return rule_; }
  uint32_t size() const { return live_; }
  // Live and free: the bound of slot numbers.
  KeySlot slots() const { return pages() * kSlotsPerPage; }
  size_t memory_bytes() const;

  // Notes that the record changed in this batch.
  void Touch(KeySlot slot);
  // Appends what changed since the last call as one run, and begins a new batch.
  void AppendBlock(std::string& out);

  uint32_t pages() const { return static_cast<uint32_t>(pages_.size()); }
  // Encodes a page as of now, for the commit `seq`, which must hold it.
  std::string EncodePage(uint32_t page, CommitSeq seq);

  // Says that pages added since the last call appear in no block up to `before`.
  void CoverNewPages(CommitSeq before);
  // The last block that `page` does not need; 0 if that is not known.
  CommitSeq CoveredBy(uint32_t page) const { return pages_[page].covered.value_or(CommitSeq{}); }

  // Recovery: all pages in any order, then the runs of blocks by rising sequence, then
  // FinishRestore() once. Records of another layout keep what still fits (RecordLayout).
  // Errors: E5003 if bytes are not what was written.
  absl::Status RestorePage(uint32_t page, std::string_view bytes);
  absl::Status RestoreRun(CommitSeq seq, std::string_view run);
  void FinishRestore();

 private:
  static constexpr size_t kLineBytes = 64;

  // Of a run or page, in table_codec.cc.
  enum class EntryKind : uint8_t;
  struct Entry;

  const KeyPage& PageOf(KeySlot slot) const { return pages_[slot / kSlotsPerPage]; }
  void Prefetch(const std::byte* record) const {
    for (size_t at = 0; at < stride_; at += kLineBytes) __builtin_prefetch(record + at);
  }
  std::byte* RecordAt(KeySlot slot) const { return PageOf(slot).Record(slot % kSlotsPerPage); }
  KeyTexts::Ref& TextRef(KeySlot slot) const { return PageOf(slot).Text(slot % kSlotsPerPage); }
  uint8_t& Bits(KeySlot slot) const { return PageOf(slot).Bits(slot % kSlotsPerPage); }

  KeySlot TakeSlot();
  void AddPage();
  // Gives a free slot to a key; its state is not set.
  void Occupy(KeySlot slot, const KeyHash& hash, std::string_view text);
  void Vacate(KeySlot slot);
  void MarkDirty(KeySlot slot);

  EntryKind KindOf(KeySlot slot) const;
  void PutEntry(KeySlot slot, EntryKind kind, std::string& out) const;
  bool RestoreEntry(const Entry& entry, const RecordLayout& layout);

  RuleId rule_;
  RecordLayout layout_;
  size_t stride_;
  std::vector<KeyPage> pages_;
  size_t uncovered_ = 0;  // pages from here on were added since CoverNewPages()
  KeyIndex index_;
  KeyTexts texts_;
  std::vector<KeySlot> free_;
  std::vector<KeySlot> dirty_;
  uint32_t live_ = 0;
};

}  // namespace telltale

#endif  // TELLTALE_ENGINE_TABLE_KEY_TABLE_H_
