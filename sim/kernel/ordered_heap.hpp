// A small priority queue of (key, sequence, value), smallest first: what waits inside one entity, of which only the
// first is known to the kernel. Equal keys leave in the order in which they came.
#pragma once

#include <algorithm>
#include <array>
#include <cstdint>
#include <functional>
#include <memory>
#include <vector>

#include "sim/kernel/few_in_order.hpp"
#include "sim/units/int128.hpp"

namespace sim {

/// Where the values of heaps stand, by value: what lets a heap find one that is not its first. Heaps that hold no value
/// in common may share it.
using HeapPlaces = std::vector<std::uint32_t>;

/// push, pop and remove O(log n), top O(1). A few entries stand inside the object, sorted, so that a container that
/// serves a handful of requests costs no further cache line; more of them move outside, until it is empty: sorted while
/// they are two dozen at most, which is twice as fast there, and a binary heap beyond. Allocates only when it has never
/// been as large before. 80 bytes, of which an empty one uses the first 16.
class OrderedHeap {
 public:
  bool is_empty() const { return inside_size_ == 0; }
  std::size_t size() const { return is_inside() ? inside_size_ : outside_->entries.size(); }

  void push(std::uint64_t key, std::uint32_t value) {
    const Uint128 entry = (Uint128{key} << 64) | (Uint128{sequence_++} << 32) | value;
    if (is_inside()) {
      if (inside_size_ < kInside) [[likely]] {
        insert_in_order(inside_.data(), inside_.data() + inside_size_++, entry);
        return;
      }
      move_outside();
    }
    if (outside_->is_sorted && outside_->entries.size() == kFew) {
      outside_->become_heap();
    }
    std::vector<Uint128>& entries = outside_->entries;
    entries.push_back(entry);
    if (outside_->is_sorted) {
      insert_in_order(entries.data(), &entries.back(), entry);
    } else if (outside_->places == nullptr) [[likely]] {
      std::push_heap(entries.begin(), entries.end(), std::greater<>{});
    } else {
      rise(entries.size() - 1, entry);
    }
  }
  /// These three require that it is not empty.
  std::uint64_t top_key() const { return static_cast<std::uint64_t>(top() >> 64); }
  std::uint32_t top_value() const { return static_cast<std::uint32_t>(top()); }
  void pop() {
    if (is_inside()) {
      --inside_size_;
    } else if (outside_->places == nullptr) [[likely]] {
      std::vector<Uint128>& entries = outside_->entries;
      if (!outside_->is_sorted) {
        std::pop_heap(entries.begin(), entries.end(), std::greater<>{});
      }
      entries.pop_back();
      inside_size_ = entries.empty() ? 0 : kOutside;
      if (!outside_->is_sorted && entries.size() == kFewAgain) {
        outside_->become_sorted();
      }
    } else {
      take_out(0);
    }
    sequence_ &= is_empty() ? 0U : ~0U;  // without a jump, which g++ makes of the plain way
  }

  /// From now on it notes in `places`, which must live as long, where its values stand, so that remove() finds them.
  void track(HeapPlaces& places) {
    reserve_outside();
    if (outside_->is_sorted) {
      outside_->become_heap();
    }
    outside_->places = &places;
    note_all();
  }
  /// Takes out an entry by its value and returns its key. Requires track(), and that there is one.
  std::uint64_t remove(std::uint32_t value) {
    Uint128 entry = 0;
    if (is_inside()) {
      Uint128* const end = inside_.data() + inside_size_;
      Uint128* const found =
          std::find_if(inside_.data(), end, [&](Uint128 at) { return static_cast<std::uint32_t>(at) == value; });
      entry = *found;
      std::copy(found + 1, end, found);
      --inside_size_;
    } else {
      const std::size_t at = (*outside_->places)[value];
      entry = outside_->entries[at];
      take_out(at);
    }
    sequence_ = is_empty() ? 0 : sequence_;
    return static_cast<std::uint64_t>(entry >> 64);
  }

  /// Calls `visit` with every key, in no particular order.
  template <class Visit>
  void for_each_key(Visit visit) const {
    const Uint128* const entries = is_inside() ? inside_.data() : outside_->entries.data();
    std::for_each(entries, entries + size(), [&](Uint128 entry) { visit(static_cast<std::uint64_t>(entry >> 64)); });
  }

