#include "engine/rules/own_variables.h"

#include <algorithm>
#include <array>
#include <iterator>

#include "engine/feel/lists.h"

namespace telltale {
namespace {

constexpr std::array<std::string_view, kFacts> kFactNames = {
    "episode",   "rule",       "key",    "count", "first_bad_at",
    "raised_at", "cleared_at", "ending", "event"};

}  // namespace

std::string_view FactName(Fact fact) { return kFactNames[static_cast<size_t>(fact)]; }

bool OwnVariables::Add(std::string name, std::string_view expression, absl::Span<const Path> key,
                       SlotTable& fields, feel::CompileError& error) {
  feel::Program value;
  if (!feel::Compile(expression, paths_, value, error)) return false;
  for (size_t slot = origins_.size(); slot < paths_.paths().size(); ++slot) {
    origins_.push_back(OriginOf(paths_.paths()[slot], key, fields));
  }
  variables_.push_back({std::move(name), std::move(value)});
  return true;
}

OwnVariables::Origin OwnVariables::OriginOf(const Path& path, absl::Span<const Path> key,
                                            SlotTable& fields) {
  if (path.segments.size() == 1) {
    const auto fact = std::find(kFactNames.begin(), kFactNames.end(), path.segments[0]);
    if (fact != kFactNames.end()) {
      return {Origin::Kind::kFact, static_cast<Slot>(fact - kFactNames.begin())};
    }
  }
  const auto part = std::find(key.begin(), key.end(), path);
  if (part != key.end()) return {Origin::Kind::kKeyPart, static_cast<Slot>(part - key.begin())};
  return {Origin::Kind::kField, fields.Add(path)};
}

std::vector<NamedJson> OwnVariables::Evaluate(absl::Span<const Value> facts,
                                              absl::Span<const Value> key,
                                              absl::Span<const Value> fields) const {
  std::vector<Value> values;
  for (const Origin& origin : origins_) {
    switch (origin.kind) {
      case Origin::Kind::kFact:
        values.push_back(facts[origin.index]);
        break;
      case Origin::Kind::kKeyPart:
        values.push_back(key[origin.index]);
        break;
      case Origin::Kind::kField:
        values.push_back(fields.empty() ? Value::Missing() : fields[origin.index]);
        break;
    }
  }
  char space[feel::kScratchBytes];
  feel::Scratch scratch{absl::Span<char>(space)};
  std::vector<NamedJson> result;
  for (const Variable& variable : variables_) {
    std::string json;
    feel::AppendJson(feel::Evaluate(variable.value, values, scratch), json);
    result.emplace_back(variable.name, std::move(json));
  }
  return result;
}

std::vector<std::string_view> OwnVariables::Names() const {
  std::vector<std::string_view> names;
  for (const Variable& variable : variables_) names.push_back(variable.name);
  return names;
}

std::vector<Slot> OwnVariables::FieldSlots() const {
  std::vector<Slot> slots;
  for (const Origin& origin : origins_) {
    if (origin.kind == Origin::Kind::kField) slots.push_back(origin.index);
  }
  return slots;
}

}  // namespace telltale
