#include "cli/operator/table_text.h"

#include <algorithm>
#include <cstdlib>
#include <memory>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "connectors/json/json_decoder.h"
#include "engine/base/strings.h"

namespace telltale {
namespace {

constexpr std::string_view kGap = "  ";

bool IsContinued(char c) { return (c & 0xC0) == 0x80; }

size_t WidthOf(std::string_view text) {
  return static_cast<size_t>(
      std::count_if(text.begin(), text.end(), [](char c) { return !IsContinued(c); }));
}

// Control characters, also those above U+007F, as blanks.
std::string WithoutControls(std::string_view text) {
  std::string plain;
  for (size_t i = 0; i < text.size(); ++i) {
    const auto byte = static_cast<uint8_t>(text[i]);
    const bool high =
        byte == 0xC2 && i + 1 < text.size() && static_cast<uint8_t>(text[i + 1]) < 0xA0;
    i += high ? 1 : 0;
    plain += high || byte < 0x20 || byte == 0x7F ? ' ' : text[i];
  }
  return plain;
}

std::string Cut(std::string text, size_t most) {
  if (most == 0 || WidthOf(text) <= most) return text;
  size_t end = 0;
  for (size_t width = 0; end < text.size(); ++end) {
    if (!IsContinued(text[end]) && width++ == most - 1) break;
  }
  return text.substr(0, end) + "\u2026";
}

std::string CellOf(const Column& column, const Value& value, WallTime now) {
  if (value.IsNull()) return "-";
  if (value.kind == Value::Kind::kBool) return value.boolean ? "yes" : "no";
  if (column.shown == Shown::kAge) {
    const auto time = ParseRfc3339(value.text);
    return time ? FormatAge(now - WallMs(*time)) : "-";
  }
  const std::string text = Cut(WithoutControls(value.text), column.most);
  return text.empty() ? "-" : text;
}

using Cells = std::vector<std::string>;

std::vector<Cells> ReadRows(absl::Span<const Column> columns, std::string_view lines,
                            WallTime now) {
  SlotTable slots;
  std::vector<Slot> slot_of;
  for (const Column& column : columns) slot_of.push_back(slots.Add({{std::string(column.field)}}));
  const std::unique_ptr<Decoder> decoder = MakeJsonDecoder(slots);
  std::vector<Value> fields(slots.paths().size());
  std::vector<Cells> rows;
  for (const absl::string_view line : absl::StrSplit(A(lines), '\n', absl::SkipEmpty())) {
    DecodeError error;
    if (!decoder->Decode(S(line), absl::MakeSpan(fields), error)) continue;
    Cells& row = rows.emplace_back();
    for (size_t i = 0; i < columns.size(); ++i) {
      row.push_back(CellOf(columns[i], fields[slot_of[i]], now));
    }
  }
  return rows;
}

// Pads all cells but the last to their column's width.
void AppendRow(absl::Span<const Column> columns, const Cells& row,
               const std::vector<size_t>& widths, std::string& out) {
  for (size_t i = 0; i < row.size(); ++i) {
    const std::string padding(widths[i] - WidthOf(row[i]), ' ');
    const bool right = columns[i].shown == Shown::kNumber;
    const bool last = i + 1 == row.size();
    absl::StrAppend(&out, right ? padding : "", row[i], right || last ? "" : padding,
                    last ? "\n" : A(kGap));
  }
}

}  // namespace

std::string ToTable(absl::Span<const Column> columns, std::string_view lines, WallTime now) {
  std::vector<Cells> rows = ReadRows(columns, lines, now);
  Cells titles;
  for (const Column& column : columns) titles.emplace_back(column.title);
  rows.insert(rows.begin(), std::move(titles));
  std::vector<size_t> widths(columns.size());
  for (const Cells& row : rows) {
    for (size_t i = 0; i < row.size(); ++i) widths[i] = std::max(widths[i], WidthOf(row[i]));
  }
  std::string out;
  for (const Cells& row : rows) AppendRow(columns, row, widths, out);
  return out;
}

std::string FormatAge(Millis age) {
  struct Unit {
    int64_t seconds;
    char name;
  };
  constexpr Unit kUnits[] = {{86400, 'd'}, {3600, 'h'}, {60, 'm'}, {1, 's'}};
  int64_t left = std::abs(age.count()) / 1000;
  std::string text;
  for (size_t i = 0; i < std::size(kUnits); ++i) {
    if (left < kUnits[i].seconds) continue;
    absl::StrAppend(&text, left / kUnits[i].seconds, std::string(1, kUnits[i].name));
    left %= kUnits[i].seconds;
    if (i + 1 < std::size(kUnits) && left >= kUnits[i + 1].seconds) {
      absl::StrAppend(&text, left / kUnits[i + 1].seconds, std::string(1, kUnits[i + 1].name));
    }
    break;
  }
  if (text.empty()) text = "0s";
  return age < Millis{-999} ? "in " + text : text;
}

}  // namespace telltale
