#include "tests/simulation/world/world.h"

#include <algorithm>

namespace telltale {

void SimWorld::Pass(Millis time) {
  const Millis end = true_clock.SinceBoot() + time;
  while (true) {
    const Millis due = on_their_way.empty() ? end : on_their_way.begin()->first;
    const Millis step = std::clamp(due, true_clock.SinceBoot(), end) - true_clock.SinceBoot();
    true_clock.Pass(step);
    node_clock.Pass(step);
    zeebe.Advance();
    if (on_their_way.empty() || due > end) return;
    zeebe.Publish(on_their_way.begin()->second, [](const Answered&) {});
    on_their_way.erase(on_their_way.begin());
  }
}

}  // namespace telltale
