// What: a cluster of container instances: the Auto Scaling groups of its capacity providers, whose sizes are decided by
//   managed scaling, and the room on their instances, which the service and others share. Where EC2 announces that it
//   takes a Spot instance, the agent sets it to DRAINING if told to (ECS_ENABLE_SPOT_INSTANCE_DRAINING); what still
//   runs when EC2 takes it is lost.
// Source: Amazon ECS developer guide: cluster auto scaling, capacity providers, managed termination protection, network
//   interfaces, daemon services, container instance memory management, Spot Instance draining (2023-06).
// Units: room in thousandths of a vCPU, bytes, tasks.
// Assumes: an instance offers its vCPUs and the memory that its agent registers (MemTotal less ECS_RESERVED_MEMORY),
//   less what daemons reserve, as soon as the agent has joined. Where room comes free, the architecture's service goes
//   first. Tasks of an instance that the group takes away are drained and replaced at once (managed instance draining).
//   What the reservation makes of an instance that is drained since EC2 takes it is not published: it counts as in use.
//   The scheduler learns at once that an instance is gone; how long it takes AWS's is not published. Instances that are
//   there when the run begins are as many as the tasks need on a group's first type.
// Leaves out: a task's CPU as a hard limit (give containers a `cpu_limit`), the CPU time of daemons and of other
//   services (`guest_os.cpu`), the agent's endpoints.
// Checked against: tests/unit/models/compute/ecs_instances_test.cpp, ecs_cluster_test.cpp, ecs_providers_test.cpp,
//   ecs_mixed_instances_test.cpp.
#pragma once

#include <deque>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "models/compute/ecs/cluster_tasks.hpp"
#include "models/compute/ecs/config.hpp"
#include "models/compute/ecs/instance_tally.hpp"
#include "models/compute/ecs/other_service.hpp"
#include "models/compute/ecs/provider_group.hpp"
#include "models/compute/ecs/task_hosts.hpp"
#include "models/compute/network_meters.hpp"
#include "models/ports/run_context.hpp"

namespace models::ecs {

/// Placing a task costs O(services x log instances).
class ContainerInstances final : public TaskHosts, private InstancesOwner, private ClusterRoom {
 public:
  /// `parts`: in the order of config.providers().
  ContainerInstances(const EcsConfig& config, const MachineShape& task, const RunContext& context,
                     std::vector<ProviderParts> parts, Workers& workers, compute::NetworkMeters& network);

  void set_owner(TaskOwner& owner) override;
  void start(std::int64_t tasks, sim::Time now) override;
  bool place_ready(TaskId task, sim::Time now) override { return service_.place_ready(task, now); }
  sim::Time launch_allowed_at(ServiceVersion version, sim::Time now) override;
  void seek(TaskId task, ServiceVersion version, sim::Time now) override { service_.seek(task, version, now); }
  /// Its image was there already.
  void woken(TaskId task, sim::Time now) override { owner_->image_pulled(task, now); }
  void stopping(TaskId task, sim::Time) override { service_.stopping(task); }
  void leave(TaskId task, sim::Time now) override { service_.leave(task, now); }
  void serves(const StopCandidate& task) override { service_.serves(task); }
  void serves_no_more(const StopCandidate& task) override { service_.serves_no_more(task); }
  TaskId first_to_stop() override { return service_.first_to_stop(); }
  TaskId choose_to_stop(const std::vector<StopCandidate>& candidates) override {
    return service_.choose_to_stop(candidates);
  }
  void new_version(sim::Fraction new_layers) override { service_.new_version(new_layers); }
  DomainId domain_of(TaskId task) const override { return instances_[service_.machine_of(task).index()].domain; }
  std::string next_provider(ServiceVersion version) const override {
    return providers_[service_.next_provider(version)]->name();
  }
  std::string provider_of(TaskId task) const override { return providers_[service_.provider_of(task)]->name(); }
  std::string instance_of(TaskId task) const override;
  void finish(sim::Time now) override;
  ZoneId zone_of(TaskId task) const override { return instances_[service_.machine_of(task).index()].zone; }
  bool is_spot(TaskId task) const override;
  void tell_wait(TaskId task, LaunchClock& clock) const override;
  /// Of the first capacity provider's first type.
  CpuSpeed speed() const override { return providers_.front()->group().speed(); }

