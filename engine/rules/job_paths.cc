#include "engine/rules/job_paths.h"

#include <algorithm>
#include <iterator>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"

namespace telltale {
namespace {

constexpr char kJob[] = "job", kHeaders[] = "headers", kVariables[] = "variables";
constexpr std::array<const char*, kJobFacts> kJobFactNames = {
    "key", "type", "instance", "process", "element", "retries", kHeaders, kVariables};

Path Below(const Path& path, size_t depth) {
  return Path{{path.segments.begin() + static_cast<std::ptrdiff_t>(depth), path.segments.end()}};
}

}  // namespace

bool JobPaths::Compile(std::string_view source, Asked asked, feel::Program& program,
                       feel::CompileError& error) {
  const bool compiled = asked == Asked::kTruth
                            ? feel::CompileCondition(source, paths_, program, error)
                            : feel::Compile(source, paths_, program, error);
  if (!compiled) return false;
  for (size_t slot = origins_.size(); slot < paths_.paths().size(); ++slot) {
    Origin& origin = origins_.emplace_back();
    if (OriginOf(paths_.paths()[slot], origin)) continue;
    error = {.message = absl::StrCat("expected one of job.", absl::StrJoin(kJobFactNames, ", job."),
                                     ", but there is ", paths_.paths()[slot].ToString()),
             .remedy = "A variable named job is job.variables.job."};
    return false;
  }
  return true;
}

bool JobPaths::OriginOf(const Path& path, Origin& origin) {
  const std::vector<std::string>& segments = path.segments;
  const bool of_job = segments[0] == kJob;
  if (of_job && segments.size() > 2 && segments[1] == kHeaders) {
    origin = {Origin::Kind::kHeader, headers_.Add(Below(path, 2))};
    return true;
  }
  if (of_job && segments.size() > 2 && segments[1] == kVariables) {
    origin = {Origin::Kind::kVariable, variables_.Add(Below(path, 2))};
    return true;
  }
  if (!of_job) {
    origin = {Origin::Kind::kVariable, variables_.Add(path)};
    return true;
  }
  const auto fact = segments.size() == 2
                        ? std::find(kJobFactNames.begin(), kJobFactNames.end(), segments[1])
                        : kJobFactNames.end();
  if (fact == kJobFactNames.end()) return false;
  reads_all_ = reads_all_ || segments[1] == kVariables;
  origin = {Origin::Kind::kFact, static_cast<Slot>(fact - kJobFactNames.begin())};
  return true;
}

std::vector<std::string> JobPaths::ToFetch() const {
  std::vector<std::string> names;
  if (reads_all_) return names;
  for (const Path& path : variables_.paths()) names.push_back(path.segments[0]);
  std::sort(names.begin(), names.end());
  names.erase(std::unique(names.begin(), names.end()), names.end());
  return names;
}

std::vector<Value> JobPaths::Values(const std::array<Value, kJobFacts>& facts,
                                    absl::Span<const Value> variables,
                                    absl::Span<const Value> headers) const {
  std::vector<Value> values;
  for (const Origin& origin : origins_) {
    switch (origin.kind) {
      case Origin::Kind::kFact:
        values.push_back(facts[origin.index]);
        break;
      case Origin::Kind::kVariable:
        values.push_back(variables[origin.index]);
        break;
      case Origin::Kind::kHeader:
        values.push_back(headers[origin.index]);
        break;
    }
  }
  return values;
}

}  // namespace telltale
