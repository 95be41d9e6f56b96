// BindAccess: how the workflow engine is reached, and who we say we are: `zeebe.tls`,
// `zeebe.oauth`.
//
// Thread safety: none; lives during one Bind().
#ifndef TELLTALE_ENGINE_RULES_BIND_ACCESS_H_
#define TELLTALE_ENGINE_RULES_BIND_ACCESS_H_

#include <string_view>
#include <vector>

#include "engine/rules/config.h"
#include "engine/rules/section.h"

namespace telltale {

// Fills `config` from the section `zeebe`, and warns of a token that others could read on its way.
void BindAccess(Section& zeebe, ZeebeConfig& config, std::vector<Finding>& findings);

// True if `host` (with or without a port behind it) is this machine, whatever it is called.
bool IsLoopback(std::string_view host);

}  // namespace telltale

#endif  // TELLTALE_ENGINE_RULES_BIND_ACCESS_H_
