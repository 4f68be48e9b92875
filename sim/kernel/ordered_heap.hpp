// A small binary heap of (key, sequence, value), smallest first: what waits inside one entity, of which only the first
// is known to the kernel. Equal keys leave in the order in which they came.
#pragma once

#include <algorithm>
#include <cstdint>
#include <functional>
#include <vector>

#include "sim/units/int128.hpp"

namespace sim {

/// push and pop O(log n), top O(1). Allocates only when it has never been as large before.
class OrderedHeap {
 public:
  bool is_empty() const { return entries_.empty(); }
  std::size_t size() const { return entries_.size(); }

  void push(std::uint64_t key, std::uint32_t value) {
    entries_.push_back((Uint128{key} << 64) | (Uint128{sequence_++} << 32) | value);
    std::push_heap(entries_.begin(), entries_.end(), std::greater<>{});
  }
  std::uint64_t top_key() const { return static_cast<std::uint64_t>(entries_.front() >> 64); }
  std::uint32_t top_value() const { return static_cast<std::uint32_t>(entries_.front()); }
  void pop() {
    std::pop_heap(entries_.begin(), entries_.end(), std::greater<>{});
    entries_.pop_back();
    if (entries_.empty()) {
      sequence_ = 0;
    }
  }
  void clear() {
    entries_.clear();
    sequence_ = 0;
  }

  /// Removes every entry whose value satisfies `predicate`, which sees each value once, in the order in which they
  /// would leave: the inner order of a heap is the standard library's own. O(n log n); a sorted sequence is a heap.
  template <class Predicate>
  void remove_if(Predicate predicate) {
    std::sort(entries_.begin(), entries_.end());
    std::erase_if(entries_, [&](Uint128 entry) { return predicate(static_cast<std::uint32_t>(entry)); });
    if (entries_.empty()) {
      sequence_ = 0;
    }
  }

 private:
  std::vector<Uint128> entries_{};
  std::uint32_t sequence_ = 0;
};

}  // namespace sim
