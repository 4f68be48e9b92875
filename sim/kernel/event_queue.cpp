#include "sim/kernel/event_queue.hpp"

#include <bit>

#include "sim/check.hpp"

namespace sim {

void EventQueue::grow(std::uint32_t slots) {
  SIM_CHECK(slots <= kMostSlots, "more entities have events of their own than a run can hold");
  const std::uint32_t wanted = std::bit_ceil(slots < 2 ? 2U : slots);
  if (wanted <= capacity_) {
    return;
  }
  std::vector<EventKey> nodes(2 * std::size_t{wanted}, kNoEvent);
  for (std::uint32_t slot = 0; slot < capacity_; ++slot) {
    nodes[wanted + slot] = nodes_[capacity_ + slot];
  }
  for (std::uint32_t position = wanted - 1; position >= 1; --position) {
    nodes[position] = smaller(nodes[2 * std::size_t{position}], nodes[2 * std::size_t{position} + 1]);
  }
  nodes_ = std::move(nodes);
  capacity_ = wanted;
  levels_ = static_cast<unsigned>(std::countr_zero(wanted));
}

}  // namespace sim
