// KeyTable: the live keys of one rule in one partition.
//
// A hash index leads to fixed-stride records (hash, head, tail) in pages of kSlotsPerPage; key texts lie
// aside and are touched only when a command is made, a key is new or a page is written. A record
// never changes its slot while it lives, so a slot number names it in blocks, pages and timers;
// freed slots are reused.
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
#ifndef TELLTALE_ENGINE_STATE_KEY_TABLE_H_
#define TELLTALE_ENGINE_STATE_KEY_TABLE_H_

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "engine/base/ids.h"
#include "engine/core/key_state.h"
#include "engine/core/plan.h"
#include "engine/state/changes.h"
#include "engine/state/key_index.h"
#include "engine/state/key_texts.h"

namespace telltale {

class KeyTable {
 public:
  using KeySlot = uint32_t;
  // A constant of the format: which page a slot lies in must not depend on the rule's shape. With
  // ids a page has about 40 KiB.
  static constexpr uint32_t kSlotsPerPage = 256;

  KeyTable(RuleId rule, const Plan& plan);

  // Brings what a look-up of `hash` will need nearer to the processor.
  void Prefetch(const KeyHash& hash) const { index_.Prefetch(hash); }

  std::optional<KeySlot> Find(const KeyHash& hash) const;
  // A new key is Reset() and keeps a copy of `text`, its escaped key text.
  KeySlot FindOrAdd(const KeyHash& hash, std::string_view text);
  // Frees the slot; the block of this batch says so.
  void Forget(KeySlot slot);

  KeyRef At(KeySlot slot);
  KeyView At(KeySlot slot) const;
  const KeyHash& HashAt(KeySlot slot) const;
  std::string_view TextAt(KeySlot slot) const { return texts_.Get(entries_[slot].text); }
  bool IsLive(KeySlot slot) const { return entries_[slot].bits & kLive; }

  RuleId rule() const { return rule_; }
  uint32_t size() const { return live_; }
  // Live and free: the bound of slot numbers.
  KeySlot slots() const { return static_cast<KeySlot>(entries_.size()); }
  size_t memory_bytes() const;

  // Notes that the record changed in this batch.
  void Touch(KeySlot slot);
  // Appends what changed since the last call as one run, and begins a new batch.
  void AppendBlock(std::string& out);

  uint32_t pages() const { return static_cast<uint32_t>(pages_.size()); }
  // What a full page has, without texts.
  size_t page_bytes() const { return kSlotsPerPage * stride_; }
  // Encodes a page as of now, for the commit `seq`, which must hold it.
  std::string EncodePage(uint32_t page, CommitSeq seq);
  // The oldest sequence number among the pages: blocks up to and including it are not needed. A
  // page never written counts as 0; without pages every block is old.
  CommitSeq OldestPage() const;

  // Recovery: all pages in any order, then the runs of blocks by rising sequence, then
  // FinishRestore() once. States whose tail has another length keep their head only.
  // Errors: E5003 if bytes are not what was written.
  absl::Status RestorePage(uint32_t page, std::string_view bytes);
  absl::Status RestoreRun(CommitSeq seq, std::string_view run);
  void FinishRestore();

 private:
  // What is known of a slot besides its record.
  struct Entry {
    KeyTexts::Ref text = 0;
    uint8_t bits = 0;
  };
  static constexpr uint8_t kLive = 1;
  static constexpr uint8_t kDirty = 2;   // in dirty_
  static constexpr uint8_t kNew = 4;     // since the last block: its text must go along

  std::byte* RecordAt(KeySlot slot) const {
    return pages_[slot / kSlotsPerPage].get() + size_t{slot % kSlotsPerPage} * stride_;
  }
  KeySlot TakeSlot();
  void AddPage();
  void FreeSlot(KeySlot slot);
  void MarkDirty(KeySlot slot);
  void PutRecord(KeySlot slot, std::string& out) const;
  void RestoreRecord(KeySlot slot, class ByteReader& in, size_t tail_bytes, bool with_text);

  RuleId rule_;
  size_t tail_bytes_;
  size_t stride_;
  std::vector<std::unique_ptr<std::byte[]>> pages_;
  std::vector<CommitSeq> page_seqs_;
  std::vector<Entry> entries_;  // by slot
  KeyIndex index_;
  KeyTexts texts_;
  std::vector<KeySlot> free_;
  std::vector<KeySlot> dirty_;
  uint32_t live_ = 0;
};

}  // namespace telltale

#endif  // TELLTALE_ENGINE_STATE_KEY_TABLE_H_
