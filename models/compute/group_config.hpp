// What a scenario says of replicas on the instances of a group: the fields that ec2_asg and docker_host share.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "models/compute/schedule.hpp"
#include "models/ports/machine_group_config.hpp"
#include "models/ports/predictive_scaling.hpp"
#include "models/ports/replica_limits.hpp"
#include "sim/config/schema.hpp"

namespace models::compute {

/// What makes the group replace an instance.
enum class HealthCheckType : std::uint8_t { kEc2, kElb };

/// What moves a group's limits, how soon a new instance counts, when it is replaced.
struct GroupPolicies {
  std::optional<sim::Duration> default_instance_warmup{};
  sim::Duration default_cooldown{};
  HealthCheckType health_check_type = HealthCheckType::kEc2;
  sim::Duration health_check_grace_period{};
  std::vector<ScheduledAction> scheduled_actions{};
  Weekday first_day = Weekday::kMonday;
  std::optional<PredictiveScalingConfig> predictive_scaling{};
  static const sim::config::Schema& schema();

  /// Whether the group is as many instances as scaling says, and nothing else moves it.
  bool moves_limits() const { return !scheduled_actions.empty() || predictive_scaling.has_value(); }
};

/// No schema of its own: each kind puts its own fields between these.
struct GroupConfig {
  MachineGroupConfig machines{};
  GroupOptions group{};
  ReplicaLimits limits{};
  GroupPolicies policies{};
  sim::config::Choice load_balancer{};
};

}  // namespace models::compute
