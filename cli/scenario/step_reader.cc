#include "cli/scenario/step_reader.h"

#include <algorithm>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "cli/scenario/record_text.h"
#include "engine/base/hash.h"

namespace telltale {
namespace {

using Kind = ConfigNode::Kind;

constexpr char kStepForms[] =
    "Write a record `{ at: 10s, FIELD: VALUE, ... }`, `{ tick: 100s }`, `{ stream: [...] }`, "
    "`{ started: KEY@TIME }`, `{ ended: KEY@TIME }`, `{ close: KEY@TIME }`, "
    "`{ edit: ... }`, or one of: crash, "
    "restart, gateway down, gateway up, lost answer.";

bool IsReserved(const std::string& key) { return Contains(RecordKeys(), key); }

// True if the step has one of the words for what is told, and is no record with such a field.
bool IsTold(const ConfigNode& step) {
  return step.Find("at") == nullptr &&
         std::any_of(ToldWords().begin(), ToldWords().end(),
                     [&](const std::string& word) { return step.Find(word) != nullptr; });
}

// True if a rule of the topic reads the field, or something in it.
bool IsRead(const CompiledTopic& topic, const std::string& field) {
  const std::vector<Path>& paths = topic.slots.paths();
  return std::any_of(paths.begin(), paths.end(),
                     [&](const Path& path) { return path.segments.front() == field; });
}

}  // namespace

void StepReader::Report(ErrorId error, const Mark& mark, std::string text, std::string remedy) {
  findings_.push_back(
      {.error = error, .mark = mark, .text = std::move(text), .remedy = std::move(remedy)});
}

ScenarioStep StepReader::Read(const ConfigNode& node) {
  ScenarioStep step{.line = node.mark.line};
  if (node.kind == Kind::kScalar) {
    ReadVerb(node, step);
  } else if (node.kind != Kind::kMap) {
    Report(ErrorId::kBadStep, node.mark, "expected a step, but there is something else",
           kStepForms);
  } else if (node.Find("tick") != nullptr) {
    ReadTick(node, step);
  } else if (node.Find("edit") != nullptr && node.Find("at") == nullptr) {
    ReadEdit(node, step);
  } else if (IsTold(node)) {
    ReadTold(node, step);
  } else if (node.Find("stream") != nullptr) {
    ReadStream(node, step);
  } else {
    AddRecords(node, step);
    Order(node.Find("shuffle"), step);
  }
  if (node.kind == Kind::kMap) ReadExpectations(node, step);
  return step;
}

void StepReader::ReadVerb(const ConfigNode& node, ScenarioStep& step) {
  using StepKind = ScenarioStep::Kind;
  static constexpr StepKind kKinds[] = {StepKind::kCrash, StepKind::kRestart,
                                        StepKind::kGatewayDown, StepKind::kGatewayUp,
                                        StepKind::kLostAnswer};
  const Words& verbs = StepVerbs();
  const auto found = std::find(verbs.begin(), verbs.end(), node.scalar);
  if (found != verbs.end()) {
    step.kind = kKinds[found - verbs.begin()];
    return;
  }
  Report(ErrorId::kBadStep, node.mark,
         absl::StrCat("expected a step, but there is none called '", node.scalar, "'"),
         UseOneOf(verbs, node.scalar));
}

void StepReader::ReadTick(const ConfigNode& node, ScenarioStep& step) {
  CheckKeys(node, TickKeys(), "a tick");
  step.kind = ScenarioStep::Kind::kTick;
  step.tick = ReadDuration(*node.Find("tick"));
}

void StepReader::ReadEdit(const ConfigNode& node, ScenarioStep& step) {
  CheckKeys(node, EditKeys(), "an edit");
  step.kind = ScenarioStep::Kind::kEdit;
  if (const ConfigNode* refused = node.Find("refused")) {
    Words names;
    for (const ErrorEntry& entry : ErrorCatalogue()) names.emplace_back(entry.name);
    if (CheckWord(*refused, refused->scalar, names, "the name of an error")) {
      step.refused = refused->scalar;
    }
  }
  auto rules =
      rules_.Edit(*node.Find("edit"), step.refused.empty() ? ScenarioRules::Fate::kAccepted
                                                           : ScenarioRules::Fate::kRefused);
  if (!rules) return;
  step.edited = std::make_shared<const RuleSet>(*std::move(rules));
  if (step.refused.empty()) topic_ = &step.edited->topics[0];
}

void StepReader::ReadTold(const ConfigNode& node, ScenarioStep& step) {
  CheckKeys(node, ToldKeys(), "a report or an order");
  step.kind = ScenarioStep::Kind::kTold;
  for (size_t i = 0; i < ToldWords().size(); ++i) {
    const ConfigNode* episode = node.Find(ToldWords()[i]);
    if (episode == nullptr) continue;
    const auto parts = SplitEpisode(*episode);
    if (!parts) return;
    std::string key = parts->first;
    const std::optional<size_t> rule = RuleOf(*episode, key);
    if (!rule) return;
    step.told = {static_cast<Told::Kind>(i), *rule, HashKey(key), parts->second};
  }
}

// Of several rules the one before the key, which is cut off.
std::optional<size_t> StepReader::RuleOf(const ConfigNode& node, std::string& key) {
  if (topic_->rules.size() == 1) return 0;
  const size_t slash = key.find('/');
  const std::string name = key.substr(0, slash);
  Words names;
  for (const CompiledRule& rule : topic_->rules) names.push_back(rule.name);
  if (!CheckWord(node, name, names, "a rule before the key")) return std::nullopt;
  key.erase(0, slash == std::string::npos ? key.size() : slash + 1);
  return std::find(names.begin(), names.end(), name) - names.begin();
}

void StepReader::ReadStream(const ConfigNode& node, ScenarioStep& step) {
  CheckKeys(node, StreamKeys(), "a stream");
  const ConfigNode& stream = *node.Find("stream");
  if (stream.kind != Kind::kList || stream.items.empty()) {
    return Report(ErrorId::kWrongType, stream.mark,
                  "expected `stream` to be a list of records, but there is something else");
  }
  for (const ConfigNode& record : stream.items) {
    for (const char* key :
         {"outcome", "start", "back", "ending", "forward", "route", "variables", "shuffle"}) {
      if (const ConfigNode* found = record.Find(key)) {
        Report(
            ErrorId::kBadStep, found->mark,
            absl::StrCat("expected `", key, "` beside `stream`, but it is in one of its records"),
            "It is said of the whole stream; move it out of the list.");
      }
    }
    AddRecords(record, step);
  }
  Order(node.Find("shuffle"), step);
}

void StepReader::CheckKeys(const ConfigNode& node, const Words& keys, const std::string& what) {
  for (const ConfigNode::Member& member : node.members) {
    if (Contains(keys, member.key)) continue;
    Report(ErrorId::kUnknownOption, member.key_mark,
           absl::StrCat("expected a key of ", what, ", but '", member.key, "' is none"),
           UseOneOf(keys, member.key));
  }
}

// ---------------------------------------------------------------- records

void StepReader::AddRecords(const ConfigNode& node, ScenarioStep& step) {
  if (node.kind != Kind::kMap || node.Find("at") == nullptr) {
    return Report(ErrorId::kBadStep, node.mark, "expected a record with `at`, but there is none",
                  kStepForms);
  }
  Repeat repeat;
  if (const ConfigNode* text = node.Find("repeat")) {
    const auto parsed = ParseRepeat(text->scalar);
    if (!parsed) {
      Report(ErrorId::kBadForm, text->mark,
             absl::StrCat("expected ", kRepeatForms, ", but it is '", text->scalar, "'"));
    }
    repeat = parsed.value_or(Repeat{});
  }
  uint64_t copies = 0;
  const ConfigNode* dup = node.Find("dup");
  if (dup != nullptr && (!absl::SimpleAtoi(dup->scalar, &copies) || copies > kMaxScenarioRecords)) {
    Report(ErrorId::kWrongType, dup->mark,
           "expected how many times more each record comes, but it is no number",
           "Write `dup: 1` for a record that comes twice.");
  }
  if (repeat.times >
      (kMaxScenarioRecords - std::min(records_, kMaxScenarioRecords)) / (copies + 1)) {
    return Report(ErrorId::kOutOfRange, node.mark,
                  absl::StrCat("expected at most ", kMaxScenarioRecords,
                               " records in a scenario, but there are more"),
                  "Shorten the time, or raise the pace.");
  }
  const ConfigNode fields = FieldsOf(node);
  for (uint64_t i = 0; i < repeat.times; ++i) {
    ++records_;
    ConfigNode own = fields;
    ScenarioRecord record = MakeRecord(node, own, repeat.every * static_cast<int64_t>(i));
    if (dup != nullptr) GiveId(own, record);
    if (node.Find("raw") == nullptr) {
      if (topic_->time) {
        PutText(own, topic_->slots.paths()[*topic_->time], FormatRfc3339(record.at.count()));
      }
      record.value = ToJson(own);
    }
    for (uint64_t copy = 0; copy <= copies; ++copy) step.records.push_back(record);
  }
  records_ += repeat.times * copies;
}

// All members that mean nothing to a scenario are fields, and so is all under `fields`.
ConfigNode StepReader::FieldsOf(const ConfigNode& node) {
  ConfigNode fields{.kind = Kind::kMap};
  for (const ConfigNode::Member& member : node.members) {
    if (IsReserved(member.key)) continue;
    CheckField(member);
    fields.members.push_back(member);
  }
  const ConfigNode* more = node.Find("fields");
  if (more == nullptr) return fields;
  if (more->kind != Kind::kMap) {
    Report(ErrorId::kWrongType, more->mark,
           "expected `fields` to be a mapping, but there is something else");
  }
  for (const ConfigNode::Member& member : more->members) fields.members.push_back(member);
  return fields;
}

// A field that no rule reads, and whose name is nearly that of an expectation, is a slip.
void StepReader::CheckField(const ConfigNode::Member& member) {
  if (IsRead(*topic_, member.key)) return;
  for (const std::string& word : RecordKeys()) {
    if (word.size() < 4 || !IsSlipOf(member.key, word)) continue;
    Report(ErrorId::kUnknownOption, member.key_mark,
           absl::StrCat("expected '", word, "' or a field that a rule reads, but '", member.key,
                        "' is neither"),
           absl::StrCat("Did you mean '", word, "'? A field of such a name goes under `fields: { ",
                        member.key, ": ... }`."));
  }
}

ScenarioRecord StepReader::MakeRecord(const ConfigNode& node, const ConfigNode& fields,
                                      Millis later) {
  ScenarioRecord record{.at = ReadDuration(*node.Find("at")) + later};
  if (const ConfigNode* arrival = node.Find("arrival")) {
    if (!topic_->time) {
      Report(ErrorId::kBadStep, arrival->mark,
             "expected no `arrival`, but it is given; the topic has no `time`, so an event happens "
             "when its record arrives",
             "Remove it: `at` is both.");
    }
    record.timestamp = ReadDuration(*arrival) + later;
  } else if (!topic_->time) {
    record.timestamp = record.at;
  }
  if (const ConfigNode* key = node.Find("record_key")) record.key = key->scalar;
  ReadHeaders(node.Find("headers"), record);
  if (const ConfigNode* raw = node.Find("raw")) {
    if (raw->kind == Kind::kScalar) record.value = raw->scalar;
    if (!fields.members.empty() || raw->kind == Kind::kList || raw->kind == Kind::kMap) {
      Report(ErrorId::kWrongType, raw->mark,
             "expected `raw` to be the record's whole text, or null for a tombstone, but there is "
             "more",
             "Quote it, and give no fields beside it.");
    }
  }
  return record;
}

// A record that is sent again is recognised by its id alone, so it needs one of its own.
void StepReader::GiveId(ConfigNode& fields, ScenarioRecord& record) {
  const std::string id = absl::StrCat("record-", records_);
  switch (topic_->id_source.kind) {
    case IdSource::Kind::kPosition:
      return;
    case IdSource::Kind::kField:
      return PutText(fields, topic_->slots.paths()[topic_->id_source.slot], id);
    case IdSource::Kind::kHeader:
      record.headers.insert(record.headers.begin(), {topic_->id_source.header, id});
  }
}

void StepReader::ReadHeaders(const ConfigNode* node, ScenarioRecord& record) {
  if (node == nullptr) return;
  if (node->kind != Kind::kMap) {
    return Report(ErrorId::kWrongType, node->mark,
                  "expected `headers` to be a mapping, but there is something else");
  }
  for (const ConfigNode::Member& member : node->members) {
    record.headers.emplace_back(member.key, member.value.scalar);
  }
}

void StepReader::Order(const ConfigNode* shuffle, ScenarioStep& step) {
  std::optional<Shuffle> parsed;
  if (shuffle != nullptr) {
    parsed = ParseShuffle(shuffle->scalar);
    if (!parsed) {
      Report(ErrorId::kBadForm, shuffle->mark,
             absl::StrCat("expected ", kShuffleForm, ", but it is '", shuffle->scalar, "'"));
    }
  }
  std::vector<Millis> times;
  for (const ScenarioRecord& record : step.records) times.push_back(record.at);
  std::vector<ScenarioRecord> ordered;
  for (const size_t index : OrderOf(times, parsed)) ordered.push_back(step.records[index]);
  step.records = std::move(ordered);
}

// ---------------------------------------------------------------- expectations

void StepReader::ReadExpectations(const ConfigNode& node, ScenarioStep& step) {
  if (const ConfigNode* outcome = node.Find("outcome")) ReadOutcome(*outcome, step);
  ReadCommands(node, step);
  if (const ConfigNode* variables = node.Find("variables")) ReadVariables(*variables, step);
}

// `good`, of each record; or `{ good: 60, cleared: 1 }`.
void StepReader::ReadOutcome(const ConfigNode& node, ScenarioStep& step) {
  const size_t readers = topic_->rules.size() + topic_->routes.size();
  if (readers > 1 && step.kind != ScenarioStep::Kind::kTold) {
    return Report(ErrorId::kBadExpectation, node.mark,
                  absl::StrCat("expected no `outcome`, but it is given; ", readers,
                               " rules or routes look at the record, each with its own"),
                  "Choose a rule by `rule: NAME`, or expect what is sent only.");
  }
  step.outcomes = Counts();
  if (node.kind == Kind::kScalar) {
    if (!CheckWord(node, node.scalar, OutcomeWords(), "an outcome")) return;
    (*step.outcomes)[node.scalar] = std::max<uint64_t>(1, step.records.size());
    return;
  }
  for (const ConfigNode::Member& member : node.members) {
    if (!CheckWord(member.value, member.key, OutcomeWords(), "an outcome")) continue;
    uint64_t& count = (*step.outcomes)[member.key];
    if (absl::SimpleAtoi(member.value.scalar, &count)) continue;
    Report(ErrorId::kWrongType, member.value.mark,
           absl::StrCat("expected how many records are '", member.key, "', but it is no number"));
  }
  if (node.kind == Kind::kMap && !node.members.empty()) return;
  Report(ErrorId::kBadExpectation, node.mark,
         "expected an outcome, or how many records have which, but there is something else",
         "Write `outcome: good`, or `outcome: { good: 60, cleared: 1 }`.");
}

void StepReader::ReadCommands(const ConfigNode& node, ScenarioStep& step) {
  for (const ConfigNode* text : TextsOf(node.Find("start"))) {
    step.commands.push_back({Message::Kind::kStart, ReadEpisode(*text), ""});
  }
  for (const ConfigNode* text : TextsOf(node.Find("forward"))) {
    step.commands.push_back({Message::Kind::kForward, ReadEpisode(*text), ""});
  }
  for (const ConfigNode* text : TextsOf(node.Find("route"))) {
    const std::string route = topic_->routes.size() == 1 ? topic_->routes[0].name + "/" : "";
    step.commands.push_back({Message::Kind::kRoute, route + text->scalar, ""});
  }
  const std::vector<const ConfigNode*> backs = TextsOf(node.Find("back"));
  std::vector<const ConfigNode*> endings = TextsOf(node.Find("ending"));
  for (const ConfigNode* ending : endings) {
    CheckWord(*ending, ending->scalar, EndingWords(), "an ending");
  }
  if (endings.size() == 1) endings.resize(backs.size(), endings[0]);
  if (endings.size() != backs.size()) {
    return Report(ErrorId::kBadExpectation, (backs.empty() ? node : *node.Find("back")).mark,
                  absl::StrCat("expected an `ending` for each back, but there are ", backs.size(),
                               " backs and ", endings.size(), " endings"),
                  "Write `back: V1@39s, ending: healed`; a list if they differ.");
  }
  for (size_t i = 0; i < backs.size(); ++i) {
    step.commands.push_back({Message::Kind::kBack, ReadEpisode(*backs[i]), endings[i]->scalar});
  }
  std::sort(step.commands.begin(), step.commands.end());
}

void StepReader::ReadVariables(const ConfigNode& node, ScenarioStep& step) {
  if (node.kind != Kind::kMap) {
    return Report(ErrorId::kBadExpectation, node.mark,
                  "expected what the commands bring by name, but there is something else",
                  "Write `variables: { vehicle: V1, count: 3 }`.");
  }
  for (const ConfigNode::Member& member : node.members) {
    step.variables.emplace_back(member.key, ToJson(member.value));
  }
}

// `V1@39s` in full: r/V1@19700101T000039.000Z.
std::string StepReader::ReadEpisode(const ConfigNode& node) {
  const auto parts = SplitEpisode(node);
  if (!parts) return node.scalar;
  const std::string rule = topic_->rules.size() == 1 ? topic_->rules[0].name + "/" : "";
  return absl::StrCat(rule, parts->first, "@", FormatCompact(parts->second));
}

// The key, and when it was raised.
std::optional<std::pair<std::string, EventTime>> StepReader::SplitEpisode(const ConfigNode& node) {
  const std::string& text = node.scalar;
  const size_t at = text.rfind('@');
  const auto raised_at =
      at == std::string::npos ? std::nullopt : ParseDuration(text.substr(at + 1));
  if (raised_at) return std::pair(text.substr(0, at), EventTime{*raised_at});
  Report(ErrorId::kBadExpectation, node.mark,
         absl::StrCat("expected an episode as KEY@TIME, but it is '", text, "'"),
         "Write the key's parts joined by '/', then '@' and when it was raised: V1/oil@39s.");
  return std::nullopt;
}

bool StepReader::CheckWord(const ConfigNode& node, const std::string& word, const Words& words,
                           const std::string& what) {
  if (Contains(words, word)) return true;
  Report(ErrorId::kBadExpectation, node.mark,
         absl::StrCat("expected ", what, ", but '", word, "' is none"), UseOneOf(words, word));
  return false;
}

// A text, or a list of them.
std::vector<const ConfigNode*> StepReader::TextsOf(const ConfigNode* node) {
  std::vector<const ConfigNode*> texts;
  if (node == nullptr) return texts;
  if (node->kind == Kind::kList) {
    for (const ConfigNode& item : node->items) texts.push_back(&item);
  } else {
    texts.push_back(node);
  }
  for (const ConfigNode* text : texts) {
    if (text->kind == Kind::kScalar) continue;
    Report(ErrorId::kBadExpectation, text->mark, "expected a text, but there is something else");
  }
  return texts;
}

Millis StepReader::ReadDuration(const ConfigNode& node) {
  if (node.kind == Kind::kScalar) {
    if (const auto duration = ParseDuration(node.scalar)) return *duration;
  }
  Report(ErrorId::kBadDuration, node.mark,
         absl::StrCat("expected a time since the beginning, as 250ms, 30s, 1m30s, 2h or 7d, at "
                      "most 3650d, but it is '",
                      node.scalar, "'"));
  return Millis{0};
}

}  // namespace telltale
