#include "connectors/yaml/yaml_reader.h"

#include <libfyaml.h>

#include <algorithm>
#include <cstddef>
#include <memory>
#include <string>

#include "absl/strings/str_cat.h"
#include "engine/feel/text.h"

namespace telltale {
namespace {

constexpr int kMaxYamlDepth = 32;

struct DestroyYaml {
  void operator()(fy_parser* p) const { fy_parser_destroy(p); }
  void operator()(fy_diag* p) const { fy_diag_destroy(p); }
};

// Builds the tree from the parser's events.
class Reader {
 public:
  Reader(int source, std::vector<Finding>& findings) : source_(source), findings_(findings) {}

  bool Run(std::string_view text, ConfigNode& root) {
    text_ = text;
    lines_ = std::count(text.begin(), text.end(), '\n') + !text.ends_with('\n');
    if (!CheckDirectives()) return false;
    fy_diag_cfg diag_config;
    fy_diag_cfg_default(&diag_config);
    diag_config.fp = nullptr;
    diag_.reset(fy_diag_create(&diag_config));
    fy_diag_set_collect_errors(diag_.get(), true);
    const fy_parse_cfg config{
        .search_path = "", .flags = FYPCF_QUIET, .userdata = nullptr, .diag = diag_.get()};
    parser_.reset(fy_parser_create(&config));
    if (fy_parser_set_string(parser_.get(), text.data(), text.size()) != 0) return Collect();
    bool seen = false;
    while (fy_event* event = fy_parser_parse(parser_.get())) {
      const fy_event_type type = event->type;
      const Mark mark = MarkOf(event);
      fy_parser_event_free(parser_.get(), event);
      if (type == FYET_STREAM_END) return Collect();
      if (type == FYET_STREAM_START || type == FYET_DOCUMENT_END) continue;
      if (type != FYET_DOCUMENT_START || seen) {
        return Refuse(mark, "expected one document, but a second one begins here");
      }
      seen = true;
      if (!Next(root, 0)) return false;
    }
    return Collect();
  }

 private:
  Mark MarkOf(fy_event* event) const {
    const fy_mark* mark = fy_event_start_mark(event);
    if (mark == nullptr) return {.source = source_};
    return At(mark->line, mark->column);
  }

  // The parser counts from 0, and sees an end behind the end: there it is the last line's.
  Mark At(int line, int column) const {
    if (line < lines_) return {.source = source_, .line = line + 1, .column = column + 1};
    std::string_view last = text_.substr(0, text_.size() - text_.ends_with('\n'));
    last = last.substr(last.rfind('\n') + 1);
    return {.source = source_,
            .line = std::max(1, static_cast<int>(lines_)),
            .column = static_cast<int>(feel::CodePoints(last)) + 1};
  }

  bool Refuse(const Mark& mark, std::string text, ErrorId error = ErrorId::kYamlSyntax) {
    findings_.push_back({.error = error, .mark = mark, .text = std::move(text)});
    return false;
  }

  // libfyaml 0.7.12 never comes back from a directive that it cannot read, such as `% 1`; and a
  // configuration needs none. Text that begins a line with `%` can be indented.
  bool CheckDirectives() {
    int line = 0;
    for (size_t begin = 0; begin < text_.size(); ++line) {
      if (text_[begin] == '%') return Refuse(At(line, 0), "expected no directive, but '%'");
      begin = std::min(text_.find('\n', begin), text_.size()) + 1;
    }
    return true;
  }

  // Takes over what the parser found wrong; true if nothing.
  bool Collect() {
    void* iterator = nullptr;
    bool good = true;
    while (const fy_diag_error* error = fy_diag_errors_iterate(diag_.get(), &iterator)) {
      good =
          Refuse(At(error->line, error->column), absl::StrCat("expected YAML, but ", error->msg));
    }
    if (good && fy_parser_get_stream_error(parser_.get())) {
      good = Refuse({.source = source_}, "expected YAML, but the text cannot be parsed");
    }
    return good;
  }

  // Reads the next node, whole.
  bool Next(ConfigNode& node, int depth) {
    fy_event* event = fy_parser_parse(parser_.get());
    if (event == nullptr) {
      if (Collect()) Refuse({.source = source_}, "expected YAML, but the text ends early");
      return false;
    }
    return Fill(event, node, depth);
  }

