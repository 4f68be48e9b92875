// What: the instances with tasks of one service that may be stopped, in the order in which its strategies take tasks
//   away.
// Source: placement.cpp has the rules.
// Assumes: as placement_order.hpp.
// Checked against: tests/unit/models/compute/ecs_placement_test.cpp (a scan of all tasks).
#pragma once

#include <compare>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

#include "models/compute/ecs/instance_order.hpp"
#include "models/compute/ecs/placement.hpp"
#include "sim/units/int128.hpp"

namespace models::ecs {

/// Instances are numbered through the cluster. changed(): O(1); put() and erase(): O(log instances); first(): O(zones).
/// Nothing is allocated but when the highest number grows.
class StopOrder {
 public:
  /// `placement` outlives it.
  StopOrder(const Placement& placement, std::size_t zones);

  /// To be looked at before first() is asked.
  void changed(std::uint32_t instance) { order_.changed(instance); }
  template <class Look>
  void look_at_changed(const Look& look) {
    order_.look_at_changed(look);
  }

  /// Tasks may be stopped there, and it looks like that; replaces what was said of it. `newest`: of these tasks, the
  /// number of the last launch.
  void put(std::uint32_t instance, const PlacementView& view, std::uint64_t newest);
  /// None may; does nothing where the instance is not known.
  void erase(std::uint32_t instance) { order_.erase(instance); }

  /// The best by the strategies; of equals, the one with the newest task. Nothing where no task may be stopped.
  std::optional<std::uint32_t> first(const std::vector<std::int64_t>& tasks_in_zone) const;

 private:
  /// The best is the least. Measures are kept in two words, since one of 128 bits would be aligned to as many, and a
  /// node of the order would be half as large again.
  struct Key {
    std::uint64_t upper_measures = 0;
    std::uint64_t lower_measures = 0;
    std::uint64_t not_newest = 0;  ///< its task's number, complemented
    auto operator<=>(const Key&) const = default;
    sim::Uint128 measures() const { return sim::Uint128{upper_measures} << 64 | lower_measures; }
  };
  using Order = InstanceOrder<Key, Key{~std::uint64_t{0}, ~std::uint64_t{0}, ~std::uint64_t{0}}>;

  const Placement& placement_;
  Order order_;  ///< by zone, or in one group where zones don't count
};

}  // namespace models::ecs
