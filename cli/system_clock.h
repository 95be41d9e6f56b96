// SystemClock: the machine's clocks. The only place of the program that reads them for the engine.
#ifndef TELLTALE_CLI_SYSTEM_CLOCK_H_
#define TELLTALE_CLI_SYSTEM_CLOCK_H_

#include <string>

#include "engine/ports/ports.h"

namespace telltale {

class SystemClock : public Clock {
 public:
  SystemClock();  // reads the boot's identity once
  WallTime Wall() const override;
  Millis SinceBoot() const override;
  Nanos Fine() const override;
  const std::string& BootId() const override { return boot_id_; }

 private:
  std::string boot_id_;
};

}  // namespace telltale

#endif  // TELLTALE_CLI_SYSTEM_CLOCK_H_
