#include "tests/simulation/stream.h"

#include <algorithm>

#include "absl/strings/str_cat.h"

namespace telltale {
namespace {

using Text = const char*;
constexpr size_t kRemembered = 8;

}  // namespace

Stream::Stream(Random random, Millis late)
    : random_(random), late_(late), partitions_(static_cast<int32_t>(random_.Between(1, 3))) {
  const int64_t count = random_.Between(2, 6);
  for (int64_t i = 0; i < count; ++i) {
    const Millis skew{random_.Chance(70) ? 0 : random_.Between(-3'600'000, 200'000)};
    devices_.push_back({.name = absl::StrCat("V", i),
                        .partition = static_cast<int32_t>(random_.Between(0, partitions_ - 1)),
                        .skew = skew});
  }
}

std::vector<Said> Stream::Backlog(WallTime now) {
  std::vector<Said> backlog;
  Millis ago{3'600'000};
  const int64_t most = random_.Chance(50) ? random_.Between(0, 60) : 0;
  while (static_cast<int64_t>(backlog.size()) < most && ago > Millis{0}) {
    backlog.push_back(Say(now - ago));
    // Now and then a gap that is a leap, or the timestamp of a producer whose clock is ahead.
    if (random_.Chance(8)) backlog.back().timestamp += Millis{random_.Between(300'000, 1'200'000)};
    ago -= Millis{random_.Chance(8) ? random_.Between(280'000, 900'000) : random_.Between(0, 9000)};
  }
  return backlog;
}

Said Stream::Say(WallTime now) {
  if (!last_.empty() && random_.Chance(6)) return random_.Pick(last_);  // with its old timestamp
  Device& device = devices_[random_.Between(0, static_cast<int64_t>(devices_.size()) - 1)];
  Said said{.partition = device.partition, .timestamp = ArrivalTime{now.time_since_epoch()}};
  if (random_.Chance(20)) said.timestamp -= Millis{random_.Between(0, 3000)};
  if (random_.Chance(2)) said.timestamp += Millis{random_.Between(0, 900'000)};
  if (random_.Chance(2)) return said;
  said.value = random_.Chance(3) ? Broken() : Event(device, now);
  last_.insert(last_.begin(), said);
  last_.resize(std::min(last_.size(), kRemembered));
  return said;
}

std::string Stream::Event(Device& device, WallTime now) {
  if (random_.Chance(25)) device.bad = !device.bad;
  int64_t at = ToMs(now) + device.skew.count();
  if (random_.Chance(15)) at -= random_.Between(0, 2 * late_.count() + 1);
  if (random_.Chance(5)) at = device.newest - late_.count() + random_.Between(-1, 1);
  if (random_.Chance(2)) at += random_.Between(250'000, 400'000);  // at the limit of the future
  if (at <= ToMs(now) + device.skew.count()) device.newest = std::max(device.newest, at);
  std::string fields = absl::StrCat("\"at\":", std::max<int64_t>(at, 1), ",\"id\":", ++number_);
  if (!random_.Chance(2)) absl::StrAppend(&fields, ",\"v\":\"", device.name, "\"");
  absl::StrAppend(&fields, ",\"value\":", device.bad ? 90 : random_.Pick<int>({60, 60, 75}));
  absl::StrAppend(&fields, ",\"state\":\"", device.bad ? "BAD" : "OK", "\"");
  absl::StrAppend(&fields, ",\"side\":\"", random_.Pick<Text>({"L", "L", "R"}), "\"");
  absl::StrAppend(&fields, ",\"kind\":\"", random_.Pick<Text>({"oil", "oil", "air"}), "\"");
  absl::StrAppend(&fields, ",\"on\":", random_.Chance(85) ? "true" : "false");
  absl::StrAppend(&fields, ",\"fmi\":", random_.Chance(8) ? 2 : 0);
  return absl::StrCat("{", fields, "}");
}

std::string Stream::Broken() {
  return random_.Pick<Text>({"", "{", "[]", "{\"at\":1,}", "{\"v\":\"V0\"}", "{\"at\":\"soon\"}",
                             "{\"at\":-1,\"v\":\"V0\"}", "{\"at\":99999999999999,\"v\":\"V0\"}"});
}

}  // namespace telltale
