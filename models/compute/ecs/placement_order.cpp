#include "models/compute/ecs/placement_order.hpp"

namespace models::ecs {

PlacementOrder::PlacementOrder(const Placement& placement, std::size_t providers, std::size_t zones)
    : placement_{placement},
      parts_of_provider_{placement.looks_at_zones() ? zones : 1},
      parts_(providers * parts_of_provider_) {}

void PlacementOrder::offer(std::uint32_t instance, std::size_t provider, const PlacementView& view) {
  if (part_of_.size() <= instance) {
    part_of_.resize(instance + 1, kNowhere);
  }
  const std::size_t zone = placement_.looks_at_zones() ? view.zone.index() : 0;
  const auto part = static_cast<std::uint32_t>(provider * parts_of_provider_ + zone);
  if (part_of_[instance] != part) {
    withdraw(instance);
    part_of_[instance] = part;
  }
  parts_[part].set(instance, placement_.key(view));
}

void PlacementOrder::withdraw(std::uint32_t instance) {
  if (instance < part_of_.size() && part_of_[instance] != kNowhere) {
    parts_[part_of_[instance]].clear(instance);
    part_of_[instance] = kNowhere;
  }
}

std::optional<std::uint32_t> PlacementOrder::choose(std::size_t provider,
                                                    const std::vector<std::int64_t>& tasks_in_zone,
                                                    sim::random::Stream& stream) const {
  const LeastKeys* best = nullptr;
  std::int64_t tasks_in_best = 0;
  for (std::size_t zone = 0; zone < parts_of_provider_; ++zone) {
    const LeastKeys& part = parts_[provider * parts_of_provider_ + zone];
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
  return best->nth(equals == 1 ? 0 : static_cast<std::uint32_t>(stream.uniform_below(equals)));
}

}  // namespace models::ecs
