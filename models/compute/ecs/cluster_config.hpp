// The YAML of a cluster: its capacity providers, and what shares their instances with the service: daemons and other
// services.
#pragma once

#include <cstdint>
#include <vector>

#include "models/compute/ecs/instances_config.hpp"
#include "models/compute/ecs/placement.hpp"
#include "models/compute/ecs/provider_division.hpp"
#include "models/ports/capacity_provider.hpp"
#include "sim/config/schema.hpp"
#include "sim/units/bytes.hpp"
#include "sim/units/time.hpp"
#include "sim/units/vcpu.hpp"

namespace models::ecs {

/// A capacity provider: what it gets of every service's tasks, the group of instances that they run on, and the managed
/// scaling of that group.
struct CapacityProviderConfig {
  ProviderShare share{};
  InstancesConfig instances{};
  ManagedScalingConfig managed_scaling{};
  static const sim::config::Schema& schema();
};

/// One task of it is on every instance, before any other.
struct DaemonConfig {
  sim::Vcpu cpu{};
  sim::Bytes memory{};
  static const sim::config::Schema& schema();
};

/// From `at` on there are so many.
struct ReplicaStep {
  sim::Duration at{};
  std::int64_t replicas = 0;
  static const sim::config::Schema& schema();
};

struct OtherServiceConfig {
  sim::Vcpu cpu{};
  sim::Bytes memory{};
  sim::Bytes image{};
  std::int64_t replicas = 0;
  std::vector<ReplicaStep> schedule{};  ///< sorted by time
  PlacementConfig placement{};
  static const sim::config::Schema& schema();
};

}  // namespace models::ecs
