#include "engine/delivery/send_window.h"

#include <algorithm>

#include "engine/base/status.h"

namespace telltale {

SendWindow::SendWindow(const Options& options) : options_(options), size_(options.initial) {
  CHECK(options.least >= 1 && options.least <= options.initial && options.initial <= options.most);
}

uint64_t SendWindow::Sent() {
  CHECK(HasRoom());
  ++in_flight_;
  return ++sent_;
}

void SendWindow::OnGood() {
  const bool full = !HasRoom();  // a window that is not used says nothing about its size
  OnNeutral();
  if (full) size_ = std::min<double>(options_.most, size_ + 1 / size_);
}

void SendWindow::OnBad(uint64_t number) {
  OnNeutral();
  if (number <= halved_at_) return;
  halved_at_ = sent_;
  size_ = std::max<double>(options_.least, size_ / 2);
}

void SendWindow::OnNeutral() {
  CHECK(in_flight_ > 0);
  --in_flight_;
}

}  // namespace telltale
