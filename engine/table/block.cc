#include "engine/table/block.h"

#include <cstring>

#include "absl/strings/str_cat.h"
#include "engine/base/hash.h"
#include "engine/base/status.h"
#include "engine/table/byte_codec.h"
#include "engine/table/key_table.h"

namespace telltale {
namespace {

using Length = uint32_t;
constexpr size_t kRunHeaderBytes = sizeof(RuleId::value) + sizeof(Length);

}  // namespace

size_t BeginRun(RuleId rule, std::string& block) {
  const size_t begin = block.size();
  ByteWriter writer(block);
  writer.Put(rule.value);
  writer.Put(Length{0});  // until EndRun()
  return begin;
}

void EndRun(size_t begin, std::string& block) {
  const auto length = static_cast<Length>(block.size() - begin - kRunHeaderBytes);
  std::memcpy(&block[begin + sizeof(RuleId::value)], &length, sizeof(length));
  PutChecksum(begin, block);
}

std::optional<Run> TakeRun(std::string_view& block) {
  ByteReader in(block);
  const RuleId rule{in.Get<uint16_t>()};
  const size_t length = in.Get<Length>();
  std::string_view run = block.substr(0, kRunHeaderBytes + length + kChecksumBytes);
  const size_t whole = run.size();
  if (!TakeChecksum(run) || run.size() != kRunHeaderBytes + length) return std::nullopt;
  block.remove_prefix(whole);
  return Run{rule, run.substr(kRunHeaderBytes)};
}

absl::Status RestoreBlock(CommitSeq seq, std::string_view block,
                          absl::FunctionRef<KeyTable*(RuleId)> table_of) {
  while (!block.empty()) {
    const std::optional<Run> run = TakeRun(block);
    if (!run) {
      return MakeError(ErrorId::kCorrupt,
                       absl::StrCat("block ", seq.value,
                                    ": expected what was written, but the checksum differs"));
    }
    if (KeyTable* table = table_of(run->rule)) {
      RETURN_IF_ERROR(table->RestoreRun(seq, run->content));
    }
  }
  return absl::OkStatus();
}

}  // namespace telltale
