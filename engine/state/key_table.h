// KeyTable: the live keys of one rule in one partition.
//
// A hash index leads to fixed-stride records (hash, head, tail) in pages; key texts lie aside and are
// touched only when a command is made, a key is new or a page is written. A record never changes
// its slot while it lives, so a slot number names it in blocks, pages and timers; freed slots are
// reused.
//
//   Slot slot = table.FindOrAdd(hash, text);
//   Advance(plan, table.At(slot), input, now, ...);
//   table.Touch(slot);                       // goes into this batch's block
//   table.AppendBlock(out);                  // when the batch is closed
//
// Ownership: references and views die with the next FindOrAdd, Forget or Restore.
// Thread safety: none; a table belongs to its partition's thread.
#ifndef TELLTALE_ENGINE_STATE_KEY_TABLE_H_
#define TELLTALE_ENGINE_STATE_KEY_TABLE_H_

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

namespace telltale {

class KeyTable {
 public:
  using KeySlot = uint32_t;

  KeyTable(RuleId rule, const Plan& plan);

  // Brings what a look-up of `hash` will need nearer to the processor.
  void Prefetch(const KeyHash& hash) const;

  std::optional<KeySlot> Find(const KeyHash& hash) const;
  // A new key is Reset() and keeps a copy of `text`, its escaped key text.
  KeySlot FindOrAdd(const KeyHash& hash, std::string_view text);
  // Frees the slot; the block of this batch says so.
  void Forget(KeySlot slot);

  KeyRef At(KeySlot slot);
  KeyView At(KeySlot slot) const;
  const KeyHash& HashAt(KeySlot slot) const;
  std::string_view TextAt(KeySlot slot) const;
  bool IsLive(KeySlot slot) const;

  uint32_t size() const;      // live keys
  uint32_t slots() const;     // live and free: the bound of slot numbers
  size_t memory_bytes() const;

  // Notes that the record changed in this batch.
  void Touch(KeySlot slot);
  // Bytes that AppendBlock would append.
  size_t dirty_bytes() const;
  // Appends what changed since the last call, and begins a new batch.
  void AppendBlock(std::string& out);

  uint32_t pages() const;
  // Encodes a page as of now, with the sequence number of the commit that will hold it.
  std::string EncodePage(uint32_t page, CommitSeq seq);
  // The oldest sequence number among the pages: blocks up to and including it are not needed.
  // A page never written counts as 0.
  CommitSeq OldestPage() const;

  // Recovery: all pages, then blocks by rising sequence. `evidence` false: the rule's shape has
  // changed, so heads are kept and evidence is dropped.
  absl::Status RestorePage(uint32_t page, std::string_view bytes);
  absl::Status RestoreBlock(CommitSeq seq, std::string_view records);
  // Call once after the last block: rebuilds the index and the list of free slots.
  absl::Status FinishRestore();
};

}  // namespace telltale

#endif  // TELLTALE_ENGINE_STATE_KEY_TABLE_H_
