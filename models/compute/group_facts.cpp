#include "models/compute/group_facts.hpp"

#include <algorithm>

#include <fmt/core.h>

#include "sim/units/parse.hpp"

namespace models::compute {

std::vector<InstanceFacts> types_of(const MachineGroupConfig& machines, const GroupOptions& group, const Facts& facts) {
  std::vector<InstanceFacts> types;
  for (const std::string& name : type_names(machines, group)) {
    if (const auto type = facts.instance(name)) {
      types.push_back(*type);
    }
  }
  return types;
}

const char* field_of(const MachineGroupConfig& machines, const InstanceFacts& instance) {
  return instance.type == machines.instance_type ? "instance_type" : "mixed_instances.instance_types";
}

void check_group(const MachineGroupConfig& machines, const GroupOptions& group, const Facts& facts,
                 ConfigProblems& problems) {
  check_machine_group(machines, facts, problems);
  check_group_options(machines, group, facts, problems);
}

FleetDemand fleet_demand_of(const MachineGroupConfig& machines, const GroupOptions& group, const Facts& facts) {
  MachineShape largest;
  for (const InstanceFacts& type : types_of(machines, group, facts)) {
    largest = {std::max(largest.vcpu, type.vcpus), std::max(largest.memory, type.memory)};
  }
  return {machines.instance_type, largest, machines.zones};
}

std::string describe_instances(const MachineGroupConfig& machines, const GroupOptions& group, const Facts& facts) {
  const auto instance = facts.instance(machines.instance_type);
  std::string text =
      fmt::format("{} ({} vCPU, {})", machines.instance_type, instance ? sim::to_text(instance->vcpus) : "?",
                  instance ? sim::memory_to_text(instance->memory) : "?");
  if (group.mixed_instances) {
    const MixedInstancesConfig& mixed = *group.mixed_instances;
    const std::size_t others = std::max<std::size_t>(mixed.instance_types.size(), 1) - 1;
    text += others > 0 ? fmt::format(" and {} more", others) : "";
    text += fmt::format(", {} On-Demand above {}", sim::to_text(mixed.on_demand_percentage_above_base_capacity),
                        mixed.on_demand_base_capacity);
  }
  return group.warm_pool ? text + ", with a warm pool" : text;
}

ServiceModel service_model_of(const GroupConfig& config, const sim::config::Choice* scaling,
                              const Application& application, const Facts& facts, const std::string& reference_cpu) {
  if (config.group.mixed_instances || config.policies.moves_limits() || application.may_fail()) {
    return {};
  }
  const InstanceFacts instance = facts.instance(config.machines.instance_type).value_or(InstanceFacts{});
  if (may_be_throttled(config.machines, instance)) {
    return {};
  }
  const InstanceFacts reference = facts.instance(reference_cpu).value_or(InstanceFacts{});
  return {.vcpu = instance.vcpus,
          .speed = speed_of(config.machines, instance, reference).value_or(CpuSpeed{}).value(),
          .runs = std::vector<bool>(application.containers.size(), true),
          .replicas = ReplicaService{&config.limits, scaling, 0, &config.load_balancer, false},
          .environments = {}};
}

}  // namespace models::compute
