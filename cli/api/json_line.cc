#include "cli/api/json_line.h"

#include "engine/feel/utf8.h"

namespace telltale {

std::string AsUtf8(std::string_view bytes) {
  std::string text;
  text.reserve(bytes.size());
  while (!bytes.empty()) {
    const feel::Utf8 character = feel::DecodeUtf8(bytes);
    const size_t size = feel::IsCharacter(character) ? character.bytes : 1;
    text += feel::IsCharacter(character) ? bytes.substr(0, size) : "\uFFFD";
    bytes.remove_prefix(size);
  }
  return text;
}

}  // namespace telltale
