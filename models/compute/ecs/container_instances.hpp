// What: a cluster of container instances: an Auto Scaling group whose size a capacity provider's managed scaling
//   decides, and the room on its instances, which the service and others share.
// Source: Amazon ECS developer guide: cluster auto scaling, managed termination protection, network interfaces, daemon
//   services, container instance memory management (2023-06).
// Units: room in thousandths of a vCPU, bytes, tasks.
// Assumes: an instance offers its vCPUs and the memory that its agent registers (MemTotal less ECS_RESERVED_MEMORY),
//   less what daemons reserve, as soon as the agent has joined. Where room comes free, the architecture's service goes
//   first. Tasks of an instance that the group takes away are drained and replaced at once (managed instance draining).
// Leaves out: several capacity providers and instance types, Spot instances, a task's CPU as a hard limit (give
//   containers a `cpu_limit`), the CPU time of daemons (`guest_os.cpu`) and of other services, the agent's endpoints.
// Checked against: tests/unit/models/compute/ecs_instances_test.cpp, ecs_cluster_test.cpp.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "models/compute/ecs/cluster_tasks.hpp"
#include "models/compute/ecs/config.hpp"
#include "models/compute/ecs/other_service.hpp"
#include "models/compute/ecs/task_hosts.hpp"
#include "models/compute/network_meters.hpp"
#include "models/ports/capacity_provider.hpp"
#include "models/ports/machines.hpp"
#include "models/ports/run_context.hpp"

namespace models::ecs {

/// Placing a task costs O(instances).
class ContainerInstances final : public TaskHosts, public MachineOwner, private ClusterRoom {
 public:
  ContainerInstances(const EcsConfig& config, const MachineShape& task, const RunContext& context,
                     std::unique_ptr<MachineGroup> group, Workers& workers, compute::NetworkMeters& network);
  /// Set once, before the run.
  void set_provider(std::unique_ptr<CapacityProvider> provider);
  /// What one instance offers to tasks.
  const InstanceRoom& room() const { return room_; }

  void set_owner(TaskOwner& owner) override;
  void start(std::int64_t tasks, sim::Time now) override;
  bool place_ready(TaskId task, sim::Time now) override { return service_.place_ready(task, now); }
  sim::Time launch_allowed_at(sim::Time now) override;
  void seek(TaskId task, sim::Time now) override { service_.seek(task, now); }
  /// Its image was there already.
  void woken(TaskId task, sim::Time now) override { owner_->image_pulled(task, now); }
  void leave(TaskId task, sim::Time now) override { service_.leave(task, now); }
  TaskId choose_to_stop(const std::vector<StopCandidate>& candidates) override {
    return service_.choose_to_stop(candidates);
  }
  void new_image(sim::Fraction new_layers, sim::Time) override { service_.new_image(new_layers); }
  void old_image_again(sim::Time) override { service_.old_image_again(); }
  DomainId domain_of(TaskId task) const override { return instances_[service_.machine_of(task).index()].domain; }
  std::string instance_of(TaskId task) const override;
  void finish(sim::Time now) override { group_->finish(now); }
  ZoneId zone_of(TaskId task) const override { return instances_[service_.machine_of(task).index()].zone; }
  void tell_wait(TaskId task, LaunchClock& clock) const override;
  CpuSpeed speed() const override { return group_->speed(); }

  void machine_booted(MachineId machine, sim::Time now) override;
  void machine_leaving(MachineId machine, sim::Time now) override;
  void tell_start(MachineId machine, LaunchClock& clock) const override {
    clock.passed(LaunchPhase::kRegistration, instances_[machine.index()].joined_at);
  }
  std::int64_t cpu_used(MachineId machine, sim::Time now) override {
    return workers_.cpu_used_in(instance(machine).domain, now);
  }
  void limit_cpu(MachineId machine, sim::Vcpu capacity, sim::Time now) override {
    workers_.set_capacity(instance(machine).domain, capacity, now);
  }

 private:
  using State = ContainerInstance::State;

  const std::vector<ContainerInstance>& instances() const override { return instances_; }
  bool has_room(const ContainerInstance& instance, const MachineShape& task) const override;
  void take(MachineId machine, const MachineShape& task) override;
  void give_back(MachineId machine, const MachineShape& task, sim::Time now) override;

  ContainerInstance& instance(MachineId machine);
  std::int64_t tasks_waiting() const;
  void place_waiting(sim::Time now);
  void instance_event(std::uint32_t machine, sim::Time now);
  void join(MachineId machine, sim::Time now);
  void retire(MachineId machine, sim::Time now);
  void decide(std::uint32_t unused, sim::Time now);
  ClusterView view(sim::Time now) const;

  sim::Kernel& kernel_;
  Meters& meters_;
  EventLog& events_;
  std::unique_ptr<MachineGroup> group_;
  std::unique_ptr<CapacityProvider> provider_{};
  Workers& workers_;
  TaskOwner* owner_ = nullptr;
  InstanceRoom room_;
  std::int64_t provisioning_limit_;
  sim::random::Sampler agent_join_;
  sim::random::Stream agent_stream_;

  MeterId alarms_{};
  sim::SlotId decision_slot_{};
  bool starts_empty_;         ///< `initial: empty`: the group boots its minimum
  bool at_assembly_ = false;  ///< instances that boot now were there before the run
  std::vector<ContainerInstance> instances_{};
  ClusterTasks service_;
  std::vector<std::unique_ptr<OtherService>> others_{};
};

}  // namespace models::ecs
