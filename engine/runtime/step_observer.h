// StepObserver: hears what each step of a partition concluded, for those who tell a key's story.
//
//   partition.Watch(&story);
//   partition.Apply(record, wall);  // calls story.OnStep() for each step that came of it
//
// Thread safety: none; called by the partition, on its thread.
#ifndef TELLTALE_ENGINE_RUNTIME_STEP_OBSERVER_H_
#define TELLTALE_ENGINE_RUNTIME_STEP_OBSERVER_H_

#include <cstddef>

#include "engine/base/ids.h"
#include "engine/base/time.h"
#include "engine/core/event.h"
#include "engine/core/outcome.h"

namespace telltale {

// References live during the call.
struct SeenStep {
  size_t rule = 0;  // its place among the topic's
  const KeyHash& key;
  const Input& cause;  // as Advance() emits it
  const StepResult& result;
  ArrivalTime arrival;  // of the partition
};

class StepObserver {
 public:
  virtual ~StepObserver() = default;
  virtual void OnStep(const SeenStep& step) = 0;
};

}  // namespace telltale

#endif  // TELLTALE_ENGINE_RUNTIME_STEP_OBSERVER_H_
