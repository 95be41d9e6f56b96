// Hyphens: names of headers that were meant as one, but are read as a subtraction:
// `record.headers.order-id` is what the header `order` says, less the field `id`.
//
// Only where nothing stands around the hyphen, and only of headers: those are texts, of which
// nothing can be subtracted. Pure function.
#ifndef TELLTALE_ENGINE_CHECK_HYPHENS_H_
#define TELLTALE_ENGINE_CHECK_HYPHENS_H_

#include <string>
#include <string_view>
#include <vector>

namespace telltale {

struct HyphenSlip {
  int column = 1;       // of the path, from 1, in characters
  std::string written;  // record.headers.order-id
  std::string meant;    // record.headers.`order-id`
};

// Of an expression, with or without a `=` in front.
std::vector<HyphenSlip> FindHyphenSlips(std::string_view source);

}  // namespace telltale

#endif  // TELLTALE_ENGINE_CHECK_HYPHENS_H_
