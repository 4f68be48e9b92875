// ECS, for the catalogue: its two launch types behind one entry.
#include <algorithm>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <fmt/core.h>

#include "models/compute/ecs/cluster_check.hpp"
#include "models/compute/ecs/container_instances.hpp"
#include "models/compute/ecs/fargate.hpp"
#include "models/compute/ecs/instance_room.hpp"
#include "models/compute/ecs/service.hpp"
#include "models/compute/ecs/task_size.hpp"
#include "models/compute/group_facts.hpp"
#include "models/ports/catalog_entry.hpp"
#include "models/ports/least_replicas.hpp"
#include "sim/check.hpp"
#include "sim/units/parse.hpp"

namespace models::ecs {

namespace {

/// Problems of the instances of a capacity provider.
class InstanceProblems final : public ConfigProblems {
 public:
  InstanceProblems(const std::string& field, ConfigProblems& outer) : field_{field}, outer_{outer} {}
  void error(std::string_view field, std::string message) override {
    outer_.error(fmt::format("{}.{}", field_, field), std::move(message));
  }
  void warning(std::string_view field, std::string message) override {
    outer_.warning(fmt::format("{}.{}", field_, field), std::move(message));
  }

 private:
  const std::string& field_;
  ConfigProblems& outer_;
};

std::vector<InstanceFacts> types_of(const ClusterProvider& provider, const Facts& facts) {
  return compute::types_of(provider.instances.machines, provider.instances.group_options(), facts);
}

/// Above its size a task on Fargate has no memory.
void check_first_request(const TaskSize& task, const Application& application, ConfigProblems& problems) {
  for (const auto& [name, container] : application.containers) {
    const sim::Bytes needed = application.total_resident() + container.memory_per_request;
    if (task.size && container.memory_per_request > sim::Bytes{} && needed > task.size->memory) {
      problems.error("task", fmt::format("its {} do not hold the {} that the containers take with one request in '{}'; "
                                         "give task.memory, or the containers a memory_base",
                                         sim::memory_to_text(task.size->memory), sim::memory_to_text(needed), name));
    }
  }
}

void check_spot(const EcsConfig& config, ConfigProblems& problems) {
  if (config.architecture == CpuArchitecture::kArm && config.fargate.strategy().fargate_spot.gets_tasks()) {
    problems.error("capacity_provider_strategy",
                   "the price book has no Fargate Spot price for arm64, which AWS sells since September 2024; use "
                   "`architecture: x86_64`, or FARGATE alone");
  }
}

void check_deployments(const EcsConfig& config, ConfigProblems& problems) {
  const DeploymentConfig& deployment = config.deployment;
  for (std::size_t i = 0; i < deployment.deployments.size(); ++i) {
    if (deployment.deployments[i].at >= problems.duration()) {
      problems.error(fmt::format("deployments[{}].at", i),
                     fmt::format("the run ends at {}, before this deployment begins; let it begin earlier, or give a "
                                 "longer `duration`",
                                 sim::to_text(problems.duration())));
    }
  }
  const std::int64_t desired = least_replicas(config.scaling);
  const bool is_blocked = desired > 0 && deployment.least_healthy(desired) == deployment.most(desired);
  if (!deployment.deployments.empty() && is_blocked) {
    problems.warning("maximum_percent",
                     fmt::format("while {} task{} desired no deployment can begin: between {} and {} tasks there is "
                                 "room for none; raise it to {}% at least, or lower minimum_healthy_percent",
                                 desired, desired == 1 ? " is" : "s are", deployment.least_healthy(desired),
                                 deployment.most(desired), (100 * (desired + 1) + desired - 1) / desired));
  }
}

void check_quota(const EcsConfig& config, ConfigProblems& problems) {
  const std::int64_t most = most_replicas(config.scaling);
  if (most > config.task_quota) {
    problems.warning("scaling", fmt::format("up to {} tasks, but an account has a quota of {} per service; AWS raises "
                                            "it on request: give `task_quota` what yours is, or `quotas: unlimited`",
                                            most, config.task_quota));
  }
}

void check(const void* object, const Application& application, const Facts& facts, ConfigProblems& problems) {
  const auto& config = *static_cast<const EcsConfig*>(object);
  const TaskSize task = task_size(config, application, facts);
  if (!task.size) {
    problems.error(task.field, task.problem);
  }
  check_deployments(config, problems);
  check_quota(config, problems);
  if (config.launch_type == LaunchType::kFargate) {
    check_first_request(task, application, problems);
    check_spot(config, problems);
    return;
  }
  for (const ClusterProvider& provider : config.providers()) {
    InstanceProblems instance_problems{provider.field, problems};
    compute::check_group(provider.instances.machines, provider.instances.group_options(), facts, instance_problems);
    if (task.size) {
      check_cluster(config, *task.size, provider, types_of(provider, facts), problems);
    }
  }
}

FleetDemand fleet_demand(const void* object, const Application& application, const Facts& facts) {
  const auto& config = *static_cast<const EcsConfig*>(object);
  if (config.launch_type == LaunchType::kFargate) {
    return {"", task_size(config, application, facts).size.value_or(MachineShape{}), 1};
  }
  FleetDemand cluster;
  for (const ClusterProvider& provider : config.providers()) {
    const FleetDemand own =
        compute::fleet_demand_of(provider.instances.machines, provider.instances.group_options(), facts);
    cluster.machine_type = cluster.machine_type.empty() ? own.machine_type : cluster.machine_type;
    cluster.largest = {std::max(cluster.largest.vcpu, own.largest.vcpu),
                       std::max(cluster.largest.memory, own.largest.memory)};
    cluster.zones = std::max(cluster.zones, own.zones);
  }
  return cluster;
}

ComputeTraits traits(const void* object, const Facts& facts) {
  const auto& config = *static_cast<const EcsConfig*>(object);
  const std::span<const std::string_view> foreign = fields_of_other_type(config.launch_type);
  ComputeTraits traits{.loses_containers = true, .flows = true, .without_part = {foreign.begin(), foreign.end()}};
  constexpr std::int64_t kAllZones = 3;  // Fargate spreads a service's tasks over all that it is given
  traits.floor = ReplicaFloor{least_replicas(config.scaling), kAllZones};
  if (config.launch_type == LaunchType::kFargate) {
    traits.cpu_architecture = config.architecture == CpuArchitecture::kX86 ? "x86_64" : "arm64";
  }
  const std::vector<ClusterProvider> providers = config.providers();
  if (config.launch_type == LaunchType::kEc2 && !providers.empty()) {
    const auto instance = facts.instance(providers.front().instances.machines.instance_type);
    traits.cpu_architecture = instance ? instance->cpu_architecture : "";
    traits.floor->zones = providers.front().instances.machines.zones;
  }
  return traits;
}

/// "", " Spot", " with 3 of 4 tasks on Spot beyond the first 2".
std::string spot_text(const CapacityProviderStrategy& strategy) {
  if (!strategy.fargate_spot.gets_tasks()) {
    return "";
  }
  if (!strategy.fargate.gets_tasks()) {
    return " Spot";
  }
  const std::int64_t base = strategy.fargate.base + strategy.fargate_spot.base;
  return fmt::format(" with {} of {} tasks{} on Spot", strategy.fargate_spot.weight,
                     strategy.fargate.weight + strategy.fargate_spot.weight,
                     base > 0 ? fmt::format(" beyond the first {}", base) : "");
}

std::string summarise(const void* object, const Application& application, const Facts& facts) {
  const auto& config = *static_cast<const EcsConfig*>(object);
  const MachineShape needed{application.total_cpu(), application.total_memory()};
  const MachineShape size = task_size(config, application, facts).size.value_or(needed);
  const bool is_larger = size.vcpu != needed.vcpu || size.memory != needed.memory;
  const std::string rounded = is_larger ? fmt::format(" (containers: {})", to_text(needed)) : "";
  if (config.launch_type == LaunchType::kFargate) {
    return fmt::format("ECS on Fargate{}, {} tasks{}", spot_text(config.fargate.strategy()), to_text(size), rounded);
  }
  std::string instances;
  for (const ClusterProvider& provider : config.providers()) {
    instances += instances.empty() ? " on " : "; ";
    instances += provider.name.empty() ? "" : provider.name + ": ";
    instances += compute::describe_instances(provider.instances.machines, provider.instances.group_options(), facts);
  }
  return fmt::format("ECS on EC2, {} tasks{}{}", to_text(size), rounded, instances);
}

ServiceModel service_model(const void* object, const Application& application, const Facts& facts,
                           const std::string& reference_cpu) {
  const auto& config = *static_cast<const EcsConfig*>(object);
  const bool is_fargate = config.launch_type == LaunchType::kFargate;
  const std::vector<ClusterProvider> providers = config.providers();
  const bool is_alike = is_fargate || (providers.size() == 1 && !providers.front().instances.mixed_instances);
  if (application.may_fail() || !config.deployment.deployments.empty() || !is_alike) {
    return {};
  }
  ServiceModel model{.vcpu = task_size(config, application, facts).size.value_or(MachineShape{}).vcpu,
                     .speed = config.cpu_speed,
                     .runs = std::vector<bool>(application.containers.size(), true),
                     .replicas = ReplicaService{&config.limits, &config.scaling, 0, &config.load_balancer, !is_fargate},
                     .environments = {}};
  if (!is_fargate) {
    const MachineGroupConfig& machines = providers.front().instances.machines;
    const InstanceFacts instance = facts.instance(machines.instance_type).value_or(InstanceFacts{});
    if (may_be_throttled(machines, instance)) {
      return {};
    }
    const InstanceFacts reference = facts.instance(reference_cpu).value_or(InstanceFacts{});
    model.vcpu = instance.vcpus;
    model.speed = speed_of(machines, instance, reference).value_or(CpuSpeed{}).value();
  }
  return model;
}

std::unique_ptr<TaskHosts> make_instances(const EcsConfig& config, const MachineShape& size, const RunContext& context,
                                          Parts& parts, Workers& workers, compute::NetworkMeters& network) {
  std::vector<ProviderParts> providers;
  for (const ClusterProvider& provider : config.providers()) {
    MachineGroupConfig group = provider.instances.machines;
    group.name = provider.name;
    group.options = provider.instances.group_options();
    group.public_ipv4 = config.registry.network == Network::kPublicIp;
    const InstanceRooms rooms = extremes(instance_rooms(config, provider.instances, context.facts));
    providers.push_back({parts.machines(group), parts.capacity_provider(provider.managed_scaling, rooms)});
  }
  return std::make_unique<ContainerInstances>(config, size, context, std::move(providers), workers, network);
}

std::unique_ptr<Architecture> make(const void* object, const RunContext& context, Parts& parts) {
  const auto& config = *static_cast<const EcsConfig*>(object);
  const std::optional<MachineShape> size = task_size(config, context.application, context.facts).size;
  SIM_CHECK(size.has_value(), "the configuration was checked");
  const bool is_fargate = config.launch_type == LaunchType::kFargate;
  ServiceParts service;
  service.serving = parts.serving(config.limits, config.load_balancer);
  service.network = std::make_unique<compute::NetworkMeters>(
      config.registry.network,
      is_fargate ? static_cast<std::int64_t>(context.fleet.zone_count())
                 : fleet_demand(object, context.application, context.facts).zones,
      context);
  Workers& workers = *service.serving.workers;
  service.hosts = is_fargate ? std::make_unique<Fargate>(config, *size, context, workers, *service.network)
                             : make_instances(config, *size, context, parts, workers, *service.network);
  service.scaling = parts.scaling(config.scaling);
  if (is_fargate) {
    service.rounded_size = RoundedSize{*size, {context.application.total_cpu(), context.application.total_memory()}};
  }
  return std::make_unique<Service>(config, *size, context, std::move(service));
}

}  // namespace

ComputeEntry entry() {
  return {{"ecs", "An Amazon ECS service, its tasks on EC2 instances or on Fargate.", &EcsConfig::schema},
          &check,
          &make,
          &fleet_demand,
          &traits,
          &summarise,
          &service_model};
}

}  // namespace models::ecs
