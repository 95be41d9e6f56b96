#include "cli/operator/asked.h"

#include <algorithm>
#include <iostream>
#include <memory>
#include <set>
#include <utility>

#include "absl/functional/function_ref.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "connectors/json/json_decoder.h"
#include "engine/base/status.h"
#include "engine/base/strings.h"
#include "engine/desk/orders.h"

namespace telltale {
namespace {

size_t CountLines(const std::string& lines) {
  return static_cast<size_t>(std::count(lines.begin(), lines.end(), '\n'));
}

// True: some in front of them went.
bool KeepLast(size_t limit, std::string& lines) {
  size_t begin = lines.size();
  for (size_t kept = 0; begin > 0; --begin) {
    if (lines[begin - 1] == '\n' && kept++ == limit) break;
  }
  lines.erase(0, begin);
  return begin > 0;
}

// Where a page of a server that keeps no order may lead: in a circle, or nowhere. Only of
// logs, where what is looked for may be rare, a page may be empty and not the last.
absl::Status CheckGoesOn(const Endpoint& endpoint, const Lines& page, bool is_new) {
  const bool is_log = endpoint.id == EndpointId::kQuarantine || endpoint.id == EndpointId::kAudit;
  const bool empty = page.body.empty() && !is_log;
  if (is_new && !empty) return absl::OkStatus();
  return MakeError(
      ErrorId::kStrangeNode,
      absl::StrCat(
          "expected pages of ", A(endpoint.path), " that come to an end, but ",
          empty ? "an empty one names a next one" : "a next one is one that was there before"));
}

// Asks page by page for up to `limit` rows. True: there are more.
absl::StatusOr<bool> ForEachPage(NodeLink& link, const Endpoint& endpoint,
                                 const Parameters& parameters, size_t limit,
                                 absl::FunctionRef<void(const std::string&)> take) {
  std::string next;
  std::set<std::string> seen;
  for (size_t taken = 0; taken < limit;) {
    Parameters page = parameters;
    page.emplace_back("limit", absl::StrCat(std::min(limit - taken, kMaxPageRows)));
    if (!next.empty()) page.emplace_back("after", next);
    ASSIGN_OR_RETURN(const Lines lines, link.Ask(endpoint, page));
    take(lines.body);
    taken += CountLines(lines.body);
    next = lines.next;
    if (next.empty()) return false;
    RETURN_IF_ERROR(CheckGoesOn(endpoint, lines, seen.insert(next).second));
  }
  return true;
}

// The named fields of each line, as text; those that are missing are empty.
using Fields = std::vector<std::string>;
void ForEachLine(std::string_view lines, absl::Span<const char* const> names,
                 absl::FunctionRef<void(const Fields&)> take) {
  SlotTable slots;
  for (const char* name : names) slots.Add({{name}});
  const std::unique_ptr<Decoder> decoder = MakeJsonDecoder(slots);
  std::vector<Value> values(names.size());
  for (const absl::string_view line : absl::StrSplit(A(lines), '\n', absl::SkipEmpty())) {
    DecodeError error;
    if (!decoder->Decode(S(line), absl::MakeSpan(values), error)) continue;
    Fields fields;
    for (const Value& value : values) {
      const bool is_true = value.kind == Value::Kind::kBool && value.boolean;
      fields.emplace_back(is_true ? "true" : value.text);
    }
    take(fields);
  }
}

// True: all of it was done.
bool PrintResults(std::string_view lines, const Ordered& ordered) {
  constexpr const char* kNames[] = {"id", "done", "outcomes", "error", "text"};
  bool all = true;
  if (ordered.json) std::cout << lines;
  ForEachLine(lines, kNames, [&](const Fields& row) {
    const bool done = row[1] == "true";
    all &= done;
    if (ordered.json) return;
    std::cout << (done ? "" : "not ") << ordered.done << "  " << row[0];
    if (!row[2].empty()) std::cout << "  " << row[2];
    if (const ErrorEntry* entry = FindError(row[3]); !done && entry != nullptr) {
      std::cout << "  " << ErrorTitle(entry->id) << ": " << row[4];
    }
    std::cout << "\n";
  });
  return all;
}

}  // namespace

absl::Status PrintRows(NodeLink& link, const Asked& asked, WallTime now) {
  std::string rows;
  bool more = false;
  const auto take = [&](const std::string& lines) {
    if (asked.json && !asked.newest) {
      std::cout << lines;
      return;
    }
    rows += lines;
    if (asked.newest) more |= KeepLast(asked.limit, rows);
  };
  ASSIGN_OR_RETURN(const bool cut, ForEachPage(link, FindEndpoint(asked.endpoint), asked.parameters,
                                               asked.newest ? kEverything : asked.limit, take));
  if (!link.note().empty()) std::cerr << "telltale: " << link.note() << "\n";
  if (asked.json) {
    std::cout << rows;
  } else {
    std::cout << (rows.empty() ? absl::StrCat(A(asked.nothing), "\n")
                               : ToTable(asked.columns, rows, now));
  }
  if (more || cut) {
    std::cerr << "telltale: these are the " << (asked.newest ? "last " : "first ") << asked.limit
              << "; --limit shows more of them\n";
  }
  return absl::OkStatus();
}

absl::StatusOr<bool> GiveOrder(NodeLink& link, const Ordered& ordered,
                               const std::vector<std::string>& ids) {
  bool all = true;
  for (size_t begin = 0; begin < ids.size(); begin += kMaxOrderRows) {
    const size_t end = std::min(begin + kMaxOrderRows, ids.size());
    ASSIGN_OR_RETURN(
        const std::string lines,
        link.Order(FindEndpoint(ordered.endpoint), {ids.begin() + static_cast<ptrdiff_t>(begin),
                                                    ids.begin() + static_cast<ptrdiff_t>(end)}));
    all &= PrintResults(lines, ordered);
  }
  return all;
}

absl::StatusOr<std::vector<std::string>> FindIds(NodeLink& link, EndpointId endpoint,
                                                 Parameters parameters) {
  constexpr const char* kNames[] = {"id"};
  std::vector<std::string> ids;
  const auto take = [&](const std::string& lines) {
    ForEachLine(lines, kNames, [&](const Fields& row) { ids.push_back(row[0]); });
  };
  RETURN_IF_ERROR(
      ForEachPage(link, FindEndpoint(endpoint), parameters, kEverything, take).status());
  return ids;
}

}  // namespace telltale
