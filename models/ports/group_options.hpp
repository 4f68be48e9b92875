// What an Auto Scaling group may have besides instances of one type: several types and purchase options, a warm pool,
// replacement of instances.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "sim/config/schema.hpp"
#include "sim/units/fraction.hpp"
#include "sim/units/time.hpp"

namespace models {

enum class PoolState : std::uint8_t { kStopped, kRunning, kHibernated };

/// Instances that were started once, wait beside the group, and come into service sooner than new ones.
struct WarmPoolConfig {
  PoolState state = PoolState::kStopped;
  std::int64_t min_size = 0;
  std::optional<std::int64_t> max_group_prepared_capacity{};  ///< none: the group's maximum
  bool reuse_on_scale_in = false;
  sim::Duration stop{};           ///< from stopping to stopped
  sim::Duration start_api{};      ///< StartInstances call
  sim::Duration start_pending{};  ///< pending to running, of a stopped or hibernated instance
  sim::Duration start_boot{};     ///< running to the OS being up, of a stopped one
  sim::Duration resume{};         ///< running to the memory being back, of a hibernated one
  static const sim::config::Schema& schema();
};

/// At `at` EC2 takes Spot instances back, and offers none of that kind for a while.
struct SpotReclaim {
  sim::Duration at{};
  sim::Fraction share{};                       ///< of the instances concerned, rounded up, oldest first
  std::optional<std::string> instance_type{};  ///< none: every type
  std::optional<std::int64_t> zone{};          ///< none: every zone
  sim::Duration lasts{};                       ///< no Spot capacity of that kind for so long
  static const sim::config::Schema& schema();
};

struct MixedInstancesConfig {
  std::vector<std::string> instance_types{};  ///< by priority; empty: the group's one type
  std::int64_t on_demand_base_capacity = 0;
  sim::Fraction on_demand_percentage_above_base_capacity{};
  sim::Fraction interrupted_per_month{};  ///< of the Spot instances
  sim::Duration interruption_notice{};
  sim::Duration rebalance_recommendation{};  ///< before the notice
  bool capacity_rebalance = false;
  std::vector<SpotReclaim> reclaims{};
  static const sim::config::Schema& schema();
};

struct GroupOptions {
  std::optional<WarmPoolConfig> warm_pool{};
  std::optional<MixedInstancesConfig> mixed_instances{};
  bool az_rebalance = false;
  sim::Duration health_check_period{};
  static const sim::config::Schema& schema();
};

}  // namespace models
