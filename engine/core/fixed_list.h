// FixedList: a few values in place, for what a plan is made of. Nothing is allocated, and a list is
// compared and copied with the plan that holds it.
//
// Thread safety: a value.
#ifndef TELLTALE_ENGINE_CORE_FIXED_LIST_H_
#define TELLTALE_ENGINE_CORE_FIXED_LIST_H_

#include <array>
#include <cstddef>
#include <initializer_list>

namespace telltale {

template <class T, size_t kCapacity>
class FixedList {
 public:
  constexpr FixedList() = default;
  // REQUIRES: at most kCapacity
  constexpr FixedList(std::initializer_list<T> items) {
    for (const T& item : items) Add(item);
  }

  // REQUIRES: not full()
  constexpr void Add(const T& item) { items_[size_++] = item; }

  constexpr size_t size() const { return size_; }
  constexpr bool empty() const { return size_ == 0; }
  constexpr bool full() const { return size_ == kCapacity; }
  constexpr T* data() { return items_.data(); }
  constexpr const T* data() const { return items_.data(); }
  constexpr T* begin() { return data(); }
  constexpr T* end() { return data() + size_; }
  constexpr const T* begin() const { return data(); }
  constexpr const T* end() const { return data() + size_; }
  constexpr T& operator[](size_t i) { return items_[i]; }
  constexpr const T& operator[](size_t i) const { return items_[i]; }
  friend bool operator==(const FixedList&, const FixedList&) = default;

 private:
  std::array<T, kCapacity> items_{};
  size_t size_ = 0;
};

}  // namespace telltale

#endif  // TELLTALE_ENGINE_CORE_FIXED_LIST_H_
