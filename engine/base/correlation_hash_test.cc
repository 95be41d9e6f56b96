#include "engine/base/correlation_hash.h"

#include <gtest/gtest.h>

#include <limits>
#include <string>

namespace telltale {
namespace {

struct Vector {
  std::string key;
  int32_t hash;
  int32_t of1, of3, of4, of8, of24;
};

// Taken from a broker: 359 keys of all kinds agreed, these are the telling ones.
const Vector kVectors[] = {
    {"", 0, 1, 1, 1, 1, 1},
    {"0", 48, 1, 1, 1, 1, 1},
    {"order-123", -392797389, 1, 1, 2, 6, 22},
    {"VIN123:oil-7:PRESSURE_HIGH", -679238725, 1, 2, 2, 6, 14},
    {"veh-1|s-1|overheat", -204930968, 1, 3, 1, 1, 9},
    {"fahrzeug-ä", 1236799084, 1, 2, 1, 5, 5},
};

TEST(CorrelationHashTest, AgreesWithTheBrokersVectors) {
  for (const Vector& v : kVectors) EXPECT_EQ(CorrelationHash(v.key), v.hash) << v.key;
}

TEST(CorrelationHashTest, NamesThePartitionThatTheBrokerUses) {
  for (const Vector& v : kVectors) {
    EXPECT_EQ(PartitionOfHash(v.hash, 1), v.of1) << v.key;
    EXPECT_EQ(PartitionOfHash(v.hash, 3), v.of3) << v.key;
    EXPECT_EQ(PartitionOfHash(v.hash, 4), v.of4) << v.key;
    EXPECT_EQ(PartitionOfHash(v.hash, 8), v.of8) << v.key;
    EXPECT_EQ(PartitionOfHash(v.hash, 24), v.of24) << v.key;
  }
}

TEST(CorrelationHashTest, StaysInRangeForTheSmallestHash) {
  const int32_t smallest = std::numeric_limits<int32_t>::min();
  EXPECT_EQ(PartitionOfHash(smallest, 1), 1);
  EXPECT_EQ(PartitionOfHash(smallest, 3), 3);
}

TEST(CorrelationHashTest, ReadsThePartitionFromAKey) {
  EXPECT_EQ(PartitionOfKey(2251799813685249), 1);  // Zeebe's first
  EXPECT_EQ(PartitionOfKey(6755399441055744), 3);
  EXPECT_LT(PartitionOfKey(123), 1);
  EXPECT_LT(PartitionOfKey(-1), 1);
}

}  // namespace
}  // namespace telltale
