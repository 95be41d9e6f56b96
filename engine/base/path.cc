#include "engine/base/path.h"

#include <algorithm>

#include "engine/base/status.h"

namespace telltale {
namespace {

bool IsNameStart(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || (c & 0x80) != 0;
}
bool IsNamePart(char c) { return IsNameStart(c) || (c >= '0' && c <= '9'); }

bool IsPlainName(std::string_view name) {
  return !name.empty() && IsNameStart(name.front()) &&
         std::all_of(name.begin(), name.end(), IsNamePart);
}

}  // namespace

std::string Path::ToString() const {
  std::string text;
  for (const std::string& segment : segments) {
    if (!text.empty()) text += '.';
    text += IsPlainName(segment) ? segment : "`" + segment + "`";
  }
  return text;
}

std::optional<Path> ParsePath(std::string_view text) {
  Path path;
  while (true) {
    std::string_view segment;
    if (!text.empty() && text.front() == '`') {
      const size_t end = text.find('`', 1);
      if (end == std::string_view::npos) return std::nullopt;
      segment = text.substr(1, end - 1);
      text.remove_prefix(end + 1);
    } else {
      segment = text.substr(0, text.find('.'));
      if (segment.find('`') != std::string_view::npos) return std::nullopt;
      text.remove_prefix(segment.size());
    }
    if (segment.empty()) return std::nullopt;
    path.segments.emplace_back(segment);
    if (text.empty()) return path;
    if (text.front() != '.') return std::nullopt;
    text.remove_prefix(1);
  }
}

Slot SlotTable::Add(const Path& path) {
  const auto found = std::find(paths_.begin(), paths_.end(), path);
  if (found != paths_.end()) return static_cast<Slot>(found - paths_.begin());
  CHECK(paths_.size() < 65535);
  paths_.push_back(path);
  return static_cast<Slot>(paths_.size() - 1);
}

}  // namespace telltale
