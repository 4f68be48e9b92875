// The YAML of `kind: ec2_asg`.
#pragma once

#include <optional>

#include "models/ports/machine_group_config.hpp"
#include "models/ports/replica_limits.hpp"
#include "sim/config/schema.hpp"

namespace models::ec2_asg {

struct Ec2AsgConfig {
  MachineGroupConfig machines{};
  ReplicaLimits limits{};
  sim::config::Choice scaling{};
  std::optional<sim::Duration> default_instance_warmup{};
  sim::Duration default_cooldown{};
  sim::config::Choice load_balancer{};
  static const sim::config::Schema& schema();
};

}  // namespace models::ec2_asg
