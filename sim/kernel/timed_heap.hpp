// Things that wait for their time inside one entity, of which only the first is known to the kernel. Those of the same
// instant leave in the order in which they came.
#pragma once

#include <cstdint>

#include "sim/kernel/ordered_heap.hpp"
#include "sim/units/time.hpp"

namespace sim {

/// push and pop O(log n), next O(1).
class TimedHeap {
 public:
  bool is_empty() const { return heap_.is_empty(); }
  /// When the first one's time comes; Time::never() when nothing waits.
  Time next() const { return is_empty() ? Time::never() : Time::at_nanoseconds(to_signed(heap_.top_key())); }
  void push(Time at, std::uint32_t value) { heap_.push(static_cast<std::uint64_t>(at.nanoseconds()) ^ kSign, value); }
  /// Takes the first one. Requires that there is one.
  std::uint32_t pop() {
    const std::uint32_t value = heap_.top_value();
    heap_.pop();
    return value;
  }

 private:
  static constexpr std::uint64_t kSign = std::uint64_t{1} << 63;  // times may be negative, keys are not
  static std::int64_t to_signed(std::uint64_t key) { return static_cast<std::int64_t>(key ^ kSign); }

  OrderedHeap heap_{};
};

}  // namespace sim