  // Frees `event`.
  bool Fill(fy_event* event, ConfigNode& node, int depth) {
    const fy_event_type type = event->type;
    node.mark = MarkOf(event);
    const bool decorated = IsDecorated(event);
    if (type == FYET_SCALAR) SetScalar(event, node);
    fy_parser_event_free(parser_.get(), event);
    if (decorated) {
      return Refuse(node.mark, "expected plain YAML, but there is an anchor, an alias or a tag");
    }
    if (depth > kMaxYamlDepth) return Refuse(node.mark, "expected less nesting");
    switch (type) {
      case FYET_SCALAR:
        return true;
      case FYET_SEQUENCE_START:
        node.kind = ConfigNode::Kind::kList;
        return FillList(node, depth);
      case FYET_MAPPING_START:
        node.kind = ConfigNode::Kind::kMap;
        return FillMap(node, depth);
      default:
        return Refuse(node.mark, "expected a value");
    }
  }

  static bool IsDecorated(const fy_event* event) {
    switch (event->type) {
      case FYET_ALIAS:
        return true;
      case FYET_SCALAR:
        return event->scalar.anchor != nullptr || event->scalar.tag != nullptr;
      case FYET_SEQUENCE_START:
        return event->sequence_start.anchor != nullptr || event->sequence_start.tag != nullptr;
      case FYET_MAPPING_START:
        return event->mapping_start.anchor != nullptr || event->mapping_start.tag != nullptr;
      default:
        return false;
    }
  }

  static void SetScalar(fy_event* event, ConfigNode& node) {
    fy_token* token = event->scalar.value;
    node.kind = ConfigNode::Kind::kScalar;
    size_t size = 0;
    const char* text = token == nullptr ? nullptr : fy_token_get_text(token, &size);
    if (text != nullptr) node.scalar.assign(text, size);
    node.quoted = token != nullptr && fy_token_scalar_style(token) != FYSS_PLAIN;
    const bool null = node.scalar.empty() || node.scalar == "null" || node.scalar == "~";
    if (null && !node.quoted) node.kind = ConfigNode::Kind::kNull;
  }

  bool FillList(ConfigNode& list, int depth) {
    while (fy_event* event = fy_parser_parse(parser_.get())) {
      if (event->type == FYET_SEQUENCE_END) {
        fy_parser_event_free(parser_.get(), event);
        return true;
      }
      if (!Fill(event, list.items.emplace_back(), depth + 1)) return false;
    }
    Collect();
    return false;
  }

  bool FillMap(ConfigNode& map, int depth) {
    while (fy_event* event = fy_parser_parse(parser_.get())) {
      if (event->type == FYET_MAPPING_END) {
        fy_parser_event_free(parser_.get(), event);
        return true;
      }
      ConfigNode key;
      if (!Fill(event, key, depth + 1)) return false;
      if (key.kind != ConfigNode::Kind::kScalar) {
        return Refuse(key.mark, "expected a name before ':', but there is none");
      }
      if (const ConfigNode::Member* twin = FindMember(map, key.scalar)) {
        return Refuse(key.mark,
                      absl::StrCat("expected each option once, but '", key.scalar,
                                   "' stands already in line ", twin->key_mark.line),
                      ErrorId::kDuplicateOption);
      }
      ConfigNode::Member& member = map.members.emplace_back();
      member.key = key.scalar;
      member.key_mark = key.mark;
      if (!Next(member.value, depth + 1)) return false;
    }
    Collect();
    return false;
  }

  static const ConfigNode::Member* FindMember(const ConfigNode& map, const std::string& key) {
    for (const ConfigNode::Member& member : map.members) {
      if (member.key == key) return &member;
    }
    return nullptr;
  }

  int source_;
  std::string_view text_;
  std::ptrdiff_t lines_ = 0;  // of the text; an end behind the last newline begins none
  std::vector<Finding>& findings_;
  std::unique_ptr<fy_diag, DestroyYaml> diag_;  // outlives the parser
  std::unique_ptr<fy_parser, DestroyYaml> parser_;
};

}  // namespace

bool ReadYaml(std::string_view text, int source, ConfigNode& root, std::vector<Finding>& findings) {
  return Reader(source, findings).Run(text, root);
}

}  // namespace telltale
