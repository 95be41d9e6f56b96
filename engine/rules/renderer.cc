#include "engine/rules/renderer.h"

#include "absl/strings/str_cat.h"
#include "engine/base/hash.h"
#include "engine/base/json_text.h"
#include "engine/base/limits.h"
#include "engine/base/status.h"
#include "engine/base/strings.h"
#include "engine/rules/key_text.h"

namespace telltale {
namespace {

constexpr std::string_view kStartVariables[] = {"episode",      "rule",      "key",   "count",
                                                "first_bad_at", "raised_at", "event", "telltale"};

// Writes members of one JSON object.
class Members {
 public:
  explicit Members(std::string& out) : out_(out) { out_ += '{'; }
  ~Members() { out_ += '}'; }

  void Text(std::string_view name, std::string_view value) {
    Name(name);
    AppendJsonString(out_, value);
  }
  void Raw(std::string_view name, std::string_view json) {
    Name(name);
    out_ += json;
  }
  void Number(std::string_view name, int64_t value) { Raw(name, std::to_string(value)); }

 private:
  void Name(std::string_view name) {
    if (!first_) out_ += ',';
    first_ = false;
    AppendJsonString(out_, name);
    out_ += ':';
  }
  std::string& out_;
  bool first_ = true;
};

// What the workflow must give back with its reports: they are routed by these
// values alone.
std::string RoutingObject(const CommandContext& context, const Command& command,
                          std::string_view episode) {
  std::string json;
  {
    Members members(json);
    members.Text("episode", episode);
    members.Text("rule", context.rule.name);
    members.Text("topic", context.topic.name);
    members.Number("partition", context.partition);
    members.Text("key", ToHex(context.key));
    members.Number("raised_at", ToMs(command.raised_at));
    members.Text("gate", context.rule.jobs.gate_job);
    members.Text("ended", context.rule.jobs.ended_job);
  }
  return json;
}

std::string Variables(const CommandContext& context, const Command& command,
                      std::string_view episode, bool with_event) {
  std::string json;
  {
    Members members(json);
    members.Text("episode", episode);
    members.Text("rule", context.rule.name);
    members.Text("key", context.key_text);
    members.Number("count", command.count);
    members.Text("first_bad_at", FormatRfc3339(ToMs(command.first_bad)));
    members.Text("raised_at", FormatRfc3339(ToMs(command.raised_at)));
    if (command.kind == Command::Kind::kBack) {
      members.Text("cleared_at", FormatRfc3339(ToMs(command.cleared_at)));
      members.Text("ending", EndingName(command.ending));
    }
    if (!with_event) members.Raw("truncated", "true");
    if (with_event && !context.event_json.empty()) members.Raw("event", context.event_json);
    members.Raw("telltale", RoutingObject(context, command, episode));
  }
  return json;
}

}  // namespace

Message Render(const CommandContext& context, const Command& command) {
  const bool is_start = command.kind == Command::Kind::kStart;
  CHECK(is_start || context.rule.back);
  const MessagePlan& plan = is_start ? context.rule.start : *context.rule.back;
  const std::string episode = EpisodeId(context.rule.name, context.key_text, command.raised_at);
  Message message{.kind = is_start ? Message::Kind::kStart : Message::Kind::kBack,
                  .name = plan.name,
                  .correlation_key = episode,
                  .id = is_start ? episode : episode + ":back",
                  .ttl = plan.ttl,
                  .at = is_start ? command.raised_at : command.cleared_at};
  if (!is_start) message.ending = EndingName(command.ending);
  message.variables = Variables(context, command, episode, /*with_event=*/true);
  if (message.variables.size() + message.name.size() + 2 * message.id.size() > kMaxMessageBytes) {
    message.variables = Variables(context, command, episode, /*with_event=*/false);
  }
  return message;
}

absl::Span<const std::string_view> StartVariables() { return kStartVariables; }

}  // namespace telltale
