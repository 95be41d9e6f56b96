// absl::Mutex as the thread sanitizer must see it.
//
// The distribution's abseil is not instrumented, so what a mutex orders would be unknown and every
// guarded field reported. These definitions stand before the library's: they call it, and say that
// who locks sees all that was done before the unlock.
#include <dlfcn.h>
#include <sanitizer/tsan_interface.h>

#include "absl/base/options.h"
#include "absl/synchronization/mutex.h"

#define TELLTALE_TEXT_OF(x) #x
#define TELLTALE_TEXT(x) TELLTALE_TEXT_OF(x)
// `debian3` or `debian7`: the inline namespace has seven letters.
#define TELLTALE_MUTEX(member) \
  "_ZN4absl7" TELLTALE_TEXT(ABSL_OPTION_INLINE_NAMESPACE_NAME) "5Mutex" member

namespace {

template <class Function>
Function* Library(const char* name) {
  return reinterpret_cast<Function*>(dlsym(RTLD_NEXT, name));
}

}  // namespace

namespace absl {
ABSL_NAMESPACE_BEGIN

void Mutex::Lock() {
  static auto* const lock = Library<void(Mutex*)>(TELLTALE_MUTEX("4LockEv"));
  lock(this);
  __tsan_acquire(this);
}

void Mutex::Unlock() {
  static auto* const unlock = Library<void(Mutex*)>(TELLTALE_MUTEX("6UnlockEv"));
  __tsan_release(this);
  unlock(this);
}

// All forms of waiting come through here.
bool Mutex::AwaitCommon(const Condition& condition, synchronization_internal::KernelTimeout limit) {
  static auto* const await =
      Library<bool(Mutex*, const Condition&, synchronization_internal::KernelTimeout)>(
          TELLTALE_MUTEX("11AwaitCommonERKNS0_9ConditionENS0_24synchronization_internal"
                         "13KernelTimeoutE"));
  __tsan_release(this);
  const bool holds = await(this, condition, limit);
  __tsan_acquire(this);
  return holds;
}

ABSL_NAMESPACE_END
}  // namespace absl

// Libraries that are not instrumented.
extern "C" const char* __tsan_default_suppressions() {
  return "race:librocksdb.so\n"
         "race:librdkafka.so\n"
         "race:libgrpc.so\n"
         "race:libgrpc++.so\n"
         "race:libgpr.so\n"
         "race:libabsl_\n"
         "race:^grpc::\n";
}
