// How many instances of a group are On-Demand and how many are Spot.
#pragma once

#include <algorithm>
#include <cstdint>
#include <optional>

#include "models/ports/group_options.hpp"
#include "sim/units/int128.hpp"

namespace models::machines {

/// Source: EC2 Auto Scaling API reference, InstancesDistribution (2023-06): the base first, then a share of what is
/// above it; that the share is rounded up is unverified.
class PurchasePlan {
 public:
  /// Without `mixed` everything is On-Demand.
  explicit PurchasePlan(const std::optional<MixedInstancesConfig>& mixed) {
    if (mixed) {
      base_ = mixed->on_demand_base_capacity;
      share_ = mixed->on_demand_percentage_above_base_capacity;
    }
  }

  /// On-Demand instances of a group of that size.
  std::int64_t on_demand(std::int64_t instances) const {
    const std::int64_t above = std::max<std::int64_t>(instances - base_, 0);
    const sim::Int128 billionths = static_cast<sim::Int128>(above) * share_.billionths();
    return instances - above + static_cast<std::int64_t>((billionths + kBillion - 1) / kBillion);
  }
  bool has_on_demand() const { return base_ > 0 || share_ > sim::Fraction{}; }
  bool has_spot() const { return share_ < sim::Fraction::percent(100); }

 private:
  static constexpr std::int64_t kBillion = 1'000'000'000;

  std::int64_t base_ = 0;
  sim::Fraction share_ = sim::Fraction::percent(100);
};

}  // namespace models::machines
