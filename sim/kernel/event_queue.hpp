// The pending-event set: a winner tree (tournament tree) over slots, each holding at most one event.
//
// A slot belongs to an entity ("the next completion in this VM"), so an entity's event is changed or cancelled in
// place and nothing is searched for. A node is one 128-bit word: time, phase, sequence and, in the lowest bits, the
// slot itself, so that a level of a replay is one load, one minimum without a branch, one store; simultaneous events
// have one order on every machine. Chosen over heaps, ladders and calendar queues by measurement: docs/performance.md.
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

/// Sort key of an event, 127 bits: 64 of time, 3 of phase, 39 of sequence, 21 that the queue uses for the slot. The
/// highest bit stays free, so that the sign of a difference is a comparison.
using EventKey = Uint128;
inline constexpr EventKey kNoEvent = ~EventKey{0} >> 1;
inline constexpr unsigned kSlotBits = 21;
inline constexpr unsigned kSequenceBits = 39;
inline constexpr unsigned kTimeShift = 63;
/// Slots that can be open at once: two million.
inline constexpr std::uint32_t kMostSlots = std::uint32_t{1} << kSlotBits;
/// Sequence numbers lie below this: half a million million, seven hours of the fastest loop.
inline constexpr std::uint64_t kSequenceEnd = std::uint64_t{1} << kSequenceBits;

/// Times may be negative (warm-up), hence the flipped sign bit. Requires sequence < kSequenceEnd.
constexpr EventKey make_event_key(Time at, Phase phase, std::uint64_t sequence) {
  const auto flipped = static_cast<std::uint64_t>(at.nanoseconds()) ^ (std::uint64_t{1} << 63);
  const std::uint64_t order =
      (std::uint64_t{static_cast<std::uint8_t>(phase)} << (kSequenceBits + kSlotBits)) | (sequence << kSlotBits);
  return (EventKey{flipped} << kTimeShift) | order;
}
constexpr Time time_of(EventKey key) {
  return Time::at_nanoseconds(
      static_cast<std::int64_t>(static_cast<std::uint64_t>(key >> kTimeShift) ^ (std::uint64_t{1} << 63)));
}

/// Complexity: set and clear O(log slots), top O(1); grow doubles the capacity, O(slots).
class EventQueue {
 public:
  EventQueue() { grow(2); }

  std::uint32_t capacity() const { return capacity_; }
  /// Makes room for slots 0 .. slots - 1; existing events stay. Requires slots <= kMostSlots.
  void grow(std::uint32_t slots);

  EventKey top_key() const { return key_part(nodes_[1]); }
  /// Requires that there is an event.
  std::uint32_t top_slot() const { return static_cast<std::uint32_t>(nodes_[1]) & (kMostSlots - 1); }
  EventKey key_of(std::uint32_t slot) const { return key_part(nodes_[capacity_ + slot]); }

  /// Gives `slot` the event `key`, in place of the one it had. kNoEvent removes it.
  void set(std::uint32_t slot, EventKey key) {
    EventKey* const nodes = nodes_.data();
    std::uint32_t position = capacity_ + slot;
    EventKey winner = key | slot;
    nodes[position] = winner;
    while (position > 1) {
      winner = smaller(winner, nodes[position ^ 1]);
      position >>= 1;
      nodes[position] = winner;
    }
  }
  void clear(std::uint32_t slot) { set(slot, kNoEvent); }

 private:
  /// kNoEvent keeps all its bits, whatever slot was or-ed to it.
  static EventKey key_part(EventKey node) { return node == kNoEvent ? node : node & ~EventKey{kMostSlots - 1}; }

  /// The minimum of two keys. Compilers make a jump of it, one that nobody can predict, so it is spelt out: by
  /// conditional moves where the processor has them, elsewhere by a mask of the difference's sign.
  static EventKey smaller(EventKey a, EventKey b) {
    auto a_high = static_cast<std::uint64_t>(a >> 64);
    auto a_low = static_cast<std::uint64_t>(a);
    const auto b_high = static_cast<std::uint64_t>(b >> 64);
    const auto b_low = static_cast<std::uint64_t>(b);
#if defined(__x86_64__) && defined(__GNUC__)
    std::uint64_t difference = b_high;
    __asm__(
        "cmpq %[a_low], %[b_low]\n\tsbbq %[a_high], %[difference]\n\t"
        "cmovcq %[b_low], %[a_low]\n\tcmovcq %[b_high], %[a_high]"
        : [a_low] "+&r"(a_low), [a_high] "+&r"(a_high), [difference] "+&r"(difference)
        : [b_low] "r"(b_low), [b_high] "r"(b_high)
        : "cc");
#else
    const auto take_b = static_cast<std::uint64_t>(static_cast<Int128>(b - a) >> 127);
    a_high ^= (a_high ^ b_high) & take_b;
    a_low ^= (a_low ^ b_low) & take_b;
#endif
    return (EventKey{a_high} << 64) | a_low;
  }

  std::uint32_t capacity_ = 0;     ///< a power of two
  std::vector<EventKey> nodes_{};  ///< nodes_[1] is the root, nodes_[capacity_ + i] the leaf of slot i
};

}  // namespace sim
