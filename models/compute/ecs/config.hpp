// The YAML of `kind: ecs`.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "models/compute/ecs/cluster_config.hpp"
#include "models/compute/ecs/deployment_config.hpp"
#include "models/compute/ecs/fargate_config.hpp"
#include "models/compute/ecs/placement.hpp"
#include "models/compute/network_config.hpp"
#include "models/ports/capacity_provider.hpp"
#include "models/ports/replica_limits.hpp"
#include "sim/config/schema.hpp"
#include "sim/random/distribution.hpp"
#include "sim/units/bytes.hpp"
#include "sim/units/rate.hpp"
#include "sim/units/time.hpp"
#include "sim/units/vcpu.hpp"

namespace models::ecs {

using compute::Network;

enum class LaunchType : std::uint8_t { kEc2, kFargate };
enum class NetworkMode : std::uint8_t { kAwsvpc, kBridge };
enum class CpuArchitecture : std::uint8_t { kX86, kArm };

/// Size of the task definition; what is absent follows from the containers.
struct TaskConfig {
  std::optional<sim::Vcpu> cpu{};
  std::optional<sim::Bytes> memory{};
  static const sim::config::Schema& schema();
};

/// A capacity provider of a cluster.
struct ClusterProvider {
  std::string name{};   ///< empty: given as `instances` and `capacity_provider`
  std::string field{};  ///< that its instances are given by
  InstancesConfig instances{};
  ManagedScalingConfig managed_scaling{};
  ProviderShare share{};  ///< of the tasks
};

/// Fields that belong to the other launch type alone.
std::span<const std::string_view> fields_of_other_type(LaunchType type);

/// Fields of one launch type that are given with the other are errors.
struct EcsConfig {
  LaunchType launch_type{};
  TaskConfig task{};
  ReplicaLimits limits{};
  sim::config::Choice scaling{};
  sim::config::Choice load_balancer{};
  compute::NetworkConfig registry{};
  sim::Duration activating{};
  sim::Duration stop{};
  sim::Duration stop_timeout{};
  sim::Duration deprovisioning{};
  sim::Duration health_check_grace_period{};
  sim::Rate scheduler_rate{};
  std::int64_t scheduler_burst = 0;
  std::int64_t task_quota = 0;  ///< tasks of the service
  DeploymentConfig deployment{};

  // Fargate only.
  sim::random::DistributionSpec provisioning{};
  sim::Duration placement_retry{};
  sim::Rate launch_rate{};
  std::int64_t launch_burst = 0;
  CpuArchitecture architecture{};
  double cpu_speed = 0.0;
  FargateOptions fargate{};

  // EC2 only.
  std::optional<InstancesConfig> instances{};
  std::optional<ManagedScalingConfig> capacity_provider{};
  std::vector<std::pair<std::string, CapacityProviderConfig>> capacity_providers{};  ///< instead of these two
  sim::random::DistributionSpec agent_join{};
  NetworkMode network_mode{};
  bool awsvpc_trunking = false;
  std::optional<std::int64_t> tasks_per_instance{};
  sim::Bytes reserved_memory{};
  std::int64_t provisioning_limit = 0;
  sim::Duration provisioning_timeout{};
  PlacementConfig placement{};
  std::vector<std::pair<std::string, DaemonConfig>> daemons{};
  std::vector<std::pair<std::string, OtherServiceConfig>> other_services{};

  static const sim::config::Schema& schema();

  bool has_balancer() const { return load_balancer.kind != "none"; }
  /// The cluster's capacity providers, in whichever way they are given; none: not given in full.
  std::vector<ClusterProvider> providers() const;
};

}  // namespace models::ecs
