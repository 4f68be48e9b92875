// A small priority queue of (key, sequence, value), smallest first: what waits inside one entity, of which only the
// first is known to the kernel. Equal keys leave in the order in which they came.
#pragma once

#include <algorithm>
#include <array>
#include <cstdint>
#include <functional>
#include <memory>
#include <vector>

#include "sim/units/int128.hpp"

namespace sim {

/// push and pop O(log n), top O(1). A few entries stand inside the object, sorted, so that a container that serves a
/// handful of requests costs no further cache line; more of them move to a binary heap outside, until it is empty.
/// Allocates only when it has never been as large before. 80 bytes, of which an empty one uses the first 16.
class OrderedHeap {
 public:
  bool is_empty() const { return inside_size_ == 0; }
  std::size_t size() const { return is_inside() ? inside_size_ : heap_->size(); }

  void push(std::uint64_t key, std::uint32_t value) {
    const Uint128 entry = (Uint128{key} << 64) | (Uint128{sequence_++} << 32) | value;
    if (is_inside()) {
      if (inside_size_ < kInside) [[likely]] {
        insert(entry);
        return;
      }
      move_outside();
    }
    heap_->push_back(entry);
    std::push_heap(heap_->begin(), heap_->end(), std::greater<>{});
  }
  /// These three require that it is not empty.
  std::uint64_t top_key() const { return static_cast<std::uint64_t>(top() >> 64); }
  std::uint32_t top_value() const { return static_cast<std::uint32_t>(top()); }
  void pop() {
    if (is_inside()) {
      --inside_size_;
    } else {
      std::pop_heap(heap_->begin(), heap_->end(), std::greater<>{});
      heap_->pop_back();
      inside_size_ = heap_->empty() ? 0 : kOutside;
    }
    sequence_ = is_empty() ? 0 : sequence_;
  }

  /// Calls `visit` with every key, in no particular order.
  template <class Visit>
  void for_each_key(Visit visit) const {
    const Uint128* const entries = is_inside() ? inside_.data() : heap_->data();
    std::for_each(entries, entries + size(), [&](Uint128 entry) { visit(static_cast<std::uint64_t>(entry >> 64)); });
  }

  /// Removes every entry for which `predicate` of its key and value is true; it sees them in the order in which they
  /// would leave. O(n log n).
  template <class Predicate>
  void remove_if(Predicate predicate) {
    if (is_inside()) {
      move_outside();
    }
    std::vector<Uint128>& heap = *heap_;
    std::sort(heap.begin(), heap.end());
    std::erase_if(heap, [&](Uint128 entry) {
      return predicate(static_cast<std::uint64_t>(entry >> 64), static_cast<std::uint32_t>(entry));
    });
    if (heap.size() <= kInside) {
      inside_size_ = static_cast<std::uint32_t>(heap.size());
      std::reverse_copy(heap.begin(), heap.end(), inside_.begin());
      heap.clear();
    }  // else: sorted, and so a heap
    sequence_ = is_empty() ? 0 : sequence_;
  }

 private:
  static constexpr std::uint32_t kInside = 4;
  static constexpr std::uint32_t kOutside = ~std::uint32_t{0};

  bool is_inside() const { return inside_size_ != kOutside; }
  Uint128 top() const { return is_inside() ? inside_[inside_size_ - 1] : heap_->front(); }
  void move_outside() {
    if (heap_ == nullptr) {
      heap_ = std::make_unique<std::vector<Uint128>>();
    }
    heap_->assign(inside_.rend() - inside_size_, inside_.rend());  // ascending: a heap already
    inside_size_ = kOutside;
  }
  /// Descending, so that the first to leave is the last in the array.
  void insert(Uint128 entry) {
    std::uint32_t at = inside_size_++;
    for (; at > 0 && inside_[at - 1] < entry; --at) {
      inside_[at] = inside_[at - 1];
    }
    inside_[at] = entry;
  }

  std::uint32_t inside_size_ = 0;  ///< kOutside: the entries are in heap_
  std::uint32_t sequence_ = 0;
  std::unique_ptr<std::vector<Uint128>> heap_{};  ///< one word, since nearly always nothing is there
  std::array<Uint128, kInside> inside_{};
};

}  // namespace sim
