#include "engine/table/key_table.h"

#include "engine/base/status.h"

namespace telltale {
namespace {

constexpr size_t kHashBytes = sizeof(KeyHash);
constexpr size_t kHeadBytes = sizeof(KeyState);
// Slot numbers are 32 bits, and the index keeps the last one for itself.
constexpr size_t kMaxPages = UINT32_MAX / KeyPage::kSlots;

KeyHash& HashOf(std::byte* record) { return *reinterpret_cast<KeyHash*>(record); }
KeyState& HeadOf(std::byte* record) { return *reinterpret_cast<KeyState*>(record + kHashBytes); }

}  // namespace

KeyTable::KeyTable(RuleId rule, const Plan& plan)
    : rule_(rule), layout_(LayoutOf(plan)), stride_(kHashBytes + kHeadBytes + layout_.tail_bytes) {
  CHECK(stride_ % alignof(KeyState) == 0);
}

std::optional<KeyTable::KeySlot> KeyTable::Find(const KeyHash& hash) const {
  return index_.Find(hash, [&](KeySlot slot) { return HashOf(RecordAt(slot)) == hash; });
}

void KeyTable::PrefetchRecord(const KeyHash& hash) const {
  if (const auto slot = index_.Guess(hash)) Prefetch(RecordAt(*slot));
}

KeyTable::KeySlot KeyTable::FindOrAdd(const KeyHash& hash, std::string_view text) {
  if (const auto found = Find(hash)) return *found;
  const KeySlot slot = TakeSlot();
  Occupy(slot, hash, text);
  Reset(At(slot));
  index_.Insert(hash, slot);
  Bits(slot) |= KeyPage::kNew;
  MarkDirty(slot);
  return slot;
}

KeyTable::KeySlot KeyTable::TakeSlot() {
  if (free_.empty()) {
    const KeySlot first = slots();
    AddPage();
    for (KeySlot i = kSlotsPerPage; i > 0; --i) free_.push_back(first + i - 1);
  }
  const KeySlot slot = free_.back();
  free_.pop_back();
  return slot;
}

void KeyTable::AddPage() {
  CHECK(pages_.size() < kMaxPages);
  pages_.emplace_back(stride_);
}

void KeyTable::Occupy(KeySlot slot, const KeyHash& hash, std::string_view text) {
  HashOf(RecordAt(slot)) = hash;
  TextRef(slot) = texts_.Add(text);
  Bits(slot) |= KeyPage::kLive;
  ++live_;
}

void KeyTable::Vacate(KeySlot slot) {
  texts_.Free(TextRef(slot));
  Bits(slot) &= static_cast<uint8_t>(~KeyPage::kLive);
  --live_;
}

void KeyTable::Forget(KeySlot slot) {
  CHECK(IsLive(slot));
  index_.Erase(HashAt(slot), slot);
  Vacate(slot);
  free_.push_back(slot);
  MarkDirty(slot);
}

KeyRef KeyTable::At(KeySlot slot) {
  std::byte* record = RecordAt(slot);
  return {HeadOf(record), absl::MakeSpan(record + kHashBytes + kHeadBytes, layout_.tail_bytes)};
}

KeyView KeyTable::At(KeySlot slot) const {
  std::byte* record = RecordAt(slot);
  return {HeadOf(record),
          absl::MakeConstSpan(record + kHashBytes + kHeadBytes, layout_.tail_bytes)};
}

const KeyHash& KeyTable::HashAt(KeySlot slot) const { return HashOf(RecordAt(slot)); }

size_t KeyTable::memory_bytes() const {
  return pages_.size() * KeyPage::Bytes(stride_) + pages_.capacity() * sizeof(KeyPage) +
         index_.memory_bytes() + texts_.memory_bytes() +
         (free_.capacity() + dirty_.capacity()) * sizeof(KeySlot);
}

void KeyTable::MarkDirty(KeySlot slot) {
  uint8_t& bits = Bits(slot);
  if (bits & KeyPage::kDirty) return;
  bits |= KeyPage::kDirty;
  dirty_.push_back(slot);
}

void KeyTable::Touch(KeySlot slot) { MarkDirty(slot); }

void KeyTable::CoverNewPages(CommitSeq before) {
  for (; uncovered_ < pages_.size(); ++uncovered_) {
    KeyPage& page = pages_[uncovered_];
    if (!page.covered) page.covered = before;
  }
}

}  // namespace telltale
