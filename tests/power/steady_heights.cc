#include "tests/power/steady_heights.h"

namespace rocksdb {

// As in RocksDB's util/random.h, which is no public header: its state is one number of 31 bits, not
// 0. The library's own GetTLSInstance() comes after this one.
class Random {
 public:
  static Random* GetTLSInstance();
  uint32_t seed = 1;
};

namespace {

thread_local Random own;

}  // namespace

Random* Random::GetTLSInstance() { return &own; }

}  // namespace rocksdb

namespace telltale {

void SeedHeights(uint64_t seed) {
  constexpr uint64_t kMost = 2147483646;
  rocksdb::Random::GetTLSInstance()->seed = static_cast<uint32_t>(seed % kMost + 1);
}

}  // namespace telltale
