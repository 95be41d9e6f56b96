// PowerStory: a store whose power fails again and again, all from one seed, and what is wrong with
// what it remembers after each time.
//
// Told are whole lives of a store: it is opened by the code of production, which may be when the
// power fails, and commits until it fails. What then comes back must be what the last commit that
// was acknowledged left, or the one that was under way: as a whole, in all partitions and in the
// catalog, never a mix; and what was seen once must stay.
#ifndef TELLTALE_TESTS_POWER_POWER_STORY_H_
#define TELLTALE_TESTS_POWER_POWER_STORY_H_

#include <cstdint>
#include <string>

#include "tests/power/power_disk.h"

namespace telltale {

struct PowerTold {
  std::string complaint;  // empty: nothing is wrong
  int failures = 0;       // of power
  int in_recovery = 0;    // of these, while the store was opened
  int64_t commits = 0;    // acknowledged
  int64_t changes = 0;    // of the disk
};

// The same seed tells the same.
PowerTold TellPowerStory(uint64_t seed, DiskLie lie = DiskLie::kNone);

// The same of a node: the production's loop on such a disk, between models of a source and of a
// workflow engine that keep their power. At the end each episode must have been started once and
// ended once, as without any failure.
PowerTold TellNodeStory(uint64_t seed, DiskLie lie = DiskLie::kNone);

}  // namespace telltale

#endif  // TELLTALE_TESTS_POWER_POWER_STORY_H_
