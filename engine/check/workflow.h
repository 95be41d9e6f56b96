// Workflow: what matters to us of a BPMN process, with the place of everything.
//
// Made by connectors/bpmn (or by a test), judged by engine/check/workflow_check.h.
//
// Thread safety: values.
#ifndef TELLTALE_ENGINE_CHECK_WORKFLOW_H_
#define TELLTALE_ENGINE_CHECK_WORKFLOW_H_

#include <optional>
#include <string>
#include <vector>

#include "engine/rules/config_tree.h"

namespace telltale {

// A text of the file, as written there: an expression keeps its `=`.
struct MarkedText {
  std::string text;
  Mark mark;
};

// The message that an event waits for.
struct WorkflowMessage {
  MarkedText name;
  std::optional<MarkedText> correlation_key;  // absent: the message has no subscription
};

// An event, a task, a gateway or a subprocess.
struct WorkflowStep {
  enum class Kind { kStart, kEventSubprocess, kOther };

  Kind kind = Kind::kOther;
  std::string id;
  std::string title;  // as a person reads it: `user task 'Do the work'`
  Mark mark;
  int inside = -1;          // index of the subprocess that it stands in; -1: the process itself
  MarkedText interrupting;  // kStart: `true` or `false`
  std::optional<WorkflowMessage> message;  // that it waits for
  std::optional<MarkedText> timer;         // that it waits for
  std::optional<MarkedText> job_type;
  std::vector<std::string> next;  // ids
};

struct Workflow {
  std::string process;  // its id
  Mark mark;
  MarkedText executable;  // `true` or `false`
  std::vector<WorkflowStep> steps;
  std::vector<MarkedText> inputs;      // sources of its input and output mappings
  std::vector<MarkedText> conditions;  // of its sequence flows
};

}  // namespace telltale

#endif  // TELLTALE_ENGINE_CHECK_WORKFLOW_H_
