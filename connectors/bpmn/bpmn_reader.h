// ReadBpmn: a BPMN file as workflows: what Telltale has to do with, and nothing else of it.
//
//   std::vector<Workflow> workflows;
//   if (!ReadBpmn(text, source, workflows, findings)) ... it is no BPMN
//
// Thread safety: pure function. Errors: become findings.
#ifndef TELLTALE_CONNECTORS_BPMN_BPMN_READER_H_
#define TELLTALE_CONNECTORS_BPMN_BPMN_READER_H_

#include <string_view>
#include <vector>

#include "engine/check/workflow.h"
#include "engine/rules/finding.h"

namespace telltale {

// Adds the processes of `text`, which is the source number `source` of the configuration. Returns
// false if it was reported that this is no BPMN.
bool ReadBpmn(std::string_view text, int source, std::vector<Workflow>& workflows,
              std::vector<Finding>& findings);

}  // namespace telltale

#endif  // TELLTALE_CONNECTORS_BPMN_BPMN_READER_H_
