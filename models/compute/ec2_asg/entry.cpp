// The catalogue's entry of ec2_asg: checks that need facts, the summary, how it is put together.
#include <algorithm>
#include <memory>
#include <string>
#include <utility>

#include <fmt/core.h>

#include "models/compute/ec2_asg/config.hpp"
#include "models/compute/group_facts.hpp"
#include "models/compute/instance_replicas.hpp"
#include "models/ports/catalog_entry.hpp"
#include "models/ports/least_replicas.hpp"
#include "sim/units/parse.hpp"

namespace models::ec2_asg {

namespace {

void check_room(const Ec2AsgConfig& config, const Application& application, const InstanceFacts& instance,
                ConfigProblems& problems) {
  const char* field = compute::field_of(config, instance);
  if (application.total_cpu() > instance.vcpus) {
    problems.error(field,
                   fmt::format("the containers reserve {} vCPU, but {} has {}", sim::to_text(application.total_cpu()),
                               instance.type, sim::to_text(instance.vcpus)));
  }
  const sim::Bytes usable = usable_memory(config.machines, instance);
  const sim::Bytes needed = std::max(application.total_memory(), application.total_resident());
  if (needed > usable) {
    problems.error(field, fmt::format("the containers need {}, but {} leaves {} beside its guest OS",
                                      sim::memory_to_text(needed), instance.type, sim::memory_to_text(usable)));
  }
}

void check(const void* config, const Application& application, const Facts& facts, ConfigProblems& problems) {
  const auto& asg = *static_cast<const Ec2AsgConfig*>(config);
  compute::check_group(asg, facts, problems);
  for (const InstanceFacts& instance : compute::types_of(asg, facts)) {
    check_room(asg, application, instance, problems);
  }
}

FleetDemand fleet_demand(const void* config, const Application&, const Facts& facts) {
  return compute::fleet_demand_of(*static_cast<const Ec2AsgConfig*>(config), facts);
}

ComputeTraits traits(const void* config, const Facts& facts) {
  const auto& asg = *static_cast<const Ec2AsgConfig*>(config);
  const auto instance = facts.instance(asg.machines.instance_type);
  return {.cpu_architecture = instance ? instance->cpu_architecture : "",
          .loses_containers = true,
          .flows = true,
          .floor = ReplicaFloor{least_replicas(asg.scaling), asg.machines.zones}};
}

std::string summarise(const void* config, const Application&, const Facts& facts) {
  return "EC2 Auto Scaling group of " + compute::describe_instances(*static_cast<const Ec2AsgConfig*>(config), facts);
}

ServiceModel service_model(const void* config, const Application& application, const Facts& facts,
                           const std::string& reference_cpu) {
  const auto& asg = *static_cast<const Ec2AsgConfig*>(config);
  return compute::service_model_of(asg, &asg.scaling, application, facts, reference_cpu);
}

/// One copy on each instance, its processes kept alive by systemd. The images are baked into the AMI.
compute::Deployment deployment_of(const Ec2AsgConfig& config, const Application& application) {
  compute::RestartPolicy systemd;
  systemd.first_delay = config.restart_delay;
  systemd.longest_delay = config.restart_delay;
  compute::Deployment deployment;
  deployment.care.assign(application.containers.size(), {1, systemd, sim::Duration{}});
  deployment.start = application.start_time();
  return deployment;
}

std::unique_ptr<Architecture> make(const void* object, const RunContext& context, Parts& parts) {
  Ec2AsgConfig config = *static_cast<const Ec2AsgConfig*>(object);
  config.machines.public_ipv4 = config.load_balancer.kind == "none";  // clients come to the instances themselves
  return std::make_unique<compute::InstanceReplicas>(config, parts.scaling(config.scaling),
                                                     deployment_of(config, context.application), context, parts);
}

}  // namespace

ComputeEntry entry() {
  return {{"ec2_asg", "The application in an AMI, one copy per EC2 instance of an Auto Scaling group.",
           &Ec2AsgConfig::schema},
          &check,
          &make,
          &fleet_demand,
          &traits,
          &summarise,
          &service_model};
}

}  // namespace models::ec2_asg
