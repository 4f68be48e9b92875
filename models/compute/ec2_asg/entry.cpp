// The catalogue's entry of ec2_asg: checks that need facts, the summary, what theory may say of it.
#include <algorithm>
#include <string>
#include <vector>

#include <fmt/core.h>

#include "models/compute/ec2_asg/model.hpp"
#include "models/ports/catalog_entry.hpp"
#include "sim/units/parse.hpp"

namespace models::ec2_asg {

namespace {

/// The types that the group may launch, those that exist.
std::vector<InstanceFacts> types_of(const Ec2AsgConfig& config, const Facts& facts) {
  std::vector<std::string> names{config.machines.instance_type};
  if (config.group.mixed_instances && !config.group.mixed_instances->instance_types.empty()) {
    names = config.group.mixed_instances->instance_types;
  }
  std::vector<InstanceFacts> types;
  for (const std::string& name : names) {
    if (const auto type = facts.instance(name)) {
      types.push_back(*type);
    }
  }
  return types;
}

void check_room(const Ec2AsgConfig& config, const Application& application, const InstanceFacts& instance,
                ConfigProblems& problems) {
  const char* field =
      instance.type == config.machines.instance_type ? "instance_type" : "mixed_instances.instance_types";
  if (application.total_cpu() > instance.vcpus) {
    problems.error(field,
                   fmt::format("the containers reserve {} vCPU, but {} has {}", sim::to_text(application.total_cpu()),
                               instance.type, sim::to_text(instance.vcpus)));
  }
  const sim::Bytes usable = usable_memory(config.machines, instance);
  if (application.total_memory() > usable) {
    problems.error(field, fmt::format("the containers need {}, but {} leaves {} beside its guest OS",
                                      sim::memory_to_text(application.total_memory()), instance.type,
                                      sim::memory_to_text(usable)));
  }
}

void check(const void* config, const Application& application, const Facts& facts, ConfigProblems& problems) {
  const auto& asg = *static_cast<const Ec2AsgConfig*>(config);
  check_machine_group(asg.machines, facts, problems);
  check_group_options(asg.machines, asg.group, facts, problems);
  for (const InstanceFacts& instance : types_of(asg, facts)) {
    check_room(asg, application, instance, problems);
  }
}

FleetDemand fleet_demand(const void* config, const Application&, const Facts& facts) {
  const auto& asg = *static_cast<const Ec2AsgConfig*>(config);
  MachineShape largest;
  for (const InstanceFacts& type : types_of(asg, facts)) {
    largest = {std::max(largest.vcpu, type.vcpus), std::max(largest.memory, type.memory)};
  }
  return {asg.machines.instance_type, largest, asg.machines.zones};
}

ComputeTraits traits(const void* config, const Facts& facts) {
  const auto instance = facts.instance(static_cast<const Ec2AsgConfig*>(config)->machines.instance_type);
  return {instance ? instance->cpu_architecture : "", {}};
}

std::string summarise(const void* config, const Application&, const Facts& facts) {
  const auto& asg = *static_cast<const Ec2AsgConfig*>(config);
  const auto instance = facts.instance(asg.machines.instance_type);
  std::string text = fmt::format("EC2 Auto Scaling group of {} ({} vCPU, {})", asg.machines.instance_type,
                                 instance ? sim::to_text(instance->vcpus) : "?",
                                 instance ? sim::memory_to_text(instance->memory) : "?");
  if (asg.group.mixed_instances) {
    const MixedInstancesConfig& mixed = *asg.group.mixed_instances;
    const std::size_t others = std::max<std::size_t>(mixed.instance_types.size(), 1) - 1;
    text += others > 0 ? fmt::format(" and {} more", others) : "";
    text += fmt::format(", {} On-Demand above {}", sim::to_text(mixed.on_demand_percentage_above_base_capacity),
                        mixed.on_demand_base_capacity);
  }
  return asg.group.warm_pool ? text + ", with a warm pool" : text;
}

/// Whether the group is as many equal servers as scaling says, which is what theory speaks of.
bool is_uniform(const Ec2AsgConfig& config) {
  return !config.group.mixed_instances && config.scheduled_actions.empty() && !config.predictive_scaling;
}

ServiceModel service_model(const void* config, const Application& application, const Facts& facts,
                           const std::string& reference_cpu) {
  const auto& asg = *static_cast<const Ec2AsgConfig*>(config);
  if (!is_uniform(asg)) {
    return {};
  }
  const InstanceFacts instance = facts.instance(asg.machines.instance_type).value_or(InstanceFacts{});
  if (may_be_throttled(asg.machines, instance)) {
    return {};
  }
  const InstanceFacts reference = facts.instance(reference_cpu).value_or(InstanceFacts{});
  return {.vcpu = instance.vcpus,
          .speed = speed_of(asg.machines, instance, reference).value_or(CpuSpeed{}).value(),
          .runs = std::vector<bool>(application.containers.size(), true),
          .replicas = ReplicaService{&asg.limits, &asg.scaling, &asg.load_balancer, false},
          .environments = {}};
}

}  // namespace

ComputeEntry entry() {
  return {{"ec2_asg", "The application in an AMI, one copy per EC2 instance of an Auto Scaling group.",
           &Ec2AsgConfig::schema},
          &check,
          [](const void* config, const RunContext& context, Parts& parts) -> std::unique_ptr<Architecture> {
            return std::make_unique<Ec2Asg>(*static_cast<const Ec2AsgConfig*>(config), context, parts);
          },
          &fleet_demand,
          &traits,
          &summarise,
          &service_model};
}

}  // namespace models::ec2_asg
