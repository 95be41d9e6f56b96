// Segments: an array that grows without moving what it has, in segments of 4096 elements.
//
// A small one costs what a vector of it costs. One more element costs at most the making of a
// segment, whatever the number of elements. Memory is kept until the whole goes.
//
// Thread safety: as std::vector. An element's address holds from the moment on that there are 4096.
#ifndef TELLTALE_ENGINE_BASE_SEGMENTS_H_
#define TELLTALE_ENGINE_BASE_SEGMENTS_H_

#include <algorithm>
#include <cstddef>
#include <vector>

namespace telltale {

template <class T>
class Segments {
 public:
  static constexpr size_t kSegment = 4096;

  size_t size() const { return size_; }
  bool empty() const { return size_ == 0; }

  // REQUIRES: index < size().
  T& operator[](size_t index) { return segments_[index / kSegment][index % kSegment]; }
  const T& operator[](size_t index) const { return segments_[index / kSegment][index % kSegment]; }
  const T& front() const { return segments_.front().front(); }
  const T& back() const { return (*this)[size_ - 1]; }

  void push_back(const T& value) { Grow(size_ + 1, value); }
  void pop_back() { --size_; }

  // Adds copies of `value`, which is none of its own, until there are `size`.
  // REQUIRES: size >= size().
  void Grow(size_t size, const T& value) {
    while (Room() < size) {
      if (segments_.empty() || segments_.back().size() == kSegment) segments_.emplace_back();
      std::vector<T>& last = segments_.back();
      const size_t whole = segments_.size() > 1 ? kSegment : std::max<size_t>(64, 2 * last.size());
      last.resize(std::min(whole, kSegment));
    }
    for (; size_ < size; ++size_) (*this)[size_] = value;
  }

 private:
  size_t Room() const {
    return segments_.empty() ? 0 : (segments_.size() - 1) * kSegment + segments_.back().size();
  }

  std::vector<std::vector<T>> segments_;  // the first grows by doubling, the others are whole
  size_t size_ = 0;
};

}  // namespace telltale

#endif  // TELLTALE_ENGINE_BASE_SEGMENTS_H_
