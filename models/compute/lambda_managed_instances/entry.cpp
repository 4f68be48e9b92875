// What: the catalogue's entry of lambda_managed_instances: checks that need facts, the summary, how it is put together
// out
//   of replicas on the instances of a group.
// Source: AWS Lambda developer guide, Lambda Managed Instances, read 2026-11; see README.md.
// Units: none.
// Assumes: an instance is filled with execution environments, since nobody else wants its room; they start and end with
// it. Leaves out: see README.md. Checked against: tests/unit/scenarios/lambda_managed_instances_test.cpp.
#include <algorithm>
#include <memory>
#include <string>
#include <utility>

#include <fmt/core.h>

#include "models/compute/group_facts.hpp"
#include "models/compute/instance_replicas.hpp"
#include "models/compute/lambda_managed_instances/config.hpp"
#include "models/ports/catalog_entry.hpp"
#include "models/ports/least_replicas.hpp"
#include "sim/units/parse.hpp"

namespace models::lambda_managed_instances {

namespace {

void check_room(const ManagedInstancesConfig& config, const Application& application, const InstanceFacts& instance,
                ConfigProblems& problems) {
  if (instance.burst) {
    problems.error("instance_type",
                   fmt::format("{} is burstable; Lambda Managed Instances take current types of the C, "
                               "M and R families, such as m7i.xlarge",
                               instance.type));
  }
  if (config.environments_on(instance) == 0) {
    problems.error("memory",
                   fmt::format("an execution environment of {} and {} vCPU does not fit {} ({} vCPU, {})",
                               sim::memory_to_text(config.memory), sim::to_text(config.vcpus()), instance.type,
                               sim::to_text(instance.vcpus), sim::memory_to_text(instance.memory)));
  }
  const sim::Bytes needed = std::max(application.total_memory(), application.total_resident());
  if (needed > config.memory) {
    problems.error("memory", fmt::format("{} is less than the {} that its containers take",
                                         sim::memory_to_text(config.memory), sim::memory_to_text(needed)));
  }
}

void check(const void* object, const Application& application, const Facts& facts, ConfigProblems& problems) {
  const auto& config = *static_cast<const ManagedInstancesConfig*>(object);
  compute::check_group(config, facts, problems);
  for (const InstanceFacts& instance : compute::types_of(config, facts)) {
    check_room(config, application, instance, problems);
  }
}

FleetDemand fleet_demand(const void* config, const Application&, const Facts& facts) {
  return compute::fleet_demand_of(*static_cast<const ManagedInstancesConfig*>(config), facts);
}

ComputeTraits traits(const void* config, const Facts& facts) {
  const auto& own = *static_cast<const ManagedInstancesConfig*>(config);
  const auto instance = facts.instance(own.machines.instance_type);
  const std::int64_t instances = least_replicas(own.scaling);
  const std::int64_t each = instance ? own.environments_on(*instance) : 1;
  return {.cpu_architecture = instance ? instance->cpu_architecture : "",
          .loses_containers = true,
          .flows = true,
          .floor = ReplicaFloor{instances * each, std::min(instances, own.machines.zones)}};
}

std::string summarise(const void* object, const Application&, const Facts& facts) {
  const auto& config = *static_cast<const ManagedInstancesConfig*>(object);
  const auto instance = facts.instance(config.machines.instance_type);
  return fmt::format("Lambda Managed Instances, {} environments of {} and {} invocations on each {}",
                     instance ? config.environments_on(*instance) : 0, sim::memory_to_text(config.memory),
                     config.concurrency(), compute::describe_instances(config, facts));
}

compute::Deployment deployment_of(const ManagedInstancesConfig& config, const RunContext& context) {
  compute::RestartPolicy at_once;
  at_once.longest_delay = sim::Duration{};
  compute::Deployment deployment;
  deployment.replicas = config.environments_on(context.facts.instance(config.machines.instance_type).value());
  deployment.care.assign(context.application.containers.size(), {1, at_once, sim::Duration{}});
  deployment.start = context.application.start_time();
  deployment.places = config.concurrency();
  return deployment;
}

std::unique_ptr<Architecture> make(const void* object, const RunContext& context, Parts& parts) {
  ManagedInstancesConfig config = *static_cast<const ManagedInstancesConfig*>(object);
  config.limits.concurrency = config.concurrency();
  config.limits.queue = 0;
  config.machines.monitoring = Monitoring::kByManager;
  config.machines.management_fee = config.management_fee;
  return std::make_unique<compute::InstanceReplicas>(config, parts.scaling(config.scaling),
                                                     deployment_of(config, context), context, parts);
}

}  // namespace

ComputeEntry entry() {
  return {{"lambda_managed_instances",
           "Lambda functions on EC2 instances of one's own: several requests per execution environment.",
           &ManagedInstancesConfig::schema},
          &check,
          &make,
          &fleet_demand,
          &traits,
          &summarise,
          nullptr};
}

}  // namespace models::lambda_managed_instances
