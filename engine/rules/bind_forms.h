// BindForms: `raise`, `clear` and `silent` of one rule, checked and compiled into its plan.
#ifndef TELLTALE_ENGINE_RULES_BIND_FORMS_H_
#define TELLTALE_ENGINE_RULES_BIND_FORMS_H_

#include "engine/rules/rule_set.h"
#include "engine/rules/section.h"

namespace telltale {

// What windows read is added to the topic's slots.
//
// REQUIRES: all else of the plan is set.
void BindForms(Section& section, CompiledTopic& topic, CompiledRule& rule);

}  // namespace telltale

#endif  // TELLTALE_ENGINE_RULES_BIND_FORMS_H_
