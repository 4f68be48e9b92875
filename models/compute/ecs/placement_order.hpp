// What: the instances that take a task of one service now, by capacity provider, in the order of its strategies.
// Source: placement.cpp has the rules.
// Assumes: zones are few. What spreads over zones changes for all instances of a zone at once, so that each zone has an
//   order of its own, and the zones' firsts are compared.
// Checked against: tests/unit/models/compute/ecs_placement_order_test.cpp (a scan of all instances, draw by draw).
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

#include "models/compute/ecs/instance_order.hpp"
#include "models/compute/ecs/placement.hpp"
#include "sim/random/stream.hpp"
#include "sim/units/int128.hpp"

namespace models::ecs {

/// Instances are numbered through the cluster. changed(): O(1); offer() and withdraw(): O(log instances); choose():
/// O(zones + log instances). Nothing is allocated but when the highest number grows.
class PlacementOrder {
 public:
  /// `placement` outlives it.
  PlacementOrder(const Placement& placement, std::size_t providers, std::size_t zones);

  /// To be looked at before choose() is asked.
  void changed(std::uint32_t instance) { order_.changed(instance); }
  template <class Look>
  void look_at_changed(const Look& look) {
    order_.look_at_changed(look);
  }

  /// The instance takes a task, and looks like that; replaces what was said of it.
  void offer(std::uint32_t instance, std::size_t provider, const PlacementView& view);
  /// It takes none; does nothing where it was not offered.
  void withdraw(std::uint32_t instance) { order_.erase(instance); }

  /// The provider's best by the strategies; of equals, by their numbers, one is drawn. Nothing where none is offered.
  std::optional<std::uint32_t> choose(std::size_t provider, const std::vector<std::int64_t>& tasks_in_zone,
                                      sim::random::Stream& stream) const;

 private:
  using Order = InstanceOrder<sim::Uint128, ~sim::Uint128{0}>;

  const Placement& placement_;
  std::size_t parts_of_provider_;  ///< its zones, or 1 where zones don't count
  Order order_;                    ///< the first provider's parts, then those of the second one ...
};

}  // namespace models::ecs
