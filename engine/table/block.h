// Block: the changed records of one partition's batch: a run of each of its tables.
//
//   run = rule, length, entries, checksum
//
// Described in docs/formats/state.md. Thread safety: pure functions.
#ifndef TELLTALE_ENGINE_TABLE_BLOCK_H_
#define TELLTALE_ENGINE_TABLE_BLOCK_H_

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

#include "absl/functional/function_ref.h"
#include "absl/status/status.h"
#include "engine/base/ids.h"
#include "engine/state/changes.h"

namespace telltale {

class KeyTable;

// Begins a run at the end of `block`; what is appended then is its content, until EndRun() with the
// value that this returns.
size_t BeginRun(RuleId rule, std::string& block);
void EndRun(size_t begin, std::string& block);

// A run that was found whole.
struct Run {
  RuleId rule;
  std::string_view content;
};

// Takes the next run off the front of `block`; nullopt if it is not what was written.
std::optional<Run> TakeRun(std::string_view& block);

// Restores every run of `block` into the table that `table_of` names; a rule without one (it was
// removed) is passed over.
//
// Errors: E5003 if bytes are not what was written.
absl::Status RestoreBlock(CommitSeq seq, std::string_view block,
                          absl::FunctionRef<KeyTable*(RuleId)> table_of);

}  // namespace telltale

#endif  // TELLTALE_ENGINE_TABLE_BLOCK_H_
