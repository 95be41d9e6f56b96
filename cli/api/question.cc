#include "cli/api/question.h"

#include <algorithm>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/escaping.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "cli/api/json_rows.h"
#include "engine/base/status.h"
#include "engine/base/strings.h"
#include "engine/desk/stopped_store.h"

namespace telltale {
namespace {

absl::Status Bad(std::string_view text) { return MakeError(ErrorId::kBadRequest, text); }

absl::Status BadValue(std::string_view name, std::string_view expected, std::string_view value) {
  return Bad(
      absl::StrCat("expected `", A(name), "` to be ", A(expected), ", but it is '", A(value), "'"));
}

absl::StatusOr<std::string> Decoded(std::string_view text) {
  std::string plain;
  for (size_t i = 0; i < text.size(); ++i) {
    if (text[i] != '%') {
      plain += text[i] == '+' ? ' ' : text[i];
      continue;
    }
    if (i + 2 >= text.size() || !absl::ascii_isxdigit(text[i + 1]) ||
        !absl::ascii_isxdigit(text[i + 2])) {
      return Bad(absl::StrCat("expected two hex digits behind %, but it is '", A(text), "'"));
    }
    plain += absl::HexStringToBytes(A(text.substr(i + 1, 2)));
    i += 2;
  }
  return plain;
}

void AppendEncoded(std::string_view text, std::string& out) {
  constexpr char kHex[] = "0123456789ABCDEF";
  for (const char c : text) {
    if (absl::ascii_isalnum(c) || std::string_view("-._~/@").find(c) != std::string_view::npos) {
      out += c;
      continue;
    }
    const auto byte = static_cast<uint8_t>(c);
    out += '%';
    out += kHex[byte >> 4];
    out += kHex[byte & 15];
  }
}

absl::StatusOr<size_t> ReadLimit(const std::string& text) {
  size_t limit = 0;
  if (absl::SimpleAtoi(text, &limit) && limit >= 1 && limit <= kMaxPageRows) return limit;
  return BadValue("limit", absl::StrCat("a number from 1 to ", kMaxPageRows), text);
}

// What all questions have. True: it was one of these.
template <class Query>
absl::StatusOr<bool> ReadCommon(const std::string& name, const std::string& value, Query& query) {
  if (name == "rule") {
    query.rule = value;
  } else if (name == "after") {
    query.after = value;
  } else if (name == "limit") {
    ASSIGN_OR_RETURN(query.limit, ReadLimit(value));
  } else {
    return false;
  }
  return true;
}

absl::Status ReadState(const std::string& value, EpisodeQuery& query) {
  using State = EpisodeQuery::State;
  const std::map<std::string, State> states = {
      {"open", State::kOpen}, {"ended", State::kEnded}, {"all", State::kAll}};
  const auto found = states.find(value);
  if (found == states.end()) return BadValue("state", "open, ended or all", value);
  query.state = found->second;
  return absl::OkStatus();
}

absl::StatusOr<Question> ReadEpisodes(const Parameters& parameters) {
  EpisodeQuery query;
  for (const auto& [name, value] : parameters) {
    ASSIGN_OR_RETURN(const bool common, ReadCommon(name, value, query));
    if (common) continue;
    if (name == "key") query.key = value;
    if (name == "state") RETURN_IF_ERROR(ReadState(value, query));
  }
  const auto listing = EpisodeListing::Make(query);
  if (!listing.ok()) return BadValue("after", "as a page gave it", query.after);
  return *listing;
}

absl::StatusOr<Fate> ReadFate(const std::string& value) {
  std::string known;
  for (int i = 0; i < kFates; ++i) {
    const auto fate = static_cast<Fate>(i);
    if (FateName(fate) == value) return fate;
    absl::StrAppend(&known, i == 0 ? "" : ", ", A(FateName(fate)));
  }
  return BadValue("fate", "one of " + known, value);
}

absl::StatusOr<Question> ReadOutbox(const Parameters& parameters) {
  OutboxQuery query;
  std::set<Fate> fates;
  for (const auto& [name, value] : parameters) {
    ASSIGN_OR_RETURN(const bool common, ReadCommon(name, value, query));
    if (common) continue;
    if (name == "key") query.key = value;
    if (name != "fate") continue;
    ASSIGN_OR_RETURN(const Fate fate, ReadFate(value));
    fates.insert(fate);
  }
  if (!fates.empty()) query.fates = std::move(fates);
  const auto listing = OutboxListing::Make(query);
  if (!listing.ok()) return BadValue("after", "as a page gave it", query.after);
  return *listing;
}

absl::StatusOr<Question> ReadQuarantine(const Parameters& parameters) {
  QuarantineQuery query;
  for (const auto& [name, value] : parameters) {
    ASSIGN_OR_RETURN(const bool common, ReadCommon(name, value, query));
    if (common) continue;
    if (name == "topic") query.topic = value;
    if (name != "error") continue;
    const ErrorEntry* entry = FindError(value);
    if (entry == nullptr) return BadValue("error", "the number or name of an error", value);
    query.error = entry->id;
  }
  const auto listing = QuarantineListing::Make(query);
  if (!listing.ok()) return BadValue("after", "as a page gave it", query.after);
  return *listing;
}

absl::StatusOr<Question> ReadAudit(const Parameters& parameters) {
  AuditQuery query;
  for (const auto& [name, value] : parameters) {
    ASSIGN_OR_RETURN(const bool common, ReadCommon(name, value, query));
    if (common) continue;
    if (name == "topic") query.topic = value;
    if (name == "key") query.key = value;
    if (name == "episode") query.episode = value;
  }
  const auto listing = AuditListing::Make(query);
  if (!listing.ok()) return BadValue("after", "as a page gave it", query.after);
  return *listing;
}

// Without a value it would leave everything.
bool IsFilter(std::string_view name) {
  return name == "rule" || name == "key" || name == "topic" || name == "episode";
}

absl::Status CheckNames(const Endpoint& endpoint, const Parameters& parameters) {
  for (const auto& [name, value] : parameters) {
    const auto known = [name = &name](const EndpointField& field) { return field.name == *name; };
    if (std::any_of(endpoint.parameters.begin(), endpoint.parameters.end(), known)) {
      if (IsFilter(name) && value.empty()) return BadValue(name, "given a value", value);
      continue;
    }
    std::string names;
    for (const EndpointField& field : endpoint.parameters) {
      absl::StrAppend(&names, names.empty() ? "" : ", ", A(field.name));
    }
    return Bad(absl::StrCat("expected one of the parameters ", names, ", but it is '", name, "'"));
  }
  return absl::OkStatus();
}

template <class Row>
absl::StatusOr<Lines> ToLines(const absl::StatusOr<Page<Row>>& page) {
  RETURN_IF_ERROR(page.status());
  Lines lines{.next = page->next};
  for (const Row& row : page->rows) AppendLine(row, lines.body);
  return lines;
}

}  // namespace

absl::StatusOr<Parameters> ParseParameters(std::string_view query) {
  Parameters parameters;
  for (const absl::string_view part : absl::StrSplit(A(query), '&', absl::SkipEmpty())) {
    const size_t equals = part.find('=');
    ASSIGN_OR_RETURN(std::string name, Decoded(S(part.substr(0, equals))));
    std::string value;
    if (equals != absl::string_view::npos) {
      ASSIGN_OR_RETURN(value, Decoded(S(part.substr(equals + 1))));
    }
    parameters.emplace_back(std::move(name), std::move(value));
  }
  return parameters;
}

std::string FormatParameters(const Parameters& parameters) {
  std::string query;
  for (const auto& [name, value] : parameters) {
    if (!query.empty()) query += '&';
    AppendEncoded(name, query);
    query += '=';
    AppendEncoded(value, query);
  }
  return query;
}

absl::StatusOr<Question> ReadQuestion(const Endpoint& endpoint, const Parameters& parameters) {
  RETURN_IF_ERROR(CheckNames(endpoint, parameters));
  switch (endpoint.id) {
    case EndpointId::kEpisodes:
      return ReadEpisodes(parameters);
    case EndpointId::kOutbox:
      return ReadOutbox(parameters);
    case EndpointId::kQuarantine:
      return ReadQuarantine(parameters);
    case EndpointId::kAudit:
      return ReadAudit(parameters);
    default:
      break;
  }
  CheckFailed("it is a question", __FILE__, __LINE__);
}

bool AskNode(Desk& desk, Question question, LinesDone done) {
  return std::visit(
      [&](auto&& listing) {
        const auto to_lines = [done = std::move(done)](const auto& page) { done(ToLines(page)); };
        return Ask(desk, std::move(listing), to_lines);
      },
      std::move(question));
}

absl::StatusOr<Lines> AskStopped(const PartitionViews& views, Store& store, Question question) {
  return std::visit(
      [&](auto& listing) -> absl::StatusOr<Lines> {
        while (!listing.Look(views, kEverything)) continue;
        return ToLines(listing.Read(store));
      },
      question);
}

}  // namespace telltale
