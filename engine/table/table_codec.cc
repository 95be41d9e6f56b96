// How a key table writes itself into blocks and pages, and is rebuilt from them. Runs and pages are
// made of the same entries. The bytes are described in docs/formats/state.md.
#include "absl/strings/str_cat.h"
#include "engine/base/status.h"
#include "engine/base/strings.h"
#include "engine/table/block.h"
#include "engine/table/byte_codec.h"
#include "engine/table/key_table.h"
#include "engine/table/packed_record.h"

namespace telltale {
namespace {

// Records so far ahead are asked for while one is encoded: they lie anywhere in memory.
constexpr size_t kPrefetchAhead = 8;

absl::Status Corrupt(RuleId rule, std::string_view expected, std::string_view but) {
  return MakeError(ErrorId::kCorrupt,
                   absl::StrCat("rule ", rule.value, ": expected ", A(expected), ", but ", A(but)));
}

RecordLayout ReadLayout(ByteReader& in) {
  const auto layout = in.Get<RecordLayout>();
  if (layout.tail_bytes > kMaxTailBytes || layout.tail_bytes % sizeof(RecordWord) != 0) in.Fail();
  return layout;
}

}  // namespace

// What an entry says. Persisted numbers.
enum class KeyTable::EntryKind : uint8_t {
  kState = 0,      // head and tail of a key that the reader knows
  kNewKey = 1,     // hash and text as well: the slot has another key than before, or had none
  kForgotten = 2,  // the slot is free
};

struct KeyTable::Entry {
  KeySlot slot = 0;
  EntryKind kind = EntryKind::kState;
  KeyHash hash;           // kNewKey
  std::string_view text;  // kNewKey
  RecordWords record;     // kNewKey, kState: head and tail

  void Read(const RecordLayout& layout, ByteReader& in) {
    slot = in.Get<KeySlot>();
    kind = in.Get<EntryKind>();
    if (kind == EntryKind::kForgotten) return;
    if (kind > EntryKind::kForgotten) in.Fail();
    if (kind == EntryKind::kNewKey) {
      hash = in.Get<KeyHash>();
      text = in.GetText();
    }
    UnpackRecord(in, WordsOf(layout.tail_bytes), record);
  }
};

// What the block must say of a dirty slot.
KeyTable::EntryKind KeyTable::KindOf(KeySlot slot) const {
  if (!IsLive(slot)) return EntryKind::kForgotten;
  return Bits(slot) & KeyPage::kNew ? EntryKind::kNewKey : EntryKind::kState;
}

void KeyTable::PutEntry(KeySlot slot, EntryKind kind, std::string& out) const {
  ByteWriter writer(out);
  writer.Put(slot);
  writer.Put(kind);
  if (kind == EntryKind::kForgotten) return;
  const std::byte* record = RecordAt(slot);
  if (kind == EntryKind::kNewKey) {
    writer.PutBytes(record, sizeof(KeyHash));
    writer.PutText(TextAt(slot));
  }
  PackRecord(record + sizeof(KeyHash), WordsOf(layout_.tail_bytes), out);
}

void KeyTable::AppendBlock(std::string& out) {
  if (dirty_.empty()) return;
  out.reserve(out.size() + dirty_.size() * stride_);
  const size_t begin = BeginRun(rule_, out);
  ByteWriter(out).Put(layout_);
  for (size_t i = 0; i < dirty_.size(); ++i) {
    if (i + kPrefetchAhead < dirty_.size()) Prefetch(RecordAt(dirty_[i + kPrefetchAhead]));
    PutEntry(dirty_[i], KindOf(dirty_[i]), out);
    Bits(dirty_[i]) &= static_cast<uint8_t>(~(KeyPage::kDirty | KeyPage::kNew));
  }
  EndRun(begin, out);
  dirty_.clear();
}

std::string KeyTable::EncodePage(uint32_t page, CommitSeq seq) {
  std::string out;
  ByteWriter writer(out);
  writer.Put(seq.value);
  writer.Put(layout_);
  const KeySlot first = page * kSlotsPerPage;
  for (KeySlot slot = first; slot < first + kSlotsPerPage; ++slot) {
    // A page must do without the blocks before it: to its reader every key is new.
    if (IsLive(slot)) PutEntry(slot, EntryKind::kNewKey, out);
  }
  PutChecksum(0, out);
  pages_[page].covered = seq;
  return out;
}

// False: it cannot follow what was restored before.
bool KeyTable::RestoreEntry(const Entry& entry, const RecordLayout& layout) {
  const bool was_live = IsLive(entry.slot);
  if (was_live && entry.kind != EntryKind::kState) Vacate(entry.slot);
  if (entry.kind == EntryKind::kForgotten) return true;
  if (entry.kind == EntryKind::kNewKey) Occupy(entry.slot, entry.hash, entry.text);
  if (!IsLive(entry.slot)) return false;
  Adopt(layout, entry.record, layout_, At(entry.slot));
  return true;
}

absl::Status KeyTable::RestorePage(uint32_t page, std::string_view bytes) {
  const std::string name = absl::StrCat("page ", page, " as it was written");
  if (!TakeChecksum(bytes)) return Corrupt(rule_, name, "the checksum differs");
  while (pages() <= page) AddPage();
  ByteReader in(bytes);
  pages_[page].covered = CommitSeq{in.Get<uint64_t>()};
  const RecordLayout layout = ReadLayout(in);
  Entry entry;
  while (in.ok() && !in.done()) {
    entry.Read(layout, in);
    if (!in.ok() || entry.slot / kSlotsPerPage != page) {
      return Corrupt(rule_, name, "an entry is cut off or of another page");
    }
    if (!RestoreEntry(entry, layout)) return Corrupt(rule_, name, "a state has no key");
  }
  return in.ok() ? absl::OkStatus() : Corrupt(rule_, name, "it is cut off");
}

absl::Status KeyTable::RestoreRun(CommitSeq seq, std::string_view run) {
  const std::string name = absl::StrCat("the run of block ", seq.value, " as it was written");
  ByteReader in(run);
  const RecordLayout layout = ReadLayout(in);
  // A page is added only when all slots before it are taken, each with an entry of its own.
  const uint64_t bound = slots() + run.size();
  Entry entry;
  while (in.ok() && !in.done()) {
    entry.Read(layout, in);
    if (!in.ok() || entry.slot >= bound) return Corrupt(rule_, name, "an entry is out of reach");
    while (slots() <= entry.slot) AddPage();
    std::optional<CommitSeq>& covered = pages_[entry.slot / kSlotsPerPage].covered;
    if (!covered) covered = CommitSeq{seq.value - 1};
    // A page that is younger holds what this entry says, or something newer.
    if (*covered >= seq) continue;
    if (!RestoreEntry(entry, layout)) return Corrupt(rule_, name, "a state has no key");
  }
  return in.ok() ? absl::OkStatus() : Corrupt(rule_, name, "it is cut off");
}

void KeyTable::FinishRestore() {
  uncovered_ = pages_.size();
  index_.Reset(live_);
  free_.clear();
  for (KeySlot slot = slots(); slot > 0; --slot) {
    if (IsLive(slot - 1)) {
      index_.Insert(HashAt(slot - 1), slot - 1);
    } else {
      free_.push_back(slot - 1);
    }
  }
}

}  // namespace telltale
