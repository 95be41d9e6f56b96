// CheckRules: rules that are valid, but hardly mean what was wanted.
//
// Thread safety: pure function.
#ifndef TELLTALE_ENGINE_CHECK_RULE_CHECK_H_
#define TELLTALE_ENGINE_CHECK_RULE_CHECK_H_

#include <vector>

#include "engine/rules/config.h"
#include "engine/rules/finding.h"

namespace telltale {

// `tree` is what `config` was read from. With `workflows_follow` the rules' workflows are judged
// too, and what a workflow could mend is left to that.
std::vector<Finding> CheckRules(const Config& config, const ConfigTree& tree,
                                bool workflows_follow);

}  // namespace telltale

#endif  // TELLTALE_ENGINE_CHECK_RULE_CHECK_H_
