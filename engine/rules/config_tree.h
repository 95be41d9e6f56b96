// ConfigTree: a configuration file as it was written, with the place of everything.
//
// Made by connectors/yaml (or by a test), read by the binder. Thread safety: values.
#ifndef TELLTALE_ENGINE_RULES_CONFIG_TREE_H_
#define TELLTALE_ENGINE_RULES_CONFIG_TREE_H_

#include <cstddef>
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

namespace telltale {

// One file of the configuration: its name as given and its whole text, for source lines.
struct ConfigSource {
  std::string name;
  std::string text;
};

// Where something stands. Lines and columns count from 1; columns count characters. Text in quotes
// stands where its first character does, behind the quote.
struct Mark {
  int source = 0;  // index into ConfigTree::sources
  int line = 1;
  int column = 1;
};

struct ConfigNode {
  enum class Kind { kNull, kScalar, kList, kMap };
  struct Member;

  Kind kind = Kind::kNull;
  Mark mark;
  std::string scalar;   // kScalar: the text, quotes and escapes resolved
  bool quoted = false;  // kScalar: written in quotes, so it is text and never a number or boolean
  std::vector<ConfigNode> items;  // kList
  std::vector<Member> members;    // kMap, in the order of the file; keys are unique

  // The member `key`, or nullptr.
  const ConfigNode* Find(const std::string& key) const;
};

struct ConfigNode::Member {
  std::string key;
  Mark key_mark;
  ConfigNode value;
};

struct ConfigTree {
  std::vector<ConfigSource> sources;
  ConfigNode root;
};

// Where an option of a topic or rule stands; if it is not given, where the name does. `section` is
// `topics` or `rules`; of an option that is a list, `item` is which.
Mark PlaceOf(const ConfigTree& tree, const std::string& section, const std::string& name,
             const std::string& option, size_t item = SIZE_MAX);

}  // namespace telltale

#endif  // TELLTALE_ENGINE_RULES_CONFIG_TREE_H_
