// How a key table writes itself into blocks and pages, and is rebuilt from them. The bytes are
// described in docs/formats/state.md.
#include "absl/strings/str_cat.h"
#include "engine/base/hash.h"
#include "engine/base/status.h"
#include "engine/state/block.h"
#include "engine/state/byte_codec.h"
#include "engine/state/key_table.h"

namespace telltale {
namespace {

// What an entry of a run says. Persisted numbers.
enum class EntryKind : uint8_t { kState = 0, kNewKey = 1, kForgotten = 2 };

constexpr size_t kChecksumBytes = sizeof(uint64_t);

absl::Status Corrupt(RuleId rule, std::string_view what) {
  return MakeError(ErrorId::kCorrupt, absl::StrCat("rule ", rule.value, ": expected ",
                                                   std::string(what), ", but the bytes differ"));
}

// Takes the checksum off the end; false if it is not that of the rest.
bool TakeChecksum(std::string_view& bytes) {
  if (bytes.size() < kChecksumBytes) return false;
  ByteReader tail(bytes.substr(bytes.size() - kChecksumBytes));
  bytes.remove_suffix(kChecksumBytes);
  return tail.Get<uint64_t>() == Hash64(bytes);
}

}  // namespace

// Hash, head and tail, as they lie in memory.
void KeyTable::PutRecord(KeySlot slot, std::string& out) const {
  ByteWriter(out).PutBytes(RecordAt(slot), stride_);
}

void KeyTable::AppendBlock(std::string& out) {
  if (dirty_.empty()) return;
  std::string run;
  ByteWriter writer(run);
  writer.Put(static_cast<uint32_t>(tail_bytes_));
  writer.Put(static_cast<uint32_t>(dirty_.size()));
  for (const KeySlot slot : dirty_) {
    Entry& entry = entries_[slot];
    const bool is_new = entry.bits & kNew;
    writer.Put(slot);
    writer.Put(!IsLive(slot) ? EntryKind::kForgotten
               : is_new      ? EntryKind::kNewKey
                             : EntryKind::kState);
    if (IsLive(slot)) PutRecord(slot, run);
    if (IsLive(slot) && is_new) writer.PutText(TextAt(slot));
    entry.bits &= static_cast<uint8_t>(~(kDirty | kNew));
  }
  dirty_.clear();
  AppendRun(rule_, run, out);
}

std::string KeyTable::EncodePage(uint32_t page, CommitSeq seq) {
  std::string out;
  out.reserve(kSlotsPerPage * (stride_ + 64));
  ByteWriter writer(out);
  writer.Put(seq.value);
  writer.Put(static_cast<uint32_t>(tail_bytes_));
  const KeySlot first = page * kSlotsPerPage;
  for (KeySlot slot = first; slot < first + kSlotsPerPage; ++slot) {
    if (!IsLive(slot)) continue;
    writer.Put(slot);
    PutRecord(slot, out);
    writer.PutText(TextAt(slot));
  }
  writer.Put(Hash64(out));
  page_seqs_[page] = seq;
  return out;
}

void KeyTable::RestoreRecord(KeySlot slot, ByteReader& in, size_t tail_bytes, bool with_text) {
  const bool was_live = IsLive(slot);
  std::byte* record = RecordAt(slot);
  const std::string_view start = in.GetBytes(sizeof(KeyHash) + sizeof(KeyState));
  const std::string_view tail = in.GetBytes(tail_bytes);
  const std::string_view text = with_text ? in.GetText() : std::string_view();
  if (!in.ok()) return;
  std::memcpy(record, start.data(), start.size());
  KeyRef key = At(slot);
  std::fill(key.tail.begin(), key.tail.end(), std::byte{0});
  if (tail_bytes == tail_bytes_) {
    std::memcpy(key.tail.data(), tail.data(), tail.size());
  } else {
    DropEvidence(key);
  }
  if (!with_text) return;
  if (was_live) FreeSlot(slot);
  entries_[slot].text = texts_.Add(text);
  entries_[slot].bits |= kLive;
  ++live_;
}

absl::Status KeyTable::RestorePage(uint32_t page, std::string_view bytes) {
  if (!TakeChecksum(bytes)) return Corrupt(rule_, absl::StrCat("page ", page, " as it was written"));
  while (pages() <= page) AddPage();
  ByteReader in(bytes);
  page_seqs_[page] = CommitSeq{in.Get<uint64_t>()};
  const size_t tail_bytes = in.Get<uint32_t>();
  while (in.ok() && !in.done()) {
    const KeySlot slot = in.Get<KeySlot>();
    if (slot / kSlotsPerPage != page) return Corrupt(rule_, "a slot of its page");
    RestoreRecord(slot, in, tail_bytes, /*with_text=*/true);
  }
  return in.ok() ? absl::OkStatus() : Corrupt(rule_, "a whole page");
}

absl::Status KeyTable::RestoreRun(CommitSeq seq, std::string_view run) {
  ByteReader in(run);
  const size_t tail_bytes = in.Get<uint32_t>();
  const uint32_t count = in.Get<uint32_t>();
  std::string skipped;
  for (uint32_t i = 0; i < count && in.ok(); ++i) {
    const KeySlot slot = in.Get<KeySlot>();
    const auto kind = in.Get<EntryKind>();
    if (!in.ok() || slot / kSlotsPerPage > pages() + count) return Corrupt(rule_, "a slot in reach");
    while (slots() <= slot) AddPage();
    // A page that is younger holds what this entry says, or something newer.
    const bool old = page_seqs_[slot / kSlotsPerPage] >= seq;
    if (kind == EntryKind::kForgotten) {
      if (!old && IsLive(slot)) FreeSlot(slot);
    } else if (old) {
      in.GetBytes(sizeof(KeyHash) + sizeof(KeyState) + tail_bytes);
      if (kind == EntryKind::kNewKey) in.GetText();
    } else {
      if (kind == EntryKind::kState && !IsLive(slot)) return Corrupt(rule_, "a state of a live key");
      RestoreRecord(slot, in, tail_bytes, kind == EntryKind::kNewKey);
    }
  }
  return in.ok() && in.done() ? absl::OkStatus() : Corrupt(rule_, "a whole run");
}

void KeyTable::FinishRestore() {
  index_.Clear();
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
