// The YAML of `kind: ec2_asg`.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "models/compute/schedule.hpp"
#include "models/ports/machine_group_config.hpp"
#include "models/ports/predictive_scaling.hpp"
#include "models/ports/replica_limits.hpp"
#include "sim/config/schema.hpp"

namespace models::ec2_asg {

using compute::Limits;
using compute::Schedule;
using compute::ScheduledAction;
using compute::Weekday;

/// What makes the group replace an instance.
enum class HealthCheckType : std::uint8_t { kEc2, kElb };

struct Ec2AsgConfig {
  MachineGroupConfig machines{};
  GroupOptions group{};
  ReplicaLimits limits{};
  sim::config::Choice scaling{};
  std::optional<sim::Duration> default_instance_warmup{};
  sim::Duration default_cooldown{};
  HealthCheckType health_check_type = HealthCheckType::kEc2;
  sim::Duration health_check_grace_period{};
  std::vector<ScheduledAction> scheduled_actions{};
  Weekday first_day = Weekday::kMonday;
  std::optional<PredictiveScalingConfig> predictive_scaling{};
  sim::config::Choice load_balancer{};
  static const sim::config::Schema& schema();
};

}  // namespace models::ec2_asg
