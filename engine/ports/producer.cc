#include "engine/ports/producer.h"

#include <iterator>

namespace telltale {

std::string_view DeliveryName(Delivery delivery) {
  constexpr std::string_view kNames[] = {"delivered", "not-now", "ambiguous", "refused"};
  static_assert(std::size(kNames) == kDeliveries);
  return kNames[static_cast<int>(delivery)];
}

}  // namespace telltale
