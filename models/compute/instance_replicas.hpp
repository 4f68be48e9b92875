// What: replicas of the application on the EC2 instances of a group, the same number on each: what ec2_asg and
//   docker_host have in common. An instance that is up pulls its images if it must, starts its containers and registers
//   its replicas with the load balancer; one that leaves drains first. The instances themselves are models/machines.
// Source: Amazon EC2 Auto Scaling user guide (instance warm-up, target tracking, default metrics), read 2023-06.
// Units: CPU metric: used over nominal vCPU time of the warmed-up instances in service, the mean over instances.
// Assumes: an instance's warm-up begins when its operating system is up; it is in service when all its replicas are.
// Leaves out: lifecycle hooks, rolling replacement, failing instances.
// Checked against: tests/unit/models/compute/ec2_asg_test.cpp, docker_host_test.cpp.
#pragma once

#include <deque>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "models/compute/capacity_plan.hpp"
#include "models/compute/container_lives.hpp"
#include "models/compute/control_loop.hpp"
#include "models/compute/group_config.hpp"
#include "models/compute/network_meters.hpp"
#include "models/ports/architecture.hpp"
#include "models/ports/catalog_entry.hpp"

namespace models::compute {

/// What runs on every instance, and how it gets there.
struct Deployment {
  std::int64_t replicas = 1;                 ///< on each instance
  std::vector<ContainerCare> care{};         ///< of each container of a replica
  sim::Duration pull{};                      ///< of the images, once the instance is up; zero: they are there
  sim::Duration start{};                     ///< then, until a replica can serve
  std::unique_ptr<NetworkMeters> network{};  ///< none: images and logs cost nothing
  /// The platform scales by itself: its alarms are free, and an instance is as busy as its CPU, or as its replicas'
  /// places, whichever are more in use. None: a group of one's own, which scales by CPU.
  std::optional<std::int64_t> places{};  ///< requests that one replica serves at once
};

/// One kernel slot per instance that starts, and those of its containers where they may fail.
class InstanceReplicas final : public Architecture,
                               public MachineOwner,
                               public TargetOwner,
                               public ScaledTarget,
                               private PlannedGroup,
                               private LivesOwner {
 public:
  InstanceReplicas(const GroupConfig& config, std::unique_ptr<ScalingPolicy> scaling, Deployment deployment,
                   const RunContext& context, Parts& parts);

  void start(sim::Time now) override;
  Frontend& frontend() override { return *serving_.balancer; }
  void arrive(RequestId request, sim::Time now) override { serving_.balancer->arrive(request, now); }
  void settle(sim::Time now) override;
  void finish(sim::Time now) override;
  sim::Int128 cpu_used(sim::Time now) override { return serving_.workers->cpu_used_total(now); }
  std::int64_t replicas_ended() const override { return ended_; }
  sim::Int128 replica_lifetimes() const override { return lifetimes_; }
  ContainerFailures failures() const override { return lives_ ? lives_->failures() : ContainerFailures{}; }

  void machine_booted(MachineId machine, sim::Time now) override;
  void machine_leaving(MachineId machine, sim::Time now) override;
  void machine_lost(MachineId machine, sim::Time now) override;
  void tell_start(MachineId machine, LaunchClock& clock) const override;
  std::int64_t cpu_used(MachineId machine, sim::Time now) override;
  void limit_cpu(MachineId machine, sim::Vcpu capacity, sim::Time now) override;

  void in_service(ReplicaId replica, sim::Time now) override;
  void out_of_service(ReplicaId replica, sim::Time now) override;
  void back_in_service(ReplicaId replica, sim::Time now) override;
  void drained(ReplicaId replica, sim::Time now) override;

  LoadSample collect(sim::Time from, sim::Time to) override;
  CapacityView capacity(sim::Time now) override;
  void apply(const ScalingDecision& decision, sim::Time now) override;

 private:
  enum class State : std::uint8_t { kAbsent, kPulling, kStarting, kRegistering, kInService, kDraining };
  /// A replica, as long as the balancer knows it; by replica.
  struct Copy {
    sim::Time in_service_at = sim::Time::never();
    MachineId machine{};
    bool is_complete = true;  ///< none of its containers is missing
    bool is_ready = false;    ///< counted as ready
    bool is_healthy = true;   ///< to the balancer; unhealthy ones stay until the group replaces their instance
  };
  /// What runs on one instance, by machine.
  struct Instance {
    State state = State::kAbsent;
    DomainId domain{};          ///< kept when the instance is gone: its counter is read once more
    sim::SlotId starter{};      ///< rings when the images are there, and when the containers have started
    sim::SlotId grace{};        ///< rings when the health check's grace is over; none: nobody checks
    std::int32_t to_come = 0;   ///< replicas that are not in service yet
    std::int32_t to_drain = 0;  ///< replicas that the balancer is not done with
    sim::Time warm_at{};        ///< end of its warm-up
    sim::Time pulled_at = sim::Time::never();
    sim::Time started_at = sim::Time::never();
    bool is_warming = false;  ///< `warm_at` has not come yet, as far as anybody has looked
    bool is_counted = false;  ///< in the metrics of the current period
  };

  /// A warm-up that has an end.
  struct Warming {
    sim::Time until{};
    MachineId machine{};
  };

  void limits_changed(const Limits& limits, std::optional<std::int64_t> desired, const std::string& why,
                      sim::Time now) override;
  double load_so_far(PredictedMetric metric, sim::Time now) override;
  void completeness_changed(ReplicaId replica, bool is_complete, sim::Time now) override;
  std::string name_of(ReplicaId replica) const override;

  void make_plan(const GroupPolicies& policies, Parts& parts);
  void starter_rang(std::uint32_t machine, sim::Time now);
  void start_containers(MachineId machine, sim::Time now);
  void grace_over(std::uint32_t machine, sim::Time now);
  void add_replicas(MachineId machine, sim::Time now);
  bool has_unhealthy(MachineId machine);
  void count_life(const Copy& copy, sim::Time now);
  /// The balancer is done with it, or it is lost.
  void end_replica(MachineId machine, ReplicaId replica, sim::Time now);
  void remove_replica(ReplicaId replica, sim::Time now);
  void update_ready(Copy& copy, sim::Time now);
  void begin_leaving(MachineId machine, State next, sim::Time now);
  void deregister_all(MachineId machine, sim::Time now);
  void close(MachineId machine, sim::Time now);
  void update_starting(sim::Time now);
  Instance& instance(MachineId machine);
  /// The places of its replicas; none where there is no replica.
  ReplicaId* replicas_on(MachineId machine) {
    return &replicas_[machine.index() * static_cast<std::size_t>(deployment_.replicas)];
  }
  /// Those replicas themselves; a copy, since what happens to them may bring other instances up.
  std::vector<ReplicaId> list_on(MachineId machine);
  Copy& copy_of(ReplicaId replica) { return copies_[replica.index()]; }
  bool is_sampled() const { return sampled_to_ != sim::Time::never(); }
  void count(MachineId machine, sim::Time now);
  void count_no_more(Instance& host, MachineId machine, sim::Time now);
  void count_those_ready(sim::Time now);
  std::int64_t use_of_all(std::int64_t period, sim::Time now);
  std::int64_t use_of(MachineId machine, std::int64_t period, sim::Time now);
  std::int64_t places_in_use(MachineId machine);
  void end_warming(Instance& host);
  bool is_any_warming(sim::Time now);

  const RunContext context_;
  std::unique_ptr<MachineGroup> group_;
  Serving serving_;
  ControlLoop loop_;
  Deployment deployment_;
  std::optional<CapacityPlan> plan_{};       ///< none: the limits never move
  std::unique_ptr<ContainerLives> lives_{};  ///< none: containers do not fail
  bool is_started_ = false;
  sim::Duration warm_up_;
  std::optional<sim::Duration> grace_{};  ///< none: the balancer's health checks replace nobody
  sim::Vcpu reserved_{};                  ///< by the replicas of an instance
  sim::Bytes memory_{};                   ///< in use by their containers without requests
  bool at_assembly_ = false;              ///< machines that come up now were there before the run

  std::vector<Instance> instances_{};
  std::vector<ReplicaId> replicas_{};          ///< by machine, as many places for each as it has replicas
  std::vector<Copy> copies_{};                 ///< by replica
  std::int64_t in_service_count_ = 0;          ///< instances
  sim::Time sampled_to_ = sim::Time::never();  ///< the metrics' current period began then; never: nobody samples
  std::vector<MachineId> to_count_{};          ///< came into service since, or warm up yet
  std::int64_t counted_ = 0;                   ///< instances in the metrics of the current period
  std::int64_t counted_others_ = 0;            ///< those with other vCPUs than the group's first type
  std::deque<Warming> warming_{};              ///< in the order of their ends
  std::int64_t warming_count_ = 0;
  std::int64_t requests_at_sample_ = 0;
  std::int64_t requests_at_settling_ = 0;
  sim::Time settled_to_{};
  std::int64_t ended_ = 0;
  sim::Int128 lifetimes_ = 0;  ///< nanoseconds
};

}  // namespace models::compute
