// RuleSet: topics, rules and routes as the runtime needs them: plans, compiled expressions, slots.
//
// Thread safety: immutable after Bind and the assignment of ids.
#ifndef TELLTALE_ENGINE_RULES_RULE_SET_H_
#define TELLTALE_ENGINE_RULES_RULE_SET_H_

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "engine/base/ids.h"
#include "engine/base/path.h"
#include "engine/base/time.h"
#include "engine/core/plan.h"
#include "engine/feel/program.h"
#include "engine/rules/own_variables.h"
#include "engine/rules/route_inputs.h"

namespace telltale {

// What is published when a rule says start, back or forward.
struct MessagePlan {
  std::string name;
  Millis ttl{0};
  std::optional<OwnVariables> variables;  // absent: the default ones
  std::optional<Millis> expires;          // of a start; absent: it waits for ever
};

// An entry of `forward`: events that are handed to the open episode.
struct ForwardPlan {
  std::optional<feel::Program> where;  // absent: all
  MessagePlan message;
};

// How a workflow reports back.
struct JobPlan {
  bool gate = false;  // the workflow begins with a gate job, so that what starts twice does no harm
  std::string gate_job = "telltale.gate";
  std::string ended_job = "telltale.ended";
};

struct CompiledRule {
  std::string name;
  RuleId id;  // from the store's names, before the runtime starts
  Plan plan;
  // Absent: the option's default. `enable` is `while`.
  std::optional<feel::Program> where, fault, enable, bad, good;
  std::vector<feel::Program> operands;  // what the plan's windows aggregate
  std::vector<Path> key_paths;
  std::vector<Slot> key_slots;  // of key_paths
  MessagePlan start;
  std::optional<MessagePlan> back;    // absent only with `clear: never`
  std::vector<ForwardPlan> forwards;  // at most kMaxForwards; the first that matches counts
  JobPlan jobs;
  bool retire = false;  // takes no event any more; what is open ends as closed
  std::string shape;    // canonical text of raise and clear: evidence of another shape is dropped
};

// A route: each record that matches is one message, whatever came before it.
struct CompiledRoute {
  std::string name;
  RuleId id;                           // from the store's names, which routes share with rules
  RouteInputs inputs;                  // of all its expressions
  size_t where_inputs = 0;             // so many of them, the first, are what `where` reads
  std::optional<feel::Program> where;  // absent: all
  bool starts = false;  // a workflow's start event catches the message; else an instance does
  std::string message;  // its name; empty: `message_name` gives it
  std::optional<feel::Program> message_name;  // for each record its own
  std::optional<feel::Program> with;          // the correlation key; absent: the message's id
  std::optional<feel::Program> message_id;    // absent: TOPIC:PARTITION:OFFSET
  Millis ttl{0};
  // By name, or one expression whose members they are; absent: all of the record.
  std::optional<std::vector<std::pair<std::string, feel::Program>>> variables;
  std::optional<feel::Program> all_variables;
};

// Where a record's id comes from.
struct IdSource {
  enum class Kind { kPosition, kField, kHeader };
  Kind kind = Kind::kPosition;
  Slot slot = 0;       // kField
  std::string header;  // kHeader
};

// Where a new store begins.
struct StartAt {
  enum class Kind { kEarliest, kLatest, kTime };
  Kind kind = Kind::kEarliest;
  ArrivalTime time{};  // kTime
};

struct CompiledTopic {
  std::string name;
  TopicId id;                   // from the store's names, before the runtime starts
  std::optional<Slot> time;     // absent: the record's timestamp
  std::optional<Slot> arrival;  // files only; absent: the greatest event time
  IdSource id_source;
  Millis late{5000};
  Millis ahead{300000};
  uint8_t remember = 8;
  StartAt start_at;
  SlotTable slots;  // of everything that its rules and routes read
  std::vector<CompiledRule> rules;
  std::vector<CompiledRoute> routes;
};

struct RuleSet {
  JobPlan jobs;  // of rules that say nothing else
  std::vector<CompiledTopic> topics;
};
inline bool HasRule(const RuleSet& rules, std::string_view name) {
  for (const CompiledTopic& topic : rules.topics) {
    for (const CompiledRule& rule : topic.rules) {
      if (rule.name == name) return true;
    }
  }
  return false;
}

}  // namespace telltale

#endif  // TELLTALE_ENGINE_RULES_RULE_SET_H_
