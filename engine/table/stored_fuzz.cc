// Fuzz: whatever pages and blocks hold, restoring them ends; what was taken is a table whose pages
// can be written, and read again as the same keys.
//
// The input is a list of pieces: kind (1; odd: a block's run, even: a page), which (1), length (2),
// and so many bytes, to which the right checksum is added, because without it nothing else is
// looked at; where bit 6 of the kind is set it stays away.
#include <cstdint>
#include <string>
#include <string_view>

#include "engine/base/status.h"
#include "engine/table/block.h"
#include "engine/table/byte_codec.h"
#include "engine/table/key_table.h"
#include "engine/table/table_view.h"

namespace telltale {
namespace {

constexpr RuleId kRule{1};
constexpr Plan kPlan{.raise = Raise{.n = 3}, .remember = 8};
constexpr uint8_t kRunBit = 1, kBareBit = 64;
constexpr uint32_t kPages = 4;

absl::Status Restore(KeyTable& table, uint8_t kind, uint8_t which, std::string bytes) {
  if (kind & kRunBit) {
    std::string block;
    const size_t begin = BeginRun(kRule, block);
    block += bytes;
    if (!(kind & kBareBit)) EndRun(begin, block);
    return RestoreBlock(CommitSeq{which}, block, [&table](RuleId) { return &table; });
  }
  if (!(kind & kBareBit)) PutChecksum(0, bytes);
  return table.RestorePage(which % kPages, bytes);
}

// Writes all pages and reads them into a table of its own.
void CheckSurvives(KeyTable& table) {
  KeyTable again(kRule, kPlan);
  for (uint32_t page = 0; page < table.pages(); ++page) {
    CHECK(again.RestorePage(page, table.EncodePage(page, CommitSeq{1000})).ok());
  }
  again.FinishRestore();
  CHECK(ViewOf(again) == ViewOf(table));
}

void Try(std::string_view input) {
  KeyTable table(kRule, kPlan);
  ByteReader in(input);
  while (in.ok() && !in.done()) {
    const auto kind = in.Get<uint8_t>();
    const auto which = in.Get<uint8_t>();
    const std::string bytes(in.GetBytes(in.Get<uint16_t>()));
    if (!in.ok() || !Restore(table, kind, which, bytes).ok()) return;
  }
  table.FinishRestore();
  CheckSurvives(table);
}

}  // namespace
}  // namespace telltale

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  telltale::Try({reinterpret_cast<const char*>(data), size});
  return 0;
}
