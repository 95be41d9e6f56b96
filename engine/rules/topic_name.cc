#include "engine/rules/topic_name.h"

namespace telltale {

bool IsTopicName(std::string_view name) {
  return !name.empty() && name.size() <= kMostTopicBytes && name != "." && name != ".." &&
         name.find_first_not_of(
             "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"
             "._-") == std::string_view::npos;
}

}  // namespace telltale
