#include "sim/kernel/event_queue.hpp"

#include <bit>

namespace sim {

void EventQueue::grow(std::uint32_t slots) {
  const std::uint32_t wanted = std::bit_ceil(slots < 2 ? 2U : slots);
  if (wanted <= capacity_) {
    return;
  }
  std::vector<Node> nodes(2 * std::size_t{wanted});
  for (std::uint32_t slot = 0; slot < wanted; ++slot) {
    nodes[wanted + slot] = slot < capacity_ ? nodes_[capacity_ + slot] : Node{kNoEvent, slot};
  }
  for (std::uint32_t position = wanted - 1; position >= 1; --position) {
    const Node& left = nodes[2 * position];
    const Node& right = nodes[2 * position + 1];
    nodes[position] = right.key < left.key ? right : left;
  }
  nodes_ = std::move(nodes);
  capacity_ = wanted;
}

}  // namespace sim
