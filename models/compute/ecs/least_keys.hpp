// Slots with keys, and those among them that have the least one.
//
// What: a tournament over the slots' numbers; each node has the least key below it, how many slots have it, and the
//   first of them.
// Units: keys are compared, never read.
// Checked against: tests/unit/models/compute/ecs_placement_order_test.cpp (a plain scan).
#pragma once

#include <bit>
#include <cstdint>
#include <utility>
#include <vector>

namespace models::ecs {

/// `None`: no slot's key; all keys are less. set() and nth(): O(log slots), first(): O(1); allocates only while the
/// highest slot number grows.
template <class Key, Key None>
class LeastKeys {
 public:
  void set(std::uint32_t slot, const Key& key) {
    if (slot >= capacity_) {
      grow(slot + 1);
    }
    replay(slot, {key, 1, slot});
  }
  /// Does nothing if the slot has no key.
  void clear(std::uint32_t slot) {
    if (slot < capacity_) {
      replay(slot, {});
    }
  }

  bool empty() const { return nodes_[kRoot].count == 0; }
  const Key& least() const { return nodes_[kRoot].key; }
  /// Slots with the least key.
  std::uint32_t count() const { return nodes_[kRoot].count; }
  /// The least number among those; requires that there are any.
  std::uint32_t first() const { return nodes_[kRoot].first; }
  /// Among those, by their numbers; n < count().
  std::uint32_t nth(std::uint32_t n) const {
    std::uint32_t node = kRoot;
    while (node < capacity_) {
      node *= 2;
      const std::uint32_t on_the_left = nodes_[node].key == least() ? nodes_[node].count : 0;
      if (n >= on_the_left) {
        n -= on_the_left;
        ++node;
      }
    }
    return node - capacity_;
  }

 private:
  static constexpr std::uint32_t kRoot = 1;
  struct Node {
    Key key = None;
    std::uint32_t count = 0;
    std::uint32_t first = 0;
    bool operator==(const Node&) const = default;
  };

  static Node winner(const Node& a, const Node& b) {
    if (a.key == b.key) {
      return {a.key, a.count + b.count, a.first};
    }
    return a.key < b.key ? a : b;
  }

  void replay(std::uint32_t slot, const Node& leaf) {
    std::uint32_t node = capacity_ + slot;
    nodes_[node] = leaf;
    for (node /= 2; node >= kRoot; node /= 2) {
      const Node won = winner(nodes_[2 * node], nodes_[2 * node + 1]);
      if (won == nodes_[node]) {
        return;  // nor does anything change above
      }
      nodes_[node] = won;
    }
  }

  void grow(std::uint32_t slots) {
    const std::uint32_t capacity = std::bit_ceil(slots);
    std::vector<Node> nodes(2 * std::size_t{capacity});
    for (std::uint32_t slot = 0; slot < capacity_; ++slot) {
      nodes[capacity + slot] = nodes_[capacity_ + slot];
    }
    for (std::uint32_t node = capacity - 1; node >= kRoot; --node) {
      nodes[node] = winner(nodes[2 * std::size_t{node}], nodes[2 * std::size_t{node} + 1]);
    }
    nodes_ = std::move(nodes);
    capacity_ = capacity;
  }

  std::uint32_t capacity_ = 1;                      ///< a power of two
  std::vector<Node> nodes_ = std::vector<Node>(2);  ///< nodes_[capacity_ + i] is slot i's
};

}  // namespace models::ecs
