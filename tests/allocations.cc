#include "tests/allocations.h"

#include <atomic>
#include <cstdlib>
#include <new>

namespace telltale {
namespace {

std::atomic<uint64_t> allocations{0};

void* Allocate(size_t bytes) {
  allocations.fetch_add(1, std::memory_order_relaxed);
  return std::malloc(bytes);
}

}  // namespace

uint64_t Allocations() { return allocations.load(std::memory_order_relaxed); }

}  // namespace telltale

// All forms that libraries use, so that each delete meets the new of its kind. Not inlined: g++
// would warn of new and free() in pairs.
[[gnu::noinline]] void* operator new(size_t bytes) {
  if (void* memory = telltale::Allocate(bytes)) return memory;
  throw std::bad_alloc();
}
[[gnu::noinline]] void* operator new(size_t bytes, const std::nothrow_t&) noexcept {
  return telltale::Allocate(bytes);
}
[[gnu::noinline]] void* operator new[](size_t bytes) { return operator new(bytes); }
[[gnu::noinline]] void* operator new[](size_t bytes, const std::nothrow_t&) noexcept {
  return telltale::Allocate(bytes);
}
[[gnu::noinline]] void operator delete(void* memory) noexcept { std::free(memory); }
[[gnu::noinline]] void operator delete(void* memory, size_t) noexcept { std::free(memory); }
[[gnu::noinline]] void operator delete[](void* memory) noexcept { std::free(memory); }
[[gnu::noinline]] void operator delete[](void* memory, size_t) noexcept { std::free(memory); }
