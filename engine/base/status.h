// Status: how errors travel. absl::Status for what can happen, CHECK for what cannot.
//
//   ASSIGN_OR_RETURN(Config config, LoadConfig(path));
//   RETURN_IF_ERROR(store.Commit(changes));
//   CHECK(offset >= next);  // prints the condition, file and line, and aborts
#ifndef TELLTALE_ENGINE_BASE_STATUS_H_
#define TELLTALE_ENGINE_BASE_STATUS_H_

#include "absl/status/status.h"
#include "absl/status/statusor.h"

namespace telltale {

// Prints what did not hold and where, then aborts. Only CHECK calls it.
[[noreturn]] void CheckFailed(const char* condition, const char* file, int line);

}  // namespace telltale

// Stays on in release builds: a broken invariant must not reach the disk.
#define CHECK(condition) \
  ((condition) ? static_cast<void>(0) : ::telltale::CheckFailed(#condition, __FILE__, __LINE__))

#define RETURN_IF_ERROR(expr)                                               \
  do {                                                                      \
    if (::absl::Status telltale_status_ = (expr); !telltale_status_.ok()) { \
      return telltale_status_;                                              \
    }                                                                       \
  } while (false)

#define TELLTALE_CONCAT_INNER_(a, b) a##b
#define TELLTALE_CONCAT_(a, b) TELLTALE_CONCAT_INNER_(a, b)
#define ASSIGN_OR_RETURN(lhs, expr) \
  ASSIGN_OR_RETURN_IMPL_(TELLTALE_CONCAT_(telltale_statusor_, __LINE__), lhs, expr)
#define ASSIGN_OR_RETURN_IMPL_(tmp, lhs, expr)   \
  auto tmp = (expr);                             \
  if (!tmp.ok()) return std::move(tmp).status(); \
  lhs = std::move(tmp).value()

#endif  // TELLTALE_ENGINE_BASE_STATUS_H_