 private:
  using State = ContainerInstance::State;
  /// The metric of a period, and when its alarm can read it.
  struct Metric {
    ClusterView cluster{};
    sim::Time published{};
  };
  struct ScalingRounds {
    sim::SlotId period{};
    sim::SlotId decision{};
    std::deque<Metric> unread{};
  };

  void instance_booted(InstanceId machine, sim::Time now) override;
  void instance_leaving(InstanceId machine, sim::Time now) override;
  void instance_noticed(InstanceId machine, sim::Time now) override;
  void instance_lost(InstanceId machine, sim::Time now) override;
  std::int64_t cpu_used_on(InstanceId machine, sim::Time now) override {
    return workers_.cpu_used_in(instance(machine).domain, now);
  }
  void tell_start_of(InstanceId machine, LaunchClock& clock) const override {
    clock.passed(LaunchPhase::kRegistration, instances_[machine.index()].joined_at);
  }
  void limit_cpu_of(InstanceId machine, sim::Vcpu capacity, sim::Time now) override {
    workers_.set_capacity(instance(machine).domain, capacity, now);
  }

  const std::vector<ContainerInstance>& instances() const override { return instances_; }
  bool has_room(const ContainerInstance& instance, const MachineShape& task) const override;
  std::string_view type_of(const ContainerInstance& instance) const override {
    return providers_[instance.provider]->type(instance.type);
  }
  void take(InstanceId machine, const MachineShape& task) override;
  void give_back(InstanceId machine, const MachineShape& task, sim::Time now) override;

  ContainerInstance& instance(InstanceId machine);
  /// Whatever changes of an instance that others look at: they are told of it.
  template <class Change>
  void change(InstanceId machine, const Change& make) {
    ContainerInstance& host = instance(machine);
    tally_.remove(host);
    make(host);
    tally_.add(host);
    tell_change(machine);
  }
  void set_state(InstanceId machine, State state);
  void tell_change(InstanceId machine);
  std::uint32_t provider_index(InstanceId machine) const {
    return machine.index() % static_cast<std::uint32_t>(providers_.size());
  }
  ProviderGroup& provider_of(InstanceId machine) { return *providers_[provider_index(machine)]; }
  std::string name_of(InstanceId machine) const;
  std::int64_t tasks_waiting() const;
  std::int64_t tasks_waiting_for(std::size_t provider) const;
  void start_for(std::int64_t tasks, sim::Time now);
  void place_waiting(sim::Time now);
  void instance_event(std::uint32_t machine, sim::Time now);
  void join(InstanceId machine, sim::Time now);
  void drain(InstanceId machine, sim::Time now);
  void retire(InstanceId machine, sim::Time now);
  void forget(InstanceId machine, sim::Time now);
  void measure(std::uint32_t provider, sim::Time now);
  void decide(std::uint32_t provider, sim::Time now);
  ClusterView view(std::uint32_t provider, sim::Time now);

  sim::Kernel& kernel_;
  Meters& meters_;
  EventLog& events_;
  Workers& workers_;
  TaskOwner* owner_ = nullptr;
  std::int64_t provisioning_limit_;
  sim::random::Sampler agent_join_;
  sim::random::Stream agent_stream_;

  MeterId alarms_{};
  std::vector<std::unique_ptr<ProviderGroup>> providers_{};
  std::vector<ScalingRounds> rounds_{};  ///< by capacity provider
  bool starts_empty_;                    ///< `initial: empty`: the groups boot their minimum
  bool at_assembly_ = false;             ///< instances that boot now were there before the run
  std::vector<ContainerInstance> instances_{};
  InstanceTally tally_;
  ClusterTasks service_;
  std::vector<std::unique_ptr<OtherService>> others_{};
};

}  // namespace models::ecs
