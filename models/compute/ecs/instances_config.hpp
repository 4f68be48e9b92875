// The YAML of a cluster's container instances: the group that they belong to, and what the ECS agent on them does.
#pragma once

#include <optional>

#include "models/ports/group_options.hpp"
#include "models/ports/machine_group_config.hpp"
#include "sim/config/schema.hpp"
#include "sim/units/time.hpp"

namespace models::ecs {

struct InstancesConfig {
  MachineGroupConfig machines{};
  std::optional<MixedInstancesConfig> mixed_instances{};  ///< none: On-Demand instances of one type
  sim::Duration health_check_period{};
  bool spot_instance_draining = false;
  static const sim::config::Schema& schema();

  /// No instance is On-Demand.
  bool is_all_spot() const {
    return mixed_instances && mixed_instances->on_demand_base_capacity == 0 &&
           mixed_instances->on_demand_percentage_above_base_capacity == sim::Fraction{};
  }

  /// As the Auto Scaling group knows them. Clusters have no warm pool, and their zones are not evened out.
  GroupOptions group_options() const {
    GroupOptions options;
    options.mixed_instances = mixed_instances;
    options.health_check_period = health_check_period;
    return options;
  }
};

}  // namespace models::ecs
