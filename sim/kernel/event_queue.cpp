#include "sim/kernel/event_queue.hpp"

#include <algorithm>
#include <bit>
#include <utility>

#include "sim/check.hpp"

namespace sim {

void EventQueue::grow(std::uint32_t slots) {
  SIM_CHECK(slots <= kMostSlots, "more entities have events of their own than a run can hold");
  const std::uint32_t wanted = std::bit_ceil(slots < 2 ? 2U : slots);
  if (wanted <= capacity_) {
    return;
  }
  const std::vector<Four> old = std::exchange(fours_, std::vector<Four>(std::max<std::size_t>(wanted / 2, 1)));
  const std::uint32_t old_capacity = std::exchange(capacity_, wanted);
  levels_ = static_cast<unsigned>(std::countr_zero(wanted));
  for (std::uint32_t slot = 0; slot < old_capacity; ++slot) {
    const std::uint32_t position = old_capacity + slot;
    set(slot, old[position / 4].nodes[position % 4]);
  }
}

}  // namespace sim
