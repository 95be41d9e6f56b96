#include "cli/system_clock.h"

#include <time.h>

#include <chrono>
#include <fstream>

namespace telltale {

SystemClock::SystemClock() {
  std::ifstream file("/proc/sys/kernel/random/boot_id");
  std::getline(file, boot_id_);  // empty if there is none: then no boot equals another
}

WallTime SystemClock::Wall() const {
  return WallTime{
      std::chrono::duration_cast<Millis>(std::chrono::system_clock::now().time_since_epoch())};
}

Millis SystemClock::SinceBoot() const { return std::chrono::duration_cast<Millis>(Fine()); }

Nanos SystemClock::Fine() const {
  timespec now{};
  clock_gettime(CLOCK_BOOTTIME, &now);
  return std::chrono::seconds{now.tv_sec} + Nanos{now.tv_nsec};
}

}  // namespace telltale
