#include "engine/state/key_table.h"

#include <algorithm>

#include "engine/base/status.h"

namespace telltale {
namespace {

constexpr size_t kHashBytes = sizeof(KeyHash);
constexpr size_t kHeadBytes = sizeof(KeyState);

KeyHash& HashOf(std::byte* record) { return *reinterpret_cast<KeyHash*>(record); }
KeyState& HeadOf(std::byte* record) {
  return *reinterpret_cast<KeyState*>(record + kHashBytes);
}

}  // namespace

KeyTable::KeyTable(RuleId rule, const Plan& plan)
    : rule_(rule), tail_bytes_(TailBytes(plan)), stride_(kHashBytes + kHeadBytes + tail_bytes_) {
  CHECK(stride_ % alignof(KeyState) == 0);
}

std::optional<KeyTable::KeySlot> KeyTable::Find(const KeyHash& hash) const {
  return index_.Find(hash, [&](uint32_t slot) { return HashOf(RecordAt(slot)) == hash; });
}

KeyTable::KeySlot KeyTable::FindOrAdd(const KeyHash& hash, std::string_view text) {
  if (const auto found = Find(hash)) return *found;
  const KeySlot slot = TakeSlot();
  HashOf(RecordAt(slot)) = hash;
  Reset(At(slot));
  entries_[slot].text = texts_.Add(text);
  entries_[slot].bits |= kLive | kNew;
  index_.Insert(hash, slot);
  ++live_;
  MarkDirty(slot);
  return slot;
}

KeyTable::KeySlot KeyTable::TakeSlot() {
  if (free_.empty()) AddPage();
  const KeySlot slot = free_.back();
  free_.pop_back();
  return slot;
}

void KeyTable::AddPage() {
  const KeySlot first = slots();
  // Zeroed, so that padding and freed records never carry old bytes to the disk.
  pages_.push_back(std::make_unique<std::byte[]>(stride_ * kSlotsPerPage));
  page_seqs_.emplace_back();
  entries_.resize(entries_.size() + kSlotsPerPage);
  for (KeySlot i = kSlotsPerPage; i > 0; --i) free_.push_back(first + i - 1);
}

void KeyTable::Forget(KeySlot slot) {
  CHECK(IsLive(slot));
  index_.Erase(HashAt(slot), slot);
  FreeSlot(slot);
  free_.push_back(slot);
  MarkDirty(slot);
}

void KeyTable::FreeSlot(KeySlot slot) {
  texts_.Free(entries_[slot].text);
  entries_[slot].bits &= static_cast<uint8_t>(~(kLive | kNew));
  --live_;
}

KeyRef KeyTable::At(KeySlot slot) {
  std::byte* record = RecordAt(slot);
  return {HeadOf(record), absl::MakeSpan(record + kHashBytes + kHeadBytes, tail_bytes_)};
}

KeyView KeyTable::At(KeySlot slot) const {
  std::byte* record = RecordAt(slot);
  return {HeadOf(record), absl::MakeConstSpan(record + kHashBytes + kHeadBytes, tail_bytes_)};
}

const KeyHash& KeyTable::HashAt(KeySlot slot) const { return HashOf(RecordAt(slot)); }

size_t KeyTable::memory_bytes() const {
  return pages_.size() * stride_ * kSlotsPerPage + entries_.capacity() * sizeof(Entry) +
         index_.memory_bytes() + texts_.memory_bytes() +
         (free_.capacity() + dirty_.capacity()) * sizeof(KeySlot);
}

void KeyTable::MarkDirty(KeySlot slot) {
  if (entries_[slot].bits & kDirty) return;
  entries_[slot].bits |= kDirty;
  dirty_.push_back(slot);
}

void KeyTable::Touch(KeySlot slot) { MarkDirty(slot); }

CommitSeq KeyTable::OldestPage() const {
  if (page_seqs_.empty()) return CommitSeq{UINT64_MAX};
  return *std::min_element(page_seqs_.begin(), page_seqs_.end());
}

}  // namespace telltale
