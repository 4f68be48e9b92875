// The pending-event set: a winner tree (tournament tree) over slots, each holding at most one event.
//
// A slot belongs to an entity ("the next completion in this VM"), so an entity's event is changed or cancelled in
// place and nothing is searched for. Keys are (time, phase, sequence) packed into 128 bits: simultaneous events have
// one order on every machine. Replaying a path costs one comparison a level; both children of a node share a cache
// line. Chosen over heaps, ladders and calendar queues by measurement: docs/performance.md.
//
// Source: D. E. Knuth, The Art of Computer Programming, vol. 3, 5.4.1 (selection trees).
#pragma once

#include <cstdint>
#include <vector>

#include "sim/units/int128.hpp"
#include "sim/units/time.hpp"

namespace sim {

/// Order of simultaneous events: what frees capacity comes first, then what adds it, then what needs it, then what
/// looks at it.
enum class Phase : std::uint8_t { kCompletion = 0, kCapacity = 1, kArrival = 2, kControl = 3, kSample = 4 };

/// Sort key of an event.
using EventKey = Uint128;
inline constexpr EventKey kNoEvent = ~EventKey{0};

/// Times may be negative (warm-up), hence the flipped sign bit.
constexpr EventKey make_event_key(Time at, Phase phase, std::uint64_t sequence) {
  const auto flipped = static_cast<std::uint64_t>(at.nanoseconds()) ^ (std::uint64_t{1} << 63);
  return (EventKey{flipped} << 64) | (EventKey{static_cast<std::uint8_t>(phase)} << 56) | sequence;
}
constexpr Time time_of(EventKey key) {
  return Time::at_nanoseconds(
      static_cast<std::int64_t>(static_cast<std::uint64_t>(key >> 64) ^ (std::uint64_t{1} << 63)));
}

/// Complexity: set and clear O(log slots), top O(1); grow doubles the capacity, O(slots).
class EventQueue {
 public:
  EventQueue() { grow(2); }

  std::uint32_t capacity() const { return capacity_; }
  /// Makes room for slots 0 .. slots - 1; existing events stay.
  void grow(std::uint32_t slots);

  EventKey top_key() const { return nodes_[1].key; }
  std::uint32_t top_slot() const { return nodes_[1].slot; }
  EventKey key_of(std::uint32_t slot) const { return nodes_[capacity_ + slot].key; }

  /// Gives `slot` the event `key`, in place of the one it had. kNoEvent removes it.
  void set(std::uint32_t slot, EventKey key) {
    std::uint32_t position = capacity_ + slot;
    Node winner{key, slot};
    nodes_[position] = winner;
    while (position > 1) {
      const Node& sibling = nodes_[position ^ 1];
      if (sibling.key < winner.key) {
        winner = sibling;
      }
      position >>= 1;
      nodes_[position] = winner;
    }
  }
  void clear(std::uint32_t slot) { set(slot, kNoEvent); }

 private:
  struct alignas(32) Node {
    EventKey key = kNoEvent;
    std::uint32_t slot = 0;
  };
  std::uint32_t capacity_ = 0;  ///< a power of two
  std::vector<Node> nodes_{};   ///< nodes_[1] is the root, nodes_[capacity_ + i] the leaf of slot i
};

}  // namespace sim
