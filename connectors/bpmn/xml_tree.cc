#include "connectors/bpmn/xml_tree.h"

#include <expat.h>

#include <algorithm>
#include <memory>

#include "absl/strings/str_cat.h"
#include "engine/base/strings.h"

namespace telltale {
namespace {

constexpr char kSeparator = '|';  // no URI has one
constexpr std::string_view kBlanks = " \t\r\n";

struct FreeParser {
  void operator()(XML_Parser parser) const { XML_ParserFree(parser); }
};

// Lines and columns of a text, by offset.
class Places {
 public:
  Places(std::string_view text, int source) : text_(text), source_(source) {
    for (size_t i = 0; i < text.size(); ++i) {
      if (text[i] == '\n') lines_.push_back(i + 1);
    }
  }

  Mark At(size_t offset) {
    const auto line = std::upper_bound(lines_.begin(), lines_.end(), offset) - 1;
    if (counted_to_ < *line || counted_to_ > offset) {
      counted_to_ = *line;
      characters_ = 0;
    }
    const std::string_view before = text_.substr(counted_to_, offset - counted_to_);
    characters_ += std::count_if(before.begin(), before.end(), [](char c) {
      return (static_cast<unsigned char>(c) & 0xc0) != 0x80;  // not a continuation byte of UTF-8
    });
    counted_to_ = offset;
    return {.source = source_,
            .line = static_cast<int>(line - lines_.begin()) + 1,
            .column = static_cast<int>(characters_) + 1};
  }

 private:
  std::string_view text_;
  int source_;
  std::vector<size_t> lines_ = {0};  // where each begins
  // Where the last column was counted to, and how far into its line that is: of a file that is one
  // long line all columns are counted in one go.
  size_t counted_to_ = 0;
  std::ptrdiff_t characters_ = 0;
};

// Offsets of the values in a start tag, in their order. Expat has found the tag well-formed.
std::vector<size_t> ValueOffsets(std::string_view tag) {
  std::vector<size_t> offsets;
  size_t at = 0;
  while ((at = tag.find('=', at)) != std::string_view::npos) {
    const size_t begin = tag.find_first_of("'\"", at);
    if (begin == std::string_view::npos) break;
    const size_t end = tag.find(tag[begin], begin + 1);
    // What declares a namespace is no attribute for Expat.
    const size_t name = tag.find_last_of(kBlanks, tag.find_last_not_of(kBlanks, at - 1));
    if (tag.substr(name + 1, 5) != "xmlns") offsets.push_back(begin + 1);
    if (end == std::string_view::npos) break;
    at = end + 1;
  }
  return offsets;
}

// Builds the tree from Expat's calls.
class TreeReader {
 public:
  TreeReader(std::string_view text, int source, XmlElement& root, std::vector<Finding>& findings)
      : text_(text), places_(text, source), root_(root), findings_(findings) {
    XML_SetUserData(parser_.get(), this);
    XML_SetElementHandler(parser_.get(), &TreeReader::Start, &TreeReader::End);
    XML_SetCharacterDataHandler(parser_.get(), &TreeReader::Text);
    XML_SetStartDoctypeDeclHandler(parser_.get(), &TreeReader::Doctype);
  }

  bool Run() {
    if (text_.size() > kMaxXmlBytes) {
      Refuse(0,
             absl::StrCat("expected at most ", kMaxXmlBytes, " bytes, but it has ", text_.size()));
      return false;
    }
    const auto size = static_cast<int>(text_.size());
    const XML_Status status = XML_Parse(parser_.get(), text_.data(), size, XML_TRUE);
    if (!refused_ && status != XML_STATUS_OK) {
      Refuse(std::min<size_t>(XML_GetCurrentByteIndex(parser_.get()), text_.size()),
             absl::StrCat("expected XML in UTF-8, but there is a mistake: ",
                          XML_ErrorString(XML_GetErrorCode(parser_.get()))));
    }
    return !refused_;
  }

 private:
  static TreeReader& Of(void* self) { return *static_cast<TreeReader*>(self); }
  static void Start(void* self, const char* name, const char** attributes) {
    Of(self).OnStart(name, attributes);
  }
  static void End(void* self, const char*) {
    // After a refusal Expat may still end an element that was not taken in.
    if (!Of(self).refused_) Of(self).open_.pop_back();
  }
  static void Text(void* self, const char* text, int size) {
    Of(self).OnText({text, static_cast<size_t>(size)});
  }
  static void Doctype(void* self, const char*, const char*, const char*, int) {
    TreeReader& reader = Of(self);
    reader.Refuse(reader.Offset(), "expected no document type, but there is one");
  }

  size_t Offset() const { return XML_GetCurrentByteIndex(parser_.get()); }

  void OnStart(const char* name, const char** attributes) {
    const size_t begin = Offset();
    if (static_cast<int>(open_.size()) >= kMaxXmlDepth) {
      return Refuse(begin, absl::StrCat("expected at most ", kMaxXmlDepth,
                                        " elements inside each other, but there are more"));
    }
    XmlElement& element = open_.empty() ? root_ : open_.back()->children.emplace_back();
    element.name = name;
    element.mark = places_.At(begin);
    const size_t size = XML_GetCurrentByteCount(parser_.get());
    const std::vector<size_t> values = ValueOffsets(text_.substr(begin, size));
    for (size_t i = 0; attributes[2 * i] != nullptr; ++i) {
      const size_t offset = i < values.size() ? begin + values[i] : begin;
      element.attributes.push_back({attributes[2 * i], attributes[2 * i + 1], places_.At(offset)});
    }
    open_.push_back(&element);
  }

  void OnText(std::string_view text) {
    if (refused_) return;
    XmlElement& element = *open_.back();
    if (element.text.empty()) {
      const size_t begin = text.find_first_not_of(kBlanks);
      if (begin == std::string_view::npos) return;
      element.text_mark = places_.At(Offset() + begin);
      text.remove_prefix(begin);
    }
    element.text += text;
  }

  // Ends the parser; only the first one counts.
  void Refuse(size_t offset, std::string text) {
    if (refused_) return;
    refused_ = true;
    XML_StopParser(parser_.get(), XML_FALSE);
    findings_.push_back({.error = ErrorId::kWorkflowUnreadable,
                         .mark = places_.At(offset),
                         .text = std::move(text)});
  }

  std::unique_ptr<XML_ParserStruct, FreeParser> parser_{XML_ParserCreateNS("UTF-8", kSeparator)};
  std::string_view text_;
  Places places_;
  XmlElement& root_;
  std::vector<Finding>& findings_;
  // From the root to the element that is being read. The pointers hold: only the last one's list
  // grows.
  std::vector<XmlElement*> open_;
  bool refused_ = false;
};

}  // namespace

const XmlAttribute* XmlElement::Find(std::string_view attribute) const {
  for (const XmlAttribute& each : attributes) {
    if (each.name == attribute) return &each;
  }
  return nullptr;
}

bool ReadXml(std::string_view text, int source, XmlElement& root, std::vector<Finding>& findings) {
  return TreeReader(text, source, root, findings).Run();
}

}  // namespace telltale
