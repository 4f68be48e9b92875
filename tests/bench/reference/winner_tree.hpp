// The event set of the reference loops: a winner tree over slots whose nodes are one word, time and slot packed, so
// that a level of a replay is a load, a minimum and a store. Good for one case at a time: simultaneous events leave in
// slot order, and times must fit beside the slot number.
#pragma once

#include <algorithm>
#include <bit>
#include <cstdint>
#include <limits>
#include <vector>

namespace bench::reference {

class PackedWinnerTree {
 public:
  static constexpr std::uint64_t kNone = std::numeric_limits<std::uint64_t>::max();

  /// Times must stay below 2^63 / slots.
  explicit PackedWinnerTree(std::uint32_t slots) { grow(slots); }

  /// Time of the first event; beyond every time when there is none.
  std::int64_t top_time() const { return static_cast<std::int64_t>(top_ >> bits_); }
  std::uint32_t top_slot() const { return static_cast<std::uint32_t>(top_) & (capacity_ - 1); }
  std::uint32_t capacity() const { return capacity_; }

  void set(std::uint32_t slot, std::int64_t time) { replay(slot, (static_cast<std::uint64_t>(time) << bits_) | slot); }
  void clear(std::uint32_t slot) { replay(slot, kNone); }

  void grow(std::uint32_t slots) {
    const std::uint32_t capacity = std::bit_ceil(std::max(slots, 2U));
    const auto bits = static_cast<unsigned>(std::countr_zero(capacity));
    std::vector<std::uint64_t> nodes(2 * std::size_t{capacity}, kNone);
    for (std::uint32_t slot = 0; slot < capacity_; ++slot) {
      const std::uint64_t key = nodes_[capacity_ + slot];
      nodes[capacity + slot] = key == kNone ? kNone : ((key >> bits_) << bits) | slot;
    }
    for (std::uint32_t node = capacity - 1; node >= 1; --node) {
      nodes[node] = std::min(nodes[2 * std::size_t{node}], nodes[2 * std::size_t{node} + 1]);
    }
    top_ = nodes[1];
    nodes_ = std::move(nodes);
    capacity_ = capacity;
    bits_ = bits;
  }

 private:
  void replay(std::uint32_t slot, std::uint64_t key) {
    std::uint64_t* nodes = nodes_.data();
    std::uint32_t position = capacity_ + slot;
    nodes[position] = key;
    while (position > 1) {
      key = std::min(key, nodes[position ^ 1]);
      position >>= 1;
      nodes[position] = key;
    }
    top_ = key;
  }

  std::uint32_t capacity_ = 0;
  unsigned bits_ = 0;
  std::uint64_t top_ = kNone;  ///< nodes_[1] once more: the next event waits for no load
  std::vector<std::uint64_t> nodes_{};
};

}  // namespace bench::reference
