// Allocations: how often this program has asked for memory, for tests of what must not allocate.
//
//   const uint64_t before = Allocations();
//   Evaluate(program, slots);
//   EXPECT_EQ(Allocations(), before);
//
// A program that links this counts every operator new. Thread safety: any thread.
#ifndef TELLTALE_TESTS_ALLOCATIONS_H_
#define TELLTALE_TESTS_ALLOCATIONS_H_

#include <cstdint>

namespace telltale {

uint64_t Allocations();

}  // namespace telltale

#endif  // TELLTALE_TESTS_ALLOCATIONS_H_
