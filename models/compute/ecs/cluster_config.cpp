#include "models/compute/ecs/cluster_config.hpp"

#include "sim/config/describe.hpp"

namespace models::ecs {

const sim::config::Schema& CapacityProviderConfig::schema() {
  static const sim::config::Schema schema = [] {
    sim::config::Describe<CapacityProviderConfig> d{
        "capacity_provider",
        "A capacity provider of a cluster, and its part in the capacity provider strategy of all services there."};
    d.embed<&CapacityProviderConfig::share>();
    d.field<&CapacityProviderConfig::instances>("instances", "The container instances of its Auto Scaling group.")
        .example("{instance_type: m7i.large}");
    d.field<&CapacityProviderConfig::managed_scaling>("managed_scaling", "What scales them.")
        .example("{min: 2, max: 40}");
    return d.done();
  }();
  return schema;
}

const sim::config::Schema& DaemonConfig::schema() {
  static const sim::config::Schema schema = [] {
    sim::config::Describe<DaemonConfig> d{"daemon", "A daemon service: one task of it on every instance."};
    d.field<&DaemonConfig::cpu>("cpu", "vCPU that its task reserves.").range("0", "192").defaults_to("0");
    d.memory<&DaemonConfig::memory>("memory", "Memory that its task reserves.").positive().example("256MiB");
    return d.done();
  }();
  return schema;
}

const sim::config::Schema& ReplicaStep::schema() {
  static const sim::config::Schema schema = [] {
    sim::config::Describe<ReplicaStep> d{"replica_step", "A change of a service's desired count."};
    d.field<&ReplicaStep::at>("at", "When.").range("0s", "3660d").example("8h");
    d.field<&ReplicaStep::replicas>("replicas", "How many tasks there are from then on.")
        .range("0", "5000")
        .example("10");
    return d.done();
  }();
  return schema;
}

const sim::config::Schema& OtherServiceConfig::schema() {
  static const sim::config::Schema schema = [] {
    sim::config::Describe<OtherServiceConfig> d{"other_service",
                                                "Another service of the cluster. Its tasks take room on the instances; "
                                                "the requests of the workload do not go to "
                                                "them, and what CPU time they use is not simulated."};
    d.field<&OtherServiceConfig::cpu>("cpu", "vCPU of a task.").range("0.001", "192").example("0.5");
    d.memory<&OtherServiceConfig::memory>("memory", "Memory of a task.").positive().example("1GiB");
    d.size<&OtherServiceConfig::image>("image", "Size of its image, which every instance pulls once.")
        .defaults_to("0MB");
    d.field<&OtherServiceConfig::replicas>("replicas", "How many tasks there are at first.")
        .range("0", "5000")
        .example("4");
    d.field<&OtherServiceConfig::schedule>("schedule", "Changes of that number, by time.").defaults_to("[]");
    d.embed<&OtherServiceConfig::placement>();
    d.check([](const OtherServiceConfig& config, sim::config::Checker& check) {
      for (std::size_t i = 1; i < config.schedule.size(); ++i) {
        if (config.schedule[i].at <= config.schedule[i - 1].at) {
          check.error("schedule", "its times must ascend");
        }
      }
    });
    return d.done();
  }();
  return schema;
}

}  // namespace models::ecs
