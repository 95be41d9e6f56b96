// XmlTree: an XML file as a tree, with the place of every element and attribute.
//
// The file is somebody's: it is read in UTF-8 only, bounded in size and depth, and a document type
// is refused, so that there are no entities that could grow or reach for other files.
//
// Thread safety: pure function. Errors: become findings; the tree is then not to be used.
#ifndef TELLTALE_CONNECTORS_BPMN_XML_TREE_H_
#define TELLTALE_CONNECTORS_BPMN_XML_TREE_H_

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "engine/rules/config_tree.h"
#include "engine/rules/finding.h"

namespace telltale {

// The largest models that people draw have some megabytes; drawn shapes are most of it.
inline constexpr size_t kMaxXmlBytes = 16 << 20;
inline constexpr int kMaxXmlDepth = 128;

struct XmlAttribute {
  std::string name;  // with its namespace, if it has one: `URI|name`
  std::string value;
  Mark mark;  // of the value
};

struct XmlElement {
  std::string name;  // `URI|name`
  Mark mark;
  std::vector<XmlAttribute> attributes;
  std::vector<XmlElement> children;
  std::string text;  // of its own, without that of its children
  Mark text_mark;    // where the text begins, blanks skipped

  // Nullptr if there is none.
  const XmlAttribute* Find(std::string_view attribute) const;
};

// Reads `text`, which is the source number `source` of the configuration. Returns false if
// something was reported.
bool ReadXml(std::string_view text, int source, XmlElement& root, std::vector<Finding>& findings);

}  // namespace telltale

#endif  // TELLTALE_CONNECTORS_BPMN_XML_TREE_H_
