// What: tasks on container instances: an Auto Scaling group whose size a capacity provider's managed scaling decides. A
//   task waits in PROVISIONING until an instance has room for its CPU, memory and network interface; its image is
//   pulled once per instance.
// Source: Amazon ECS developer guide: task placement (spread over zones by default), cluster auto scaling, managed
//   termination protection, network interfaces (2023-06).
// Units: room in thousandths of a vCPU, bytes, tasks.
// Assumes: all tasks are of one size; ties between zones go to the lowest number; among the instances of a zone with
//   room the place is drawn. Tasks of an instance that the group takes away are stopped and replaced at once.
// Leaves out: placement constraints and other strategies, daemon tasks, several capacity providers, a task's CPU as a
//   hard limit (give containers a `cpu_limit`), the endpoints of the agent.
// Checked against: tests/unit/models/compute/ecs_instances_test.cpp.
#pragma once

#include <deque>
#include <memory>
#include <optional>
#include <vector>

#include "models/compute/ecs/config.hpp"
#include "models/compute/ecs/task_hosts.hpp"
#include "models/compute/network_meters.hpp"
#include "models/ports/capacity_provider.hpp"
#include "models/ports/machines.hpp"
#include "models/ports/run_context.hpp"

namespace models::ecs {

/// Placing a task costs O(instances).
class ContainerInstances final : public TaskHosts, public MachineOwner {
 public:
  ContainerInstances(const EcsConfig& config, const MachineShape& task, const RunContext& context,
                     std::unique_ptr<MachineGroup> group, Workers& workers, compute::NetworkMeters& network);
  /// Set once, before the run.
  void set_provider(std::unique_ptr<CapacityProvider> provider);
  /// What one instance offers to tasks.
  const InstanceRoom& room() const { return room_; }

  void set_owner(TaskOwner& owner) override { owner_ = &owner; }
  void start(std::int64_t tasks, sim::Time now) override;
  bool place_ready(TaskId task, sim::Time now) override;
  sim::Time launch_allowed_at(sim::Time now) override;
  void seek(TaskId task, sim::Time now) override;
  void woken(TaskId task, sim::Time now) override;
  void leave(TaskId task, sim::Time now) override;
  DomainId domain_of(TaskId task) const override { return instances_[machine_of(task).index()].domain; }
  ZoneId zone_of(TaskId task) const override { return instances_[machine_of(task).index()].zone; }
  void tell_wait(TaskId task, LaunchClock& clock) const override;
  CpuSpeed speed() const override { return group_->speed(); }

  void machine_booted(MachineId machine, sim::Time now) override;
  void machine_leaving(MachineId machine, sim::Time now) override;
  std::int64_t cpu_used(MachineId machine, sim::Time now) override {
    return workers_.cpu_used_in(instance(machine).domain, now);
  }
  void limit_cpu(MachineId machine, sim::Vcpu capacity, sim::Time now) override {
    workers_.set_capacity(instance(machine).domain, capacity, now);
  }

 private:
  enum class State : std::uint8_t { kAbsent, kJoining, kAvailable, kDraining };
  enum class Image : std::uint8_t { kAbsent, kBeingPulled, kPresent };
  /// By machine.
  struct Instance {
    State state = State::kAbsent;
    Image image = Image::kAbsent;
    ZoneId zone{};
    DomainId domain{};   ///< kept when the instance is gone: its counter is read once more
    sim::SlotId slot{};  ///< the agent's joining, then the image's pull
    sim::Time booted_at{};
    sim::Time joined_at{};
    sim::Time warm_at{};
    MachineShape free{};
    std::int64_t tasks = 0;
    std::vector<TaskId> waiting_for_image{};
  };

  Instance& instance(MachineId machine);
  MachineId machine_of(TaskId task) const { return machines_[task.index()]; }
  void set_machine(TaskId task, MachineId machine);
  bool has_room(const Instance& instance) const;
  MachineId choose();
  void put(TaskId task, MachineId machine, sim::Time now);
  void place_waiting(sim::Time now);
  void instance_event(std::uint32_t machine, sim::Time now);
  void join(MachineId machine, sim::Time now);
  void pulled(Instance& instance, sim::Time now);
  void retire(MachineId machine, sim::Time now);
  void decide(std::uint32_t unused, sim::Time now);
  ClusterView view(sim::Time now) const;

  sim::Kernel& kernel_;
  Meters& meters_;
  EventLog& events_;
  std::unique_ptr<MachineGroup> group_;
  std::unique_ptr<CapacityProvider> provider_{};
  Workers& workers_;
  compute::NetworkMeters& network_;
  TaskOwner* owner_ = nullptr;

  MachineShape task_;
  InstanceRoom room_{};
  sim::Duration pull_time_;
  std::size_t provisioning_limit_;
  sim::random::Sampler agent_join_;
  sim::random::Stream agent_stream_;
  sim::random::Stream placement_stream_;

  MeterId alarms_{};
  sim::SlotId decision_slot_{};
  bool at_assembly_ = false;  ///< instances that boot now were there before the run
  bool is_placing_ = false;
  std::vector<Instance> instances_{};
  std::vector<MachineId> machines_{};  ///< by task; none while it waits
  std::deque<TaskId> waiting_{};
  std::vector<std::int64_t> tasks_in_zone_;
  std::vector<MachineId> candidates_{};  ///< scratch of choose()
};

}  // namespace models::ecs
