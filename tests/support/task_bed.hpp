// A cluster's instances without groups that launch them: where the tasks of one service go, and nothing else. For tests
// and benchmarks of placement.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "models/compute/ecs/cluster_tasks.hpp"
#include "tests/support/run_context_builder.hpp"

namespace test_support {

/// Instances of 2 vCPU and 8 GiB in zones 0, 1, 2, 0, ..., their capacity providers taking turns, too; a task takes
/// half a vCPU and 1 GiB.
class TaskBed final : private models::ecs::ClusterRoom, private models::ecs::TaskOwner {
 public:
  using Instance = models::ecs::ContainerInstance;
  static constexpr models::MachineShape kTask{sim::Vcpu::milli(500), sim::Bytes::gib(1)};

  TaskBed(models::ecs::PlacementConfig placement, std::uint32_t instances, std::uint32_t zones,
          std::uint32_t providers = 1)
      : network_{models::compute::Network::kPublicIp, zones, run_.context},
        tasks_{{.name = "bed",
                .task = kTask,
                .image = sim::Bytes::megabytes(55),
                .placement = std::move(placement),
                .providers = std::vector<models::ecs::ProviderShare>(providers, {.base = 0, .weight = 1}),
                .zones = zones,
                .provisioning_timeout = sim::Duration::minutes(30),
                .registry = registry()},
               run_.context,
               static_cast<models::ecs::ClusterRoom&>(*this),
               network_} {
    tasks_.set_owner(*this);
    for (std::uint32_t i = 0; i < instances; ++i) {
      Instance instance;
      instance.state = Instance::State::kAvailable;
      instance.zone = models::ZoneId{i % zones};
      instance.provider = i % providers;
      instance.free = {sim::Vcpu::whole(2), sim::Bytes::gib(8)};
      instances_.push_back(instance);
      tasks_.room_changed(models::ecs::InstanceId{i});
    }
  }

  /// By type: name, and most tasks on an instance.
  std::vector<std::pair<std::string, std::int64_t>> types{{"m7i.large", 1'000}};

  const std::vector<Instance>& instances() const override { return instances_; }
  /// Whatever is to be changed of an instance.
  template <class Change>
  void change(std::uint32_t index, Change make) {
    make(instances_[index]);
    tasks_.room_changed(models::ecs::InstanceId{index});
  }
  bool has_room(const Instance& instance, const models::MachineShape& task) const override {
    return instance.state == Instance::State::kAvailable && instance.free.vcpu >= task.vcpu &&
           instance.free.memory >= task.memory && instance.tasks < types[instance.type].second;
  }
  std::string_view type_of(const Instance& instance) const override { return types[instance.type].first; }

  models::ecs::ClusterTasks& tasks() { return tasks_; }
  /// The next task in the order of numbers; whether it found room.
  bool place(std::uint32_t task) { return tasks_.place_ready(models::ecs::TaskId{task}, {}); }
  /// A placed one goes.
  void leave(std::uint32_t task) { tasks_.leave(models::ecs::TaskId{task}, {}); }
  /// Index of the instance that a placed task is on.
  std::uint32_t instance_of(std::uint32_t task) const { return tasks_.machine_of(models::ecs::TaskId{task}).index(); }
  /// As the service's own stream of random numbers begins.
  sim::random::Stream stream() const { return run_.context.stream("task_placement.bed"); }

 private:
  static models::compute::NetworkConfig registry() {
    models::compute::NetworkConfig config;
    config.network = models::compute::Network::kPublicIp;
    config.pull_bandwidth = sim::Bytes::bytes(27'500'000);
    return config;
  }

  void take(models::ecs::InstanceId machine, const models::MachineShape& task) override { add(machine, task, +1); }
  void give_back(models::ecs::InstanceId machine, const models::MachineShape& task, sim::Time) override {
    add(machine, task, -1);
  }
  void add(models::ecs::InstanceId machine, const models::MachineShape& task, std::int64_t sign) {
    change(machine.index(), [&](Instance& instance) {
      instance.tasks += sign;
      instance.free.vcpu -= task.vcpu * sign;
      instance.free.memory -= task.memory * sign;
    });
  }
  void placed(models::ecs::TaskId, models::ZoneId, sim::Time) override {}
  void image_pulled(models::ecs::TaskId, sim::Time) override {}
  void evicted(models::ecs::TaskId, sim::Time) override {}
  void host_lost(models::ecs::TaskId, sim::Time) override {}
  void gave_up(models::ecs::TaskId, sim::Time) override {}
  void wake_at(models::ecs::TaskId, sim::Time) override {}

  RunContextBuilder run_{};
  models::compute::NetworkMeters network_;
  std::vector<Instance> instances_{};
  models::ecs::ClusterTasks tasks_;
};

}  // namespace test_support
