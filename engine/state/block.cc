#include "engine/state/block.h"

#include "absl/strings/str_cat.h"
#include "engine/base/hash.h"
#include "engine/base/status.h"
#include "engine/state/byte_codec.h"

namespace telltale {

void AppendRun(RuleId rule, std::string_view run, std::string& block) {
  ByteWriter writer(block);
  writer.Put(rule.value);
  writer.Put(Hash64(run));
  writer.PutText(run);
}

absl::Status RestoreBlock(CommitSeq seq, std::string_view block,
                          absl::FunctionRef<KeyTable*(RuleId)> table_of) {
  ByteReader in(block);
  while (in.ok() && !in.done()) {
    const RuleId rule{in.Get<uint16_t>()};
    const uint64_t checksum = in.Get<uint64_t>();
    const std::string_view run = in.GetText();
    if (!in.ok() || Hash64(run) != checksum) {
      return MakeError(ErrorId::kCorrupt,
                       absl::StrCat("block ", seq.value, ": expected the run of rule ", rule.value,
                                    " as it was written, but the bytes differ"));
    }
    if (KeyTable* table = table_of(rule)) RETURN_IF_ERROR(table->RestoreRun(seq, run));
  }
  return absl::OkStatus();
}

}  // namespace telltale
