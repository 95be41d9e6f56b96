#include "engine/rules/route_reader.h"

#include <optional>
#include <utility>

#include "absl/strings/str_cat.h"
#include "engine/base/json_text.h"
#include "engine/base/limits.h"
#include "engine/base/message_guard.h"
#include "engine/base/strings.h"
#include "engine/feel/lists.h"
#include "engine/rules/key_text.h"

namespace telltale {
namespace {

// One record on its way to being a message. The first thing that is wrong with it stands.
class Maker {
 public:
  Maker(const CompiledRoute& route, const RecordContext& context, const std::vector<Value>& values)
      : route_(route), context_(context), values_(values) {}

  Routing Run() {
    Message message{.kind = Message::Kind::kRoute, .ttl = route_.ttl};
    message.name = Name();
    message.id = route_.message_id ? Text(*route_.message_id, "id") : Position();
    message.correlation_key = route_.with ? Text(*route_.with, "with") : message.id;
    if (message.id.empty()) Fail("expected an 'id', but it is empty");
    if (message.correlation_key.empty()) Fail("expected a key by 'with', but it is empty");
    message.variables = Variables();
    if (fault_) return {RouteOutcome::kSetAside, {}, ErrorId::kKeyMissing, *std::move(fault_)};
    if (auto fault = FindFault(message)) {
      return {RouteOutcome::kSetAside, {}, fault->error, std::move(fault->text)};
    }
    return {RouteOutcome::kRouted, std::move(message)};
  }

 private:
  void Fail(std::string text) {
    if (!fault_) fault_ = std::move(text);
  }

  // The same whenever the record is read again.
  std::string Position() const {
    const Record& record = context_.record;
    return absl::StrCat(A(context_.topic), ":", record.partition.partition, ":",
                        record.offset.value);
  }

  std::string Text(const feel::Program& program, std::string_view option) {
    char space[feel::kScratchBytes];
    feel::Scratch scratch{absl::Span<char>(space)};
    std::string text;
    if (!AppendPart(feel::Evaluate(program, values_, scratch), text)) {
      Fail(absl::StrCat("expected a text, number or boolean for '", A(option), "' of route ",
                        route_.name, ", but there is none"));
    }
    return text;
  }

  std::string Name() {
    if (!route_.message_name) return route_.message;
    std::string name = Text(*route_.message_name, "message name");
    if (!IsMessageName(name)) {
      Fail(absl::StrCat("expected a message name of 1 to ", kMaxMessageNameBytes,
                        " bytes without control characters, but there is none"));
    }
    return name;
  }

  std::string Variables() {
    if (route_.all_variables) return Members(*route_.all_variables);
    if (!route_.variables) return std::string(context_.record.value);
    std::string json = "{";
    for (const auto& [name, program] : *route_.variables) {
      if (json.size() > 1) json += ',';
      AppendJsonString(json, name);
      json += ':';
      AppendJsonOf(program, json);
    }
    return json + "}";
  }

  std::string Members(const feel::Program& program) {
    std::string json;
    AppendJsonOf(program, json);
    if (json.empty() || json[0] != '{') {
      Fail(absl::StrCat("expected an object for 'variables' of route ", route_.name,
                        ", but there is none"));
    }
    return json;
  }

  void AppendJsonOf(const feel::Program& program, std::string& json) const {
    char space[feel::kScratchBytes];
    feel::Scratch scratch{absl::Span<char>(space)};
    feel::AppendJson(feel::Evaluate(program, values_, scratch), json);
  }

  const CompiledRoute& route_;
  const RecordContext& context_;
  const std::vector<Value>& values_;
  std::optional<std::string> fault_;
};

}  // namespace

std::string_view RouteOutcomeName(RouteOutcome outcome) {
  constexpr std::string_view kNames[] = {"routed", "no-match", "set-aside"};
  return kNames[static_cast<int>(outcome)];
}

Routing ReadRoute(const CompiledRoute& route, const RecordContext& context,
                  std::vector<Value>& values) {
  values.clear();
  route.inputs.Read(context, route.where_inputs, values);
  if (route.where && !feel::IsTrue(*route.where, values)) return {};
  route.inputs.Read(context, route.inputs.size(), values);
  return Maker(route, context, values).Run();
}

}  // namespace telltale
