// What: one replica of the application per EC2 instance, in an Auto Scaling group behind a load balancer. The images of
//   the containers are baked into the AMI: after boot only their start times pass.
// Source: Amazon EC2 Auto Scaling user guide (instance warm-up, target tracking, default metrics), read 2023-06.
// Units: CPU metric: used over nominal vCPU time of the warmed-up instances in service, the mean over instances.
// Assumes: an instance's warm-up begins when its operating system is up.
// Leaves out: lifecycle hooks, rolling replacement, failing instances.
// Checked against: tests/unit/models/compute/ec2_asg_test.cpp.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "models/compute/control_loop.hpp"
#include "models/compute/ec2_asg/capacity_plan.hpp"
#include "models/compute/ec2_asg/config.hpp"
#include "models/ports/architecture.hpp"
#include "models/ports/catalog_entry.hpp"

namespace models::ec2_asg {

class Ec2Asg final : public Architecture,
                     public MachineOwner,
                     public TargetOwner,
                     public compute::ScaledTarget,
                     private PlannedGroup {
 public:
  Ec2Asg(const Ec2AsgConfig& config, const RunContext& context, Parts& parts);

  void start(sim::Time now) override;
  Frontend& frontend() override { return *serving_.balancer; }
  void arrive(RequestId request, sim::Time now) override { serving_.balancer->arrive(request, now); }
  void settle(sim::Time) override {}
  void finish(sim::Time now) override { serving_.balancer->finish(now); }
  std::int64_t cpu_used(sim::Time now) override { return serving_.workers->cpu_used_total(now); }
  std::int64_t replicas_ended() const override { return ended_; }
  sim::Duration replica_lifetimes() const override { return lifetimes_; }

  void machine_booted(MachineId machine, sim::Time now) override;
  void machine_leaving(MachineId machine, sim::Time now) override;
  void machine_lost(MachineId machine, sim::Time now) override;
  std::int64_t cpu_used(MachineId machine, sim::Time now) override {
    return serving_.workers->cpu_used_in(copy_of(machine).domain, now);
  }
  void limit_cpu(MachineId machine, sim::Vcpu capacity, sim::Time now) override {
    serving_.workers->set_capacity(copy_of(machine).domain, capacity, now);
  }
  void in_service(ReplicaId replica, sim::Time now) override;
  void out_of_service(ReplicaId replica, sim::Time now) override;
  void back_in_service(ReplicaId replica, sim::Time now) override;
  void drained(ReplicaId replica, sim::Time now) override;

  LoadSample collect(sim::Time from, sim::Time to) override;
  CapacityView capacity(sim::Time now) const override;
  void apply(const ScalingDecision& decision, sim::Time now) override;

 private:
  enum class State : std::uint8_t { kAbsent, kStarting, kRegistering, kInService, kDraining };
  /// The copy of the application on one instance, indexed by machine.
  struct Copy {
    State state = State::kAbsent;
    bool is_healthy = true;  ///< to the load balancer; unhealthy ones stay until the group replaces them
    DomainId domain{};       ///< kept when the copy is gone: its counter is read once more
    sim::Vcpu vcpu{};        ///< of its instance
    ReplicaId replica{};
    sim::SlotId starter{};  ///< rings when the containers have started
    sim::SlotId grace{};    ///< rings when the health check's grace is over; none: nobody checks
    sim::Time warm_at{};    ///< end of the instance's warm-up
    sim::Time in_service_at = sim::Time::never();
    std::int64_t cpu_at_sample = 0;  ///< cpu_used when the current metric period began
  };

  void limits_changed(const Limits& limits, std::optional<std::int64_t> desired, const std::string& why,
                      sim::Time now) override;
  double load_so_far(PredictedMetric metric, sim::Time now) override;

  void started(std::uint32_t machine, sim::Time now);
  void grace_over(std::uint32_t machine, sim::Time now);
  void add_replica(MachineId machine, sim::Time now);
  void count_life(const Copy& copy, sim::Time now);
  void remove_replica(Copy& copy, sim::Time now);
  void close(Copy& copy, sim::Time now);
  void update_starting(sim::Time now);
  Copy& copy_of(MachineId machine);
  MachineId machine_of(ReplicaId replica) const { return machines_by_replica_[replica.index()]; }

  const RunContext context_;
  std::unique_ptr<MachineGroup> group_;
  Serving serving_;
  compute::ControlLoop loop_;
  std::optional<CapacityPlan> plan_{};  ///< none: the limits never move
  bool is_started_ = false;
  sim::Duration warm_up_;
  std::optional<sim::Duration> grace_{};  ///< none: the balancer's health checks replace nobody
  sim::Duration application_start_;
  sim::Vcpu reserved_;
  sim::Bytes memory_;
  bool at_assembly_ = false;  ///< machines that come up now were there before the run

  std::vector<Copy> copies_{};
  std::vector<MachineId> machines_by_replica_{};
  std::int64_t in_service_count_ = 0;
  std::int64_t requests_at_sample_ = 0;
  std::int64_t ended_ = 0;
  sim::Duration lifetimes_{};
};

}  // namespace models::ec2_asg
