// LivingTables: the key tables of one partition, as keys come, change and are forgotten, and what
// each of its batches changes in the store; for tests of the store with what really lies in it.
//
//   LivingTables tables(partition);
//   const Changes changes = tables.Batch(random);      // commit it
//   tables = LivingTables::Recovered(partition, stored, complaint);
//
// Thread safety: none.
#ifndef TELLTALE_TESTS_POWER_LIVING_TABLES_H_
#define TELLTALE_TESTS_POWER_LIVING_TABLES_H_

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "engine/table/key_table.h"
#include "engine/table/page_rotation.h"
#include "engine/table/table_view.h"
#include "tests/power/stored_state.h"
#include "tests/simulation/random.h"

namespace telltale {

class LivingTables {
 public:
  explicit LivingTables(PartitionId partition);
  // From what a store returned, by the production's own code.
  static absl::StatusOr<LivingTables> Recovered(PartitionId partition,
                                                const StoredPartition& stored);

  // Changes some keys, decides and settles some commands, sets records aside.
  Changes Batch(Random& random);

  // All keys of all tables.
  std::vector<std::vector<KeyRow>> View() const;

 private:
  void ChangeAKey(KeyTable& table, Random& random);
  void AddCommands(Changes& changes, Random& random);
  void AddLogs(Changes& changes, Random& random);
  KeyTable* Of(RuleId rule) { return &tables_[rule.value - 1]; }

  PartitionId partition_;
  std::vector<KeyTable> tables_;
  PageRotation rotation_;
  Progress progress_;
  std::vector<OutboxSeq> unsettled_;
};

}  // namespace telltale

#endif  // TELLTALE_TESTS_POWER_LIVING_TABLES_H_