  /// Removes every entry for which `predicate` of its key and value is true; it sees them in the order in which they
  /// would leave. O(n log n).
  template <class Predicate>
  void remove_if(Predicate predicate) {
    if (is_inside()) {
      move_outside();
    }
    outside_->is_sorted = false;
    std::vector<Uint128>& heap = outside_->entries;
    std::sort(heap.begin(), heap.end());
    std::erase_if(heap, [&](Uint128 entry) {
      return predicate(static_cast<std::uint64_t>(entry >> 64), static_cast<std::uint32_t>(entry));
    });
    if (heap.size() <= kInside) {
      inside_size_ = static_cast<std::uint32_t>(heap.size());
      std::reverse_copy(heap.begin(), heap.end(), inside_.begin());
      heap.clear();
    } else {
      note_all();
    }  // it is sorted, and so a heap
    sequence_ = is_empty() ? 0 : sequence_;
  }

 private:
  static constexpr std::uint32_t kInside = 4;
  static constexpr std::uint32_t kOutside = ~std::uint32_t{0};
  static constexpr std::size_t kFew = 24;      ///< so many stand in order at most
  static constexpr std::size_t kFewAgain = 8;  ///< from so many on a heap is put in order
  struct Outside {
    std::vector<Uint128> entries{};
    HeapPlaces* places = nullptr;  ///< none: nothing is ever removed by its value
    bool is_sorted = false;        ///< descending; never with places. Else a heap

    void become_heap() {
      std::reverse(entries.begin(), entries.end());  // ascending: a heap already
      is_sorted = false;
    }
    void become_sorted() {
      std::sort(entries.begin(), entries.end(), std::greater<>{});
      is_sorted = true;
    }
  };

  bool is_inside() const { return inside_size_ != kOutside; }
  Uint128 top() const {
    if (is_inside()) {
      return inside_[inside_size_ - 1];
    }
    return outside_->is_sorted ? outside_->entries.back() : outside_->entries.front();
  }
  void reserve_outside() {
    if (outside_ == nullptr) {
      outside_ = std::make_unique<Outside>();
    }
  }
  void move_outside() {
    reserve_outside();
    outside_->entries.assign(inside_.begin(), inside_.begin() + inside_size_);
    outside_->is_sorted = true;
    if (outside_->places != nullptr) {
      outside_->become_heap();
    }
    inside_size_ = kOutside;
    note_all();
  }
  void note_all() {
    for (std::size_t at = 0; outside_->places != nullptr && !is_inside() && at < outside_->entries.size(); ++at) {
      note(at);
    }
  }
  void note(std::size_t at) {
    HeapPlaces& places = *outside_->places;
    const auto value = static_cast<std::uint32_t>(outside_->entries[at]);
    if (places.size() <= value) {
      places.resize(value + std::size_t{1});
    }
    places[value] = static_cast<std::uint32_t>(at);
  }
  void place(std::size_t at, Uint128 entry) {
    outside_->entries[at] = entry;
    note(at);
  }
  /// The entry comes to `at` or above it, where whoever is behind it moves down.
  void rise(std::size_t at, Uint128 entry) {
    for (; at > 0 && outside_->entries[(at - 1) / 2] > entry; at = (at - 1) / 2) {
      place(at, outside_->entries[(at - 1) / 2]);
    }
    place(at, entry);
  }
  /// The last entry fills the gap that one leaves: it sinks as far as it must, or rises.
  void take_out(std::size_t at) {
    std::vector<Uint128>& heap = outside_->entries;
    const Uint128 last = heap.back();
    heap.pop_back();
    inside_size_ = heap.empty() ? 0 : kOutside;
    if (at == heap.size()) {
      return;
    }
    for (std::size_t child = 2 * at + 1; child < heap.size(); child = 2 * at + 1) {
      if (child + 1 < heap.size() && heap[child + 1] < heap[child]) {
        ++child;
      }
      if (heap[child] > last) {
        break;
      }
      place(at, heap[child]);
      at = child;
    }
    rise(at, last);
  }

  std::uint32_t inside_size_ = 0;  ///< kOutside: the entries are there
  std::uint32_t sequence_ = 0;
  std::unique_ptr<Outside> outside_{};  ///< one word, since nearly always nothing is there
  std::array<Uint128, kInside> inside_{};
};

}  // namespace sim
