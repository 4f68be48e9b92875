// ECS, for the catalogue: its two launch types behind one entry.
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>

#include <fmt/core.h>

#include "models/compute/ecs/cluster_check.hpp"
#include "models/compute/ecs/container_instances.hpp"
#include "models/compute/ecs/fargate.hpp"
#include "models/compute/ecs/service.hpp"
#include "models/compute/ecs/task_size.hpp"
#include "models/ports/catalog_entry.hpp"
#include "sim/check.hpp"
#include "sim/units/parse.hpp"

namespace models::ecs {

namespace {

/// Problems of the nested `instances`.
class InstanceProblems final : public ConfigProblems {
 public:
  explicit InstanceProblems(ConfigProblems& outer) : outer_{outer} {}
  void error(std::string_view field, std::string message) override {
    outer_.error(fmt::format("instances.{}", field), std::move(message));
  }
  void warning(std::string_view field, std::string message) override {
    outer_.warning(fmt::format("instances.{}", field), std::move(message));
  }

 private:
  ConfigProblems& outer_;
};

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
                   "the price book has no Fargate Spot price for arm64; use `architecture: x86_64`, or FARGATE alone");
  }
}

void check_deployments(const DeploymentConfig& config, ConfigProblems& problems) {
  for (std::size_t i = 0; i < config.deployments.size(); ++i) {
    if (config.deployments[i].at >= problems.duration()) {
      problems.error(fmt::format("deployments[{}].at", i),
                     fmt::format("the run ends at {}, before this deployment begins; let it begin earlier, or give a "
                                 "longer `duration`",
                                 sim::to_text(problems.duration())));
    }
  }
}

void check(const void* object, const Application& application, const Facts& facts, ConfigProblems& problems) {
  const auto& config = *static_cast<const EcsConfig*>(object);
  const TaskSize task = task_size(config, application, facts);
  if (!task.size) {
    problems.error(task.field, task.problem);
  }
  check_deployments(config.deployment, problems);
  if (config.launch_type == LaunchType::kFargate) {
    check_first_request(task, application, problems);
    check_spot(config, problems);
    return;
  }
  if (!config.instances) {
    return;
  }
  InstanceProblems instance_problems{problems};
  check_machine_group(*config.instances, facts, instance_problems);
  const std::optional<InstanceFacts> instance = facts.instance(config.instances->instance_type);
  if (instance && task.size) {
    check_cluster(config, *task.size, *instance, problems);
  }
}

FleetDemand fleet_demand(const void* object, const Application& application, const Facts& facts) {
  const auto& config = *static_cast<const EcsConfig*>(object);
  if (config.launch_type == LaunchType::kFargate) {
    return {"", task_size(config, application, facts).size.value_or(MachineShape{}), 1};
  }
  if (!config.instances) {
    return {};
  }
  const std::optional<InstanceFacts> instance = facts.instance(config.instances->instance_type);
  return {config.instances->instance_type, instance ? MachineShape{instance->vcpus, instance->memory} : MachineShape{},
          config.instances->zones};
}

ComputeTraits traits(const void* object, const Facts& facts) {
  const auto& config = *static_cast<const EcsConfig*>(object);
  const std::span<const std::string_view> foreign = fields_of_other_type(config.launch_type);
  ComputeTraits traits{"", {}, true, true, {foreign.begin(), foreign.end()}};
  if (config.launch_type == LaunchType::kFargate) {
    traits.cpu_architecture = config.architecture == CpuArchitecture::kX86 ? "x86_64" : "arm64";
  } else if (const auto instance = facts.instance(config.instances->instance_type)) {
    traits.cpu_architecture = instance->cpu_architecture;
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
  const std::string type = config.instances ? config.instances->instance_type : "?";
  const std::optional<InstanceFacts> instance = facts.instance(type);
  return fmt::format("ECS on EC2, {} tasks{} on {} ({} vCPU, {})", to_text(size), rounded, type,
                     instance ? sim::to_text(instance->vcpus) : "?",
                     instance ? sim::memory_to_text(instance->memory) : "?");
}

ServiceModel service_model(const void* object, const Application& application, const Facts& facts,
                           const std::string& reference_cpu) {
  const auto& config = *static_cast<const EcsConfig*>(object);
  const bool is_fargate = config.launch_type == LaunchType::kFargate;
  if (application.may_fail() || !config.deployment.deployments.empty()) {
    return {};
  }
  ServiceModel model{.vcpu = task_size(config, application, facts).size.value_or(MachineShape{}).vcpu,
                     .speed = config.cpu_speed,
                     .runs = std::vector<bool>(application.containers.size(), true),
                     .replicas = ReplicaService{&config.limits, &config.scaling, 0, &config.load_balancer, !is_fargate},
                     .environments = {}};
  if (!is_fargate) {
    const InstanceFacts instance = facts.instance(config.instances->instance_type).value_or(InstanceFacts{});
    if (may_be_throttled(*config.instances, instance)) {
      return {};
    }
    const InstanceFacts reference = facts.instance(reference_cpu).value_or(InstanceFacts{});
    model.vcpu = instance.vcpus;
    model.speed = speed_of(*config.instances, instance, reference).value_or(CpuSpeed{}).value();
  }
  return model;
}

std::unique_ptr<TaskHosts> make_instances(const EcsConfig& config, const MachineShape& size, const RunContext& context,
                                          Parts& parts, Workers& workers, compute::NetworkMeters& network) {
  MachineGroupConfig group = *config.instances;
  group.public_ipv4 = config.registry.network == Network::kPublicIp;
  auto hosts = std::make_unique<ContainerInstances>(config, size, context, parts.machines(group), workers, network);
  hosts->set_provider(parts.capacity_provider(*config.capacity_provider, hosts->room()));
  return hosts;
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
      is_fargate ? static_cast<std::int64_t>(context.fleet.zone_count()) : config.instances->zones, context);
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
