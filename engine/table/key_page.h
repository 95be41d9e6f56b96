// KeyPage: the records of 256 slots, and what is known of each slot besides.
//
// One allocation holds the records, then where each slot's text lies, then each slot's bits. The
// bits of a million keys are one megabyte: looking at them costs no trip to memory.
//
// Ownership: a page is a handle; what it returns points into it. Thread safety: none; part of a key
// table.
#ifndef TELLTALE_ENGINE_TABLE_KEY_PAGE_H_
#define TELLTALE_ENGINE_TABLE_KEY_PAGE_H_

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>

#include "engine/state/changes.h"
#include "engine/table/key_texts.h"

namespace telltale {

class KeyPage {
 public:
  // A constant of the format: which page a slot lies in must not depend on the rule's shape. A
  // page of small rules has about 32 KiB with its texts, one with eight ids about 50.
  static constexpr uint32_t kSlots = 256;

  // A slot's bits.
  static constexpr uint8_t kLive = 1;
  static constexpr uint8_t kDirty = 2;  // goes into this batch's block
  static constexpr uint8_t kNew = 4;    // since the last block: its text must go along

  // Zeroed, so that padding and freed records never carry old bytes to the disk.
  explicit KeyPage(size_t stride)
      : stride_(stride), bytes_(std::make_unique<std::byte[]>(Bytes(stride))) {}

  // What a page with records of `stride` bytes takes.
  static size_t Bytes(size_t stride) {
    return kSlots * (stride + sizeof(KeyTexts::Ref) + sizeof(uint8_t));
  }

  std::byte* Record(uint32_t place) const { return bytes_.get() + place * stride_; }
  KeyTexts::Ref& Text(uint32_t place) const {
    return reinterpret_cast<KeyTexts::Ref*>(bytes_.get() + kSlots * stride_)[place];
  }
  uint8_t& Bits(uint32_t place) const {
    std::byte* bits = bytes_.get() + kSlots * (stride_ + sizeof(KeyTexts::Ref));
    return reinterpret_cast<uint8_t*>(bits)[place];
  }

  // Blocks up to and including this one say nothing that the page's newest copy in the store does
  // not say. Of a page that has no copy yet: the last block before the page was added. Absent: not
  // known, every block is needed.
  std::optional<CommitSeq> covered;

 private:
  size_t stride_;
  std::unique_ptr<std::byte[]> bytes_;
};

}  // namespace telltale

#endif  // TELLTALE_ENGINE_TABLE_KEY_PAGE_H_
