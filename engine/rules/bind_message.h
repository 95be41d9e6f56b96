// MessageBinder: the messages of one rule from its options: a name, or a map with its own options;
// and what messages of routes have in common with them.
//
// Thread safety: none; lives during one Bind().
#ifndef TELLTALE_ENGINE_RULES_BIND_MESSAGE_H_
#define TELLTALE_ENGINE_RULES_BIND_MESSAGE_H_

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "engine/base/time.h"
#include "engine/rules/config_tree.h"
#include "engine/rules/finding.h"
#include "engine/rules/rule_set.h"
#include "engine/rules/section.h"

namespace telltale {

// True if a workflow can use `name` for a variable: FEEL takes `a-b` for a difference.
bool IsVariableName(const std::string& name);

// The option `ttl` of a section; one of 0 is reported as what it does.
std::optional<Millis> BindTtl(Section& section);

// True if a member of `variables` is an expression under a name that a workflow can use; else what
// is wrong with it is reported.
bool CheckVariable(Section& section, const ConfigNode::Member& member);

class MessageBinder {
 public:
  // All must outlive it; `rule` has its key, and `topic` gets what variables read.
  MessageBinder(Section& rule_section, CompiledTopic& topic, const CompiledRule& rule,
                std::vector<Finding>& findings)
      : rule_section_(rule_section), topic_(topic), rule_(rule), findings_(findings) {}

  // Returns the message that option `name` gives, nullopt if it is not given. What is wrong with it
  // is reported.
  std::optional<MessagePlan> Bind(std::string_view name, Millis ttl);
  // The entries of `forward`, likewise. `ttl` is of those that give none.
  std::vector<ForwardPlan> BindForwards(Millis ttl);

 private:
  ForwardPlan BindForward(const ConfigNode& node, Millis ttl);
  void CheckForwardName(const std::string& name, const ConfigNode& node);
  std::string MessageName(std::string_view option, const ConfigNode& whole, const ConfigNode* node);
  std::optional<OwnVariables> BindVariables(Section& section);
  void BindVariable(Section& section, const ConfigNode::Member& member, OwnVariables& variables);

  Section& rule_section_;
  CompiledTopic& topic_;
  const CompiledRule& rule_;
  std::vector<Finding>& findings_;
};

}  // namespace telltale

#endif  // TELLTALE_ENGINE_RULES_BIND_MESSAGE_H_
