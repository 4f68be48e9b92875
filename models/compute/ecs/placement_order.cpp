#include "models/compute/ecs/placement_order.hpp"

namespace models::ecs {

PlacementOrder::PlacementOrder(const Placement& placement, std::size_t providers, std::size_t zones)
    : placement_{placement},
      parts_of_provider_{placement.looks_at_zones() ? zones : 1},
      order_{providers * parts_of_provider_} {}

void PlacementOrder::offer(std::uint32_t instance, std::size_t provider, const PlacementView& view) {
  const std::size_t zone = placement_.looks_at_zones() ? view.zone.index() : 0;
  order_.put(instance, provider * parts_of_provider_ + zone, placement_.key(view));
}

std::optional<std::uint32_t> PlacementOrder::choose(std::size_t provider,
                                                    const std::vector<std::int64_t>& tasks_in_zone,
                                                    sim::random::Stream& stream) const {
  const Order::Group* best = nullptr;
  std::int64_t tasks_in_best = 0;
  for (std::size_t zone = 0; zone < parts_of_provider_; ++zone) {
    const Order::Group& part = order_[provider * parts_of_provider_ + zone];
    if (!part.empty() &&
        (best == nullptr || placement_.prefers(part.least(), tasks_in_zone[zone], best->least(), tasks_in_best))) {
      best = &part;
      tasks_in_best = tasks_in_zone[zone];
    }
  }
  if (best == nullptr) {
    return std::nullopt;
  }
  const std::uint32_t equals = best->count();
  return equals == 1 ? best->first() : best->nth(static_cast<std::uint32_t>(stream.uniform_below(equals)));
}

}  // namespace models::ecs
