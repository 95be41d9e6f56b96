#include "engine/rules/renderer.h"

#include <algorithm>
#include <array>

#include "absl/strings/str_cat.h"
#include "engine/base/hash.h"
#include "engine/base/json_object.h"
#include "engine/base/limits.h"
#include "engine/base/status.h"
#include "engine/rules/key_text.h"

namespace telltale {
namespace {

constexpr std::string_view kEpisode = "episode", kTelltale = "telltale", kTruncated = "truncated";
constexpr std::string_view kReserved[] = {kEpisode, kTelltale, kTruncated};

// What the workflow must give back with its reports: they are routed by these
// values alone.
std::string RoutingObject(const CommandContext& context, const Command& command,
                          std::string_view episode) {
  std::string json;
  JsonObject members(json);
  members.Text("episode", episode);
  members.Text("rule", context.rule.name);
  members.Text("topic", context.topic.name);
  members.Number("partition", context.partition);
  members.Text("key", ToHex(context.key));
  members.Number("raised_at", ToMs(command.raised_at));
  members.Text("gate", context.rule.jobs.gate_job);
  members.Text("ended", context.rule.jobs.ended_job);
  members.Close();
  return json;
}

std::string DefaultVariables(const CommandContext& context, const Command& command,
                             std::string_view episode, bool with_event) {
  std::string json;
  JsonObject members(json);
  members.Text(kEpisode, episode);
  members.Text(FactName(Fact::kRule), context.rule.name);
  members.Text(FactName(Fact::kKey), context.key_text);
  members.Number(FactName(Fact::kCount), command.count);
  members.Text(FactName(Fact::kFirstBadAt), FormatRfc3339(ToMs(command.first_bad)));
  members.Text(FactName(Fact::kRaisedAt), FormatRfc3339(ToMs(command.raised_at)));
  if (command.kind == Command::Kind::kBack) {
    members.Text(FactName(Fact::kClearedAt), FormatRfc3339(ToMs(command.cleared_at)));
    members.Text(FactName(Fact::kEnding), EndingName(command.ending));
  }
  if (!with_event) members.Bool(kTruncated, true);
  if (with_event && !context.event_json.empty()) {
    members.Json(FactName(Fact::kEvent), context.event_json);
  }
  members.Json(kTelltale, RoutingObject(context, command, episode));
  members.Close();
  return json;
}

std::vector<NamedJson> EvaluateOwn(const CommandContext& context, const Command& command,
                                   std::string_view episode, const OwnVariables& variables) {
  const std::string first_bad_at = FormatRfc3339(ToMs(command.first_bad));
  const std::string raised_at = FormatRfc3339(ToMs(command.raised_at));
  const std::string cleared_at = FormatRfc3339(ToMs(command.cleared_at));
  const bool is_back = command.kind == Command::Kind::kBack;
  const std::array<Value, kFacts> facts = {
      Value::String(episode),
      Value::String(context.rule.name),
      Value::String(context.key_text),
      Value::Number(command.count),
      Value::String(first_bad_at),
      Value::String(raised_at),
      is_back ? Value::String(cleared_at) : Value::Missing(),
      is_back ? Value::String(EndingName(command.ending)) : Value::Missing(),
      context.event_json.empty() ? Value::Missing() : Value::Other(context.event_json)};
  const std::vector<std::string> parts = SplitKeyText(context.key_text);
  std::vector<Value> key;
  for (const std::string& part : parts) key.push_back(Value::String(part));
  return variables.Evaluate(facts, key, context.fields);
}

// In no more bytes than there is room: the largest go first.
std::string OwnVariablesJson(const CommandContext& context, const Command& command,
                             std::string_view episode, const OwnVariables& variables, size_t room) {
  std::vector<NamedJson> values = EvaluateOwn(context, command, episode, variables);
  bool truncated = false;
  while (true) {
    std::string json;
    JsonObject members(json);
    members.Text(kEpisode, episode);
    for (const auto& [name, value] : values) members.Json(name, value);
    if (truncated) members.Bool(kTruncated, true);
    members.Json(kTelltale, RoutingObject(context, command, episode));
    members.Close();
    if (json.size() <= room || values.empty()) return json;
    values.erase(std::max_element(values.begin(), values.end(), [](const auto& a, const auto& b) {
      return a.second.size() < b.second.size();
    }));
    truncated = true;
  }
}

std::string Variables(const CommandContext& context, const Command& command,
                      std::string_view episode, const MessagePlan& plan, size_t room) {
  if (plan.variables) return OwnVariablesJson(context, command, episode, *plan.variables, room);
  std::string json = DefaultVariables(context, command, episode, /*with_event=*/true);
  if (json.size() <= room) return json;
  return DefaultVariables(context, command, episode, /*with_event=*/false);
}

const MessagePlan& PlanOf(const CompiledRule& rule, const Command& command) {
  switch (command.kind) {
    case Command::Kind::kStart:
      return rule.start;
    case Command::Kind::kBack:
      CHECK(rule.back);
      return *rule.back;
    case Command::Kind::kForward:
      break;
  }
  CHECK(command.entry > 0 && command.entry <= rule.forwards.size());
  return rule.forwards[command.entry - 1].message;
}

}  // namespace

bool HasMessage(const CompiledRule& rule, const Command& command) {
  return command.kind != Command::Kind::kBack || (command.heard && rule.back);
}

Message::Kind MessageKind(const Command& command) {
  switch (command.kind) {
    case Command::Kind::kStart:
      break;
    case Command::Kind::kBack:
      return Message::Kind::kBack;
    case Command::Kind::kForward:
      return Message::Kind::kForward;
  }
  return Message::Kind::kStart;
}

EventTime MessageTime(const Command& command) {
  switch (command.kind) {
    case Command::Kind::kStart:
      break;
    case Command::Kind::kBack:
      return command.cleared_at;
    case Command::Kind::kForward:
      return command.event_at;
  }
  return command.raised_at;
}

Message Render(const CommandContext& context, const Command& command) {
  const MessagePlan& plan = PlanOf(context.rule, command);
  const std::string episode = EpisodeId(context.rule.name, context.key_text, command.raised_at);
  Message message{.kind = MessageKind(command),
                  .name = plan.name,
                  .correlation_key = episode,
                  .id = episode,
                  .ttl = plan.ttl,
                  .at = MessageTime(command)};
  switch (command.kind) {
    case Command::Kind::kStart:
      break;
    case Command::Kind::kBack:
      message.id += ":back";
      message.ending = EndingName(command.ending);
      break;
    case Command::Kind::kForward:
      absl::StrAppend(&message.id, ":forward:", context.offset.value);
      break;
  }
  const size_t names = message.name.size() + 2 * message.id.size();
  message.variables = Variables(context, command, episode, plan, kMaxMessageBytes - names);
  return message;
}

std::vector<std::string_view> StartVariables(const CompiledRule& rule) {
  std::vector<std::string_view> names;
  if (rule.start.variables) {
    names = rule.start.variables->Names();
    names.insert(names.begin(), kEpisode);
  } else {
    for (const Fact fact : {Fact::kEpisode, Fact::kRule, Fact::kKey, Fact::kCount,
                            Fact::kFirstBadAt, Fact::kRaisedAt, Fact::kEvent}) {
      names.push_back(FactName(fact));
    }
  }
  names.push_back(kTelltale);
  return names;
}

absl::Span<const std::string_view> ReservedVariables() { return kReserved; }

}  // namespace telltale
