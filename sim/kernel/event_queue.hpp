// The pending-event set: a winner tree (tournament tree) over slots, each holding at most one event.
//
// A slot belongs to an entity ("the next completion in this VM"), so an entity's event is changed or cancelled in
// place and nothing is searched for. A node is one 128-bit word: time, phase, sequence and, in the lowest bits, the
// slot itself, so that simultaneous events have one order on every machine. Four play for a place in the next round,
// and they share a cache line: the first of the three others does not wait for the one that changed, so that a round
// delays a replay by one minimum, without a branch. Chosen over heaps, ladders and calendar queues by measurement:
// docs/performance.md.
//
// Source: D. E. Knuth, The Art of Computer Programming, vol. 3, 5.4.1 (selection trees).
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "sim/kernel/prefetch.hpp"
#include "sim/kernel/smaller.hpp"
#include "sim/units/int128.hpp"
#include "sim/units/time.hpp"

namespace sim {

/// Order of simultaneous events: what frees capacity comes first, then what adds it, then what needs it, then what
/// looks at it.
enum class Phase : std::uint8_t { kCompletion = 0, kCapacity = 1, kArrival = 2, kControl = 3, kSample = 4 };

/// Sort key of an event, compared as a signed number: the upper word is the time in nanoseconds as it is (negative
/// while warming up); the lower one has 3 bits of phase, 40 of sequence, and 21 that the queue uses for the slot.
using EventKey = Int128;
inline constexpr unsigned kSlotBits = 21;
inline constexpr unsigned kSequenceBits = 40;
inline constexpr EventKey kNoEvent = static_cast<EventKey>(~Uint128{0} >> 1);
/// Slots that can be open at once: two million.
inline constexpr std::uint32_t kMostSlots = std::uint32_t{1} << kSlotBits;
/// Sequence numbers lie below this: a million million, fourteen hours of the fastest loop.
inline constexpr std::uint64_t kSequenceEnd = std::uint64_t{1} << kSequenceBits;

/// Requires sequence < kSequenceEnd.
constexpr EventKey make_event_key(Time at, Phase phase, std::uint64_t sequence) {
  const std::uint64_t order =
      (std::uint64_t{static_cast<std::uint8_t>(phase)} << (kSequenceBits + kSlotBits)) | (sequence << kSlotBits);
  return (EventKey{at.nanoseconds()} << 64) | order;
}
constexpr Time time_of(EventKey key) {
  return Time::at_nanoseconds(static_cast<std::int64_t>(key >> 64));
}

/// Complexity: set and clear O(log slots), top O(1); grow doubles the capacity, O(slots log slots).
class EventQueue {
 public:
  EventQueue() { grow(2); }

  std::uint32_t capacity() const { return capacity_; }
  /// Makes room for slots 0 .. slots - 1; existing events stay. Requires slots <= kMostSlots.
  void grow(std::uint32_t slots);

  /// The first event with its slot in the lowest bits; kNoEvent when there is none.
  EventKey top() const { return node(1); }
  static std::uint32_t slot_of(EventKey node) { return static_cast<std::uint32_t>(node) & (kMostSlots - 1); }
  /// The event of `slot` as top() would show it.
  EventKey event_of(std::uint32_t slot) const { return node(capacity_ + slot); }

  /// Whether `event`, which it had once, is still its event: by the word of its sequence, which no other event has.
  bool is_event_of(std::uint32_t slot, EventKey event) const {
    return static_cast<std::uint64_t>(event_of(slot)) == static_cast<std::uint64_t>(event);
  }

  /// Gives `slot` the event `key`, in place of the one it had. kNoEvent removes it. Positions are kept as offsets in
  /// bytes, which saves the loop a shift and an addition per access.
  void set(std::uint32_t slot, EventKey key) {
    constexpr std::size_t kNode = sizeof(EventKey);
    auto* const nodes = reinterpret_cast<std::byte*>(fours_.data());
    const auto at = [nodes](std::size_t offset) { return reinterpret_cast<EventKey*>(nodes + offset); };
    std::size_t offset = (std::size_t{capacity_} + slot) * kNode;
    EventKey winner = key | slot;
    *at(offset) = winner;
    while (offset >= 4 * kNode) {
      const EventKey others = smaller(smaller(*at(offset ^ kNode), *at(offset ^ 2 * kNode)), *at(offset ^ 3 * kNode));
      winner = smaller(winner, others);
      offset = (offset >> 2) & ~(kNode - 1);
      *at(offset) = winner;
    }
    if (offset > kNode) {
      *at(kNode) = smaller(winner, *at(offset ^ kNode));
    }
  }
  void clear(std::uint32_t slot) { set(slot, kNoEvent); }
  /// The first event of all slots but this one. O(log slots), and nothing waits for anything but memory.
  EventKey first_but(std::uint32_t slot) const {
    EventKey first = kNoEvent;
    std::size_t position = std::size_t{capacity_} + slot;
    for (; position >= 4; position /= 4) {
      first = smaller(first, smaller(smaller(node(position ^ 1), node(position ^ 2)), node(position ^ 3)));
    }
    return position > 1 ? smaller(first, node(position ^ 1)) : first;
  }
  /// The first event of the part that `slot` belongs to, when all slots are parted in two to the `depth`, or to the
  /// depth + 1 where no round ends there. Requires that a part is one slot at least.
  EventKey first_of_part(std::uint32_t slot, unsigned depth) const {
    return node((capacity_ + slot) >> ((levels_ - depth) & ~1U));
  }
  /// A hint that set() of this slot is near: its first rounds are the only ones that caches may not hold.
  void expect(std::uint32_t slot) const {
    const std::uint32_t position = capacity_ + slot;
    prefetch(&fours_[position / 4]);
    prefetch(&fours_[position / 16]);
  }

 private:
  /// Those who play for one place in the next round.
  struct alignas(64) Four {
    std::array<EventKey, 4> nodes{kNoEvent, kNoEvent, kNoEvent, kNoEvent};
  };

  const EventKey& node(std::size_t position) const {
    return reinterpret_cast<const EventKey*>(fours_.data())[position];
  }

  std::uint32_t capacity_ = 0;  ///< a power of two
  unsigned levels_ = 0;         ///< its logarithm
  /// By position, four to one: the leaf of slot i is at capacity_ + i, and the first of the positions 4p to 4p + 3
  /// comes to p; where levels_ is odd the last two, 2 and 3, play for the root. Of the other positions, of a tree of
  /// two players each, none is used. The root is at 1.
  std::vector<Four> fours_{};
};

}  // namespace sim
