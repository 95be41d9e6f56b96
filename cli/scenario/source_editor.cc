#include "cli/scenario/source_editor.h"

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"

namespace telltale {
namespace {

using Kind = ConfigNode::Kind;

bool ContinuesCharacter(char c) { return (static_cast<unsigned char>(c) & 0xc0) == 0x80; }

}  // namespace

SourceEditor::SourceEditor(std::string text) : text_(std::move(text)) {
  lines_.push_back(0);
  for (size_t i = 0; i < text_.size(); ++i) {
    if (text_[i] == '\n') lines_.push_back(i + 1);
  }
}

// Columns count characters, and a character has up to four bytes.
size_t SourceEditor::OffsetOf(const Mark& mark) const {
  size_t at = lines_[static_cast<size_t>(mark.line) - 1];
  for (int column = 1; column < mark.column && at < text_.size(); ++column) {
    do {
      ++at;
    } while (at < text_.size() && ContinuesCharacter(text_[at]));
  }
  return at;
}

// A quoted text is marked behind its quote.
size_t SourceEditor::BeginOf(const ConfigNode& node) const {
  const size_t at = OffsetOf(node.mark);
  const bool behind = node.quoted && at > 0 && (text_[at - 1] == '\'' || text_[at - 1] == '"');
  return behind ? at - 1 : at;
}

bool SourceEditor::IsFlow(const ConfigNode& map) const { return text_[OffsetOf(map.mark)] == '{'; }

size_t SourceEditor::EndOfValue(const ConfigNode::Member& member, bool flow) const {
  if (member.value.kind == Kind::kNull) {  // it may not be written at all
    const size_t colon = text_.find(':', OffsetOf(member.key_mark) + member.key.size());
    return EndOfNode(member.value, std::max(colon + 1, BeginOf(member.value)), flow);
  }
  return EndOfNode(member.value, BeginOf(member.value), flow);
}

size_t SourceEditor::EndOfNode(const ConfigNode& node, size_t begin, bool flow) const {
  const char first = begin < text_.size() ? text_[begin] : '\n';
  if (first == '[' || first == '{') return EndOfBrackets(begin);
  if (first == '\'' || first == '"') return EndOfQuotes(begin);
  if (node.kind == Kind::kList && !node.items.empty()) {
    return EndOfNode(node.items.back(), BeginOf(node.items.back()), false);
  }
  if (node.kind == Kind::kMap && !node.members.empty()) {
    return EndOfValue(node.members.back(), false);
  }
  size_t end = begin;
  for (; end < text_.size() && text_[end] != '\n'; ++end) {
    if (text_[end] == '#' && end > begin && text_[end - 1] == ' ') break;
    if (flow && (text_[end] == ',' || text_[end] == '}' || text_[end] == ']')) break;
  }
  while (end > begin && (text_[end - 1] == ' ' || text_[end - 1] == '\r')) --end;
  return end;
}

size_t SourceEditor::EndOfBrackets(size_t begin) const {
  int depth = 0;
  for (size_t at = begin; at < text_.size(); ++at) {
    const char c = text_[at];
    const bool begins_word =
        at == 0 || std::string(" \n[{,:").find(text_[at - 1]) != std::string::npos;
    if ((c == '\'' || c == '"') && begins_word) {
      at = EndOfQuotes(at) - 1;
    } else if (c == '#' && begins_word) {
      at = text_.find('\n', at);
      if (at == std::string::npos) break;
    } else if (c == '[' || c == '{') {
      ++depth;
    } else if ((c == ']' || c == '}') && --depth == 0) {
      return at + 1;
    }
  }
  return text_.size();
}

size_t SourceEditor::EndOfQuotes(size_t begin) const {
  const char quote = text_[begin];
  for (size_t at = begin + 1; at < text_.size(); ++at) {
    if (text_[at] == '\\' && quote == '"') {
      ++at;
    } else if (text_[at] == quote) {
      if (quote == '"' || at + 1 >= text_.size() || text_[at + 1] != quote) return at + 1;
      ++at;  // '' is a quote within
    }
  }
  return text_.size();
}

void SourceEditor::Set(const ConfigNode& map, const std::string& key, const std::string& yaml) {
  const auto member = std::find_if(map.members.begin(), map.members.end(),
                                   [&](const auto& each) { return each.key == key; });
  if (member == map.members.end()) {
    if (!yaml.empty()) Add(map, key, yaml);
  } else if (yaml.empty()) {
    if (member != map.members.begin()) Remove(map, *member);
  } else {
    edits_.push_back({BeginOf(member->value), EndOfValue(*member, IsFlow(map)), yaml});
  }
}

// With the comma before it; in a block, with its lines.
void SourceEditor::Remove(const ConfigNode& map, const ConfigNode::Member& member) {
  const bool flow = IsFlow(map);
  size_t begin = OffsetOf(member.key_mark);
  size_t end = EndOfValue(member, flow);
  if (flow) {
    begin = text_.rfind(',', begin);
  } else {
    begin = lines_[static_cast<size_t>(member.key_mark.line) - 1];
    end = std::min(text_.find('\n', end), text_.size() - 1) + 1;
  }
  edits_.push_back({begin, end, ""});
}

void SourceEditor::Add(const ConfigNode& map, const std::string& key, const std::string& yaml) {
  const ConfigNode::Member& last = map.members.back();
  size_t at = EndOfValue(last, IsFlow(map));
  if (IsFlow(map)) {
    edits_.push_back({at, at, absl::StrCat(", ", key, ": ", yaml)});
    return;
  }
  at = std::min(text_.find('\n', at), text_.size());
  const int column = map.members.front().key_mark.column;
  edits_.push_back(
      {at, at,
       absl::StrCat("\n", std::string(static_cast<size_t>(column) - 1, ' '), key, ": ", yaml)});
}

// From the end on, so that offsets stay true; of equal places the last added first.
std::string SourceEditor::Finish() {
  std::stable_sort(edits_.begin(), edits_.end(), [](const Edit& a, const Edit& b) {
    return a.begin != b.begin ? a.begin < b.begin : a.end < b.end;
  });
  std::for_each(edits_.rbegin(), edits_.rend(), [this](const Edit& edit) {
    text_.replace(edit.begin, edit.end - edit.begin, edit.text);
  });
  return std::move(text_);
}

}  // namespace telltale
