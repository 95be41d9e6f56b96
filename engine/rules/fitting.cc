#include "engine/rules/fitting.h"

#include <algorithm>
#include <cstdint>
#include <optional>
#include <vector>

#include "absl/functional/function_ref.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "engine/base/limits.h"

namespace telltale {
namespace {

using Change = absl::FunctionRef<void(int64_t value, Plan& plan)>;

bool Fits(Plan plan) {
  PlaceWindows(plan);
  return TailBytes(plan) <= kMaxTailBytes;
}

// The greatest value from `least` to `most` with which the rule would fit: more need more.
std::optional<int64_t> Greatest(const Plan& plan, int64_t least, int64_t most, Change change) {
  const auto fits = [&](int64_t value) {
    Plan changed = plan;
    change(value, changed);
    return Fits(changed);
  };
  if (least > most || !fits(least)) return std::nullopt;
  while (least < most) {
    const int64_t middle = least + (most - least + 1) / 2;
    if (fits(middle)) {
      least = middle;
    } else {
      most = middle - 1;
    }
  }
  return least;
}

void LimitCounts(int64_t n, Plan& plan) {
  std::optional<Alternatives<Raise>> raises;
  for (Raise raise : plan.raise) {
    if (raise.form == Raise::Form::kCountInSpan) {
      raise.n = std::min(raise.n, static_cast<uint32_t>(n));
    }
    if (raises) {
      raises->Add(raise);
    } else {
      raises = raise;
    }
  }
  plan.raise = *raises;
}

void Remake(Window& window, Millis every, Millis late) {
  const uint32_t exact = window.buckets;
  window = MakeWindow(window.kind, window.length, every, window.condition, late, exact);
}

void SetLate(int64_t late, Plan& plan) {
  plan.late = Millis{late};
  for (Window& window : plan.windows) Remake(window, window.every, plan.late);
}

// A windows's begins are a part of its length apart: at least so that `parts` are in it.
Millis EveryOf(const Window& window, int64_t parts) {
  const int64_t every = (window.length.count() + parts - 1) / parts;
  constexpr int64_t kSecond = 1000;
  return Millis{every < kSecond ? every : (every + kSecond - 1) / kSecond * kSecond};
}

void LimitHops(int64_t parts, Plan& plan) {
  for (Window& window : plan.windows) {
    if (window.kind != Window::Kind::kAligned) continue;
    Remake(window, std::max(window.every, EveryOf(window, parts)), plan.late);
  }
}

std::string FewerEvents(const Plan& plan) {
  int64_t most = 0;
  for (const Raise& raise : plan.raise) {
    if (raise.form == Raise::Form::kCountInSpan) most = std::max<int64_t>(most, raise.n);
  }
  const auto n = Greatest(plan, 1, most - 1, LimitCounts);
  return n ? absl::StrCat("N of at most ", *n) : "";
}

std::string LongerHops(const Plan& plan) {
  int64_t most = 0;
  const Window* densest = nullptr;
  for (const Window& window : plan.windows) {
    if (window.kind != Window::Kind::kAligned || window.length / window.every <= most) continue;
    most = window.length / window.every;
    densest = &window;
  }
  const auto parts = Greatest(plan, 1, most - 1, LimitHops);
  if (!parts) return "";
  return absl::StrCat("windows `every` ", FormatDuration(EveryOf(*densest, *parts)), " or more");
}

std::string ShorterLate(const Plan& plan) {
  const auto late = Greatest(plan, 0, plan.late.count() - 1, SetLate);
  return late ? absl::StrCat("`late` of at most ", FormatDuration(Millis{*late})) : "";
}

std::string FewerIds(const Plan& plan) {
  const auto ids = Greatest(plan, 0, plan.remember - 1, [](int64_t value, Plan& changed) {
    changed.remember = static_cast<uint8_t>(value);
  });
  return ids ? absl::StrCat("`remember` of at most ", *ids) : "";
}

}  // namespace

std::string WhatFits(const Plan& plan) {
  std::vector<std::string> ways;
  for (const auto& way : {FewerEvents, LongerHops, ShorterLate, FewerIds}) {
    if (std::string text = way(plan); !text.empty()) ways.push_back(std::move(text));
  }
  return ways.empty() ? "" : "This would fit: " + absl::StrJoin(ways, "; or ") + ".";
}

}  // namespace telltale
