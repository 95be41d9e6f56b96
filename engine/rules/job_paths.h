// JobPaths: what expressions over a job can name, and where it comes from.
//
//   orderId              a variable of the instance, or what is below it
//   job.headers.topic    what the modeller gave the task
//   job.key              the job's own: key type instance process element retries headers variables
//
// A variable named `job` is hidden by these; `job.variables.job` finds it.
//
// Keys are texts: they have more digits than numbers of JSON are sure to keep.
//
// Thread safety: immutable once bound; evaluating is pure.
#ifndef TELLTALE_ENGINE_RULES_JOB_PATHS_H_
#define TELLTALE_ENGINE_RULES_JOB_PATHS_H_

#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "absl/types/span.h"
#include "engine/base/path.h"
#include "engine/base/value.h"
#include "engine/feel/program.h"

namespace telltale {

enum class JobFact : uint8_t {
  kKey,
  kType,
  kInstance,
  kProcess,
  kElement,
  kRetries,
  kHeaders,    // all of them
  kVariables,  // likewise
};
inline constexpr int kJobFacts = 8;

class JobPaths {
 public:
  // Compiles one more expression; one whose truth is asked, if it is a condition. On an error
  // returns false and fills `error`.
  enum class Asked { kValue, kTruth };
  bool Compile(std::string_view source, Asked asked, feel::Program& program,
               feel::CompileError& error);

  // The fields of the variables and of the headers that the expressions read.
  const SlotTable& variables() const { return variables_; }
  const SlotTable& headers() const { return headers_; }
  // The variables to fetch; empty: all.
  std::vector<std::string> ToFetch() const;

  // What the expressions' programs are evaluated over. `facts` by JobFact; `variables` and
  // `headers` by the slots of those tables.
  std::vector<Value> Values(const std::array<Value, kJobFacts>& facts,
                            absl::Span<const Value> variables,
                            absl::Span<const Value> headers) const;

 private:
  struct Origin {
    enum class Kind : uint8_t { kFact, kVariable, kHeader };
    Kind kind = Kind::kVariable;
    Slot index = 0;
  };
  // False: there is no such thing.
  bool OriginOf(const Path& path, Origin& origin);

  SlotTable paths_;              // of all programs
  std::vector<Origin> origins_;  // by slot of `paths_`
  SlotTable variables_, headers_;
  bool reads_all_ = false;
};

}  // namespace telltale

#endif  // TELLTALE_ENGINE_RULES_JOB_PATHS_H_
