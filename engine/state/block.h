// Block: the changed records of one partition's batch: a run of each of its tables.
//
// Described in docs/formats/state.md. Thread safety: pure functions.
#ifndef TELLTALE_ENGINE_STATE_BLOCK_H_
#define TELLTALE_ENGINE_STATE_BLOCK_H_

#include <string>
#include <string_view>

#include "absl/functional/function_ref.h"
#include "absl/status/status.h"
#include "engine/base/ids.h"
#include "engine/state/changes.h"
#include "engine/state/key_table.h"

namespace telltale {

// Appends the run of a rule's table to `block`, with its length and checksum.
void AppendRun(RuleId rule, std::string_view run, std::string& block);

// Restores every run of `block` into the table that `table_of` names; a rule without one (it was
// removed) is passed over. E5003 if bytes are not what was written.
absl::Status RestoreBlock(CommitSeq seq, std::string_view block,
                          absl::FunctionRef<KeyTable*(RuleId)> table_of);

}  // namespace telltale

#endif  // TELLTALE_ENGINE_STATE_BLOCK_H_
