// Groups of EC2 instances: what ec2_asg, docker_host, ECS on EC2 and EKS nodes stand on.
#pragma once

#include <cstddef>
#include <cstdint>

#include "models/ports/fleet.hpp"
#include "models/ports/launches.hpp"
#include "models/ports/workers.hpp"
#include "sim/check.hpp"
#include "sim/units/id.hpp"
#include "sim/units/time.hpp"

namespace models {

using MachineId = sim::Id<struct MachineTag>;

/// What the owner of a group is told. Contract:
/// 1. machine_booted(): the instance runs and its OS is up; billing began earlier, at `running`.
/// 2. machine_leaving(): the group wants it gone. The owner drains what runs on it and then calls release(); until
///    then the instance runs and is billed. Not called for instances that have not booted: the group ends those itself.
/// 3. machine_lost(): EC2 took it, and what ran on it; only while it was not leaving. No release() follows.
/// 4. machine_noticed(): EC2 has announced that it takes it, with machine_lost() at the end of the notice; only while
/// it
///    was not leaving. The group may still want it gone before.
/// 5. cpu_used() and limit_cpu(): only for burstable instances. From machine_booted() on, and to the end of the calls
/// of
///    release() and machine_lost(), the owner knows what ran on it has used since it booted, in vCPU-nanoseconds.
class MachineOwner {
 public:
  virtual ~MachineOwner() = default;
  virtual void machine_booted(MachineId machine, sim::Time now) = 0;
  virtual void machine_leaving(MachineId machine, sim::Time now) = 0;
  virtual void machine_lost(MachineId /*machine*/, sim::Time /*now*/) {
    SIM_CHECK(false, "only a group with Spot instances loses one, and its owner knows");
  }
  virtual void machine_noticed(MachineId /*machine*/, sim::Time /*now*/) {}
  /// Of an instance that has booted and is not in service yet: what its launch has waited for since it booted.
  virtual void tell_start(MachineId /*machine*/, LaunchClock& /*clock*/) const {}
  virtual std::int64_t cpu_used(MachineId /*machine*/, sim::Time /*now*/) {
    SIM_CHECK(false, "only burstable instances are asked, and their owner knows");
  }
  /// What runs on the instance may use so much of its vCPUs from now on.
  virtual void limit_cpu(MachineId /*machine*/, sim::Vcpu /*capacity*/, sim::Time /*now*/) {
    SIM_CHECK(false, "only burstable instances are throttled, and their owner knows");
  }
};

/// An Auto Scaling group. Zones are balanced; which instance leaves first follows the default termination policy,
/// unless the owner protects it.
class MachineGroup {
 public:
  virtual ~MachineGroup() = default;
  virtual void set_owner(MachineOwner& owner) = 0;

  virtual std::int64_t desired() const = 0;
  /// Launches or terminates to reach `desired`. `booted`: at assembly, instances are up at once.
  virtual void set_desired(std::int64_t desired, sim::Time now, bool booted = false) = 0;
  /// The owner has emptied the instance: it shuts down.
  virtual void release(MachineId machine, sim::Time now) = 0;
  /// Terminates exactly this instance and lowers the desired capacity by one (capacity providers do this).
  virtual void terminate(MachineId machine, sim::Time now) = 0;
  /// Managed termination protection: a protected instance is not chosen when the group shrinks.
  virtual void protect(MachineId machine, bool is_protected) = 0;
  /// The most that scaling will ask for, from the next set_desired() on: how large a warm pool is depends on it.
  virtual void set_maximum(std::int64_t maximum) = 0;
  /// What runs on the instance takes load (a container instance: it has joined its cluster): its launch is over, and
  /// one that it was launched to replace may go.
  virtual void in_service(MachineId machine, sim::Time now) = 0;
  /// It is unhealthy: terminates it; the desired capacity stays, so that another one is launched.
  virtual void replace(MachineId machine, sim::Time now) = 0;
  /// The measured window is over: tells of the launches that are under way, and of no later one.
  virtual void finish(sim::Time now) = 0;

  /// Its instance_name(): ids are used again, names are not.
  virtual std::string name_of(MachineId machine) const = 0;
  virtual ZoneId zone_of(MachineId machine) const = 0;
  /// Since when the group, knowing that an instance is missing, finds no capacity for it; never: none is missing.
  virtual sim::Time without_capacity_since() const = 0;
  /// Since when the group tried to launch an instance: until requested_at() EC2 had no capacity for it.
  virtual sim::Time sought_since(MachineId machine) const = 0;
  /// Of an instance that runs: when it was asked for, as its RunInstances or StartInstances call began.
  virtual sim::Time requested_at(MachineId machine) const = 0;
  virtual sim::Time running_since(MachineId machine) const = 0;
  /// requested_at() of the instance that joined the group last and is neither gone nor told to leave; never: all that
  /// are left were there before the run.
  virtual sim::Time newest_launch() const = 0;
  /// It came out of a warm pool with its memory, so that what was started on it there runs.
  virtual bool is_resumed(MachineId machine) const = 0;
  /// Index of its type among those that the group launches, by priority.
  virtual std::size_t type_of(MachineId machine) const = 0;
  virtual bool is_spot(MachineId machine) const = 0;
  virtual sim::Vcpu vcpus_of(MachineId machine) const = 0;
  virtual CpuSpeed speed_of(MachineId machine) const = 0;
  virtual sim::Bytes usable_memory_of(MachineId machine) const = 0;
  // Of the group's first instance type:
  virtual sim::Vcpu vcpus() const = 0;
  virtual sim::Bytes memory() const = 0;         ///< what the instance type has
  virtual sim::Bytes usable_memory() const = 0;  ///< what is left to containers beside the guest OS
  virtual CpuSpeed speed() const = 0;
};

}  // namespace models
