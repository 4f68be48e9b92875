#include "models/compute/ecs/stop_order.hpp"

namespace models::ecs {

StopOrder::StopOrder(const Placement& placement, std::size_t zones)
    : placement_{placement}, order_{placement.looks_at_zones() ? zones : 1} {}

void StopOrder::put(std::uint32_t instance, const PlacementView& view, std::uint64_t newest) {
  const std::size_t zone = placement_.looks_at_zones() ? view.zone.index() : 0;
  const sim::Uint128 measures = placement_.key_to_stop(view);
  order_.put(instance, zone,
             {static_cast<std::uint64_t>(measures >> 64), static_cast<std::uint64_t>(measures), ~newest});
}

std::optional<std::uint32_t> StopOrder::first(const std::vector<std::int64_t>& tasks_in_zone) const {
  const Order::Group* best = nullptr;
  std::int64_t tasks_in_best = 0;
  for (std::size_t zone = 0; zone < order_.groups(); ++zone) {
    const Order::Group& group = order_[zone];
    if (!group.empty() && (best == nullptr || placement_.prefers(group.least().measures(), -tasks_in_zone[zone],
                                                                 best->least().measures(), -tasks_in_best))) {
      best = &group;
      tasks_in_best = tasks_in_zone[zone];
    }
  }
  return best == nullptr ? std::nullopt : std::optional{best->first()};
}

}  // namespace models::ecs
