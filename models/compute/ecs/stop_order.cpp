#include "models/compute/ecs/stop_order.hpp"

namespace models::ecs {

StopOrder::StopOrder(const Placement& placement, std::size_t zones)
    : placement_{placement}, order_{placement.looks_at_zones() ? zones : 1} {}

void StopOrder::changed(std::uint32_t instance) {
  if (is_changed_.size() <= instance) {
    is_changed_.resize(std::size_t{instance} + 1);
  }
  if (!is_changed_[instance]) {
    is_changed_[instance] = true;
    changed_.push_back(instance);
  }
}

void StopOrder::put(std::uint32_t instance, const PlacementView& view, std::uint64_t newest) {
  const std::size_t zone = placement_.looks_at_zones() ? view.zone.index() : 0;
  order_.put(instance, zone, {placement_.key_to_stop(view), ~newest});
}

std::optional<std::uint32_t> StopOrder::first(const std::vector<std::int64_t>& tasks_in_zone) const {
  const Order::Group* best = nullptr;
  std::int64_t tasks_in_best = 0;
  for (std::size_t zone = 0; zone < order_.groups(); ++zone) {
    const Order::Group& group = order_[zone];
    if (!group.empty() && (best == nullptr || placement_.prefers(group.least().measures, -tasks_in_zone[zone],
                                                                 best->least().measures, -tasks_in_best))) {
      best = &group;
      tasks_in_best = tasks_in_zone[zone];
    }
  }
  return best == nullptr ? std::nullopt : std::optional{best->nth(0)};
}

}  // namespace models::ecs
