// The lives of EC2 instances: what happens when, what it costs, and where they are placed.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "models/machines/cpu_credits.hpp"
#include "models/machines/instance_meters.hpp"
#include "models/machines/machine.hpp"
#include "models/ports/machine_group_config.hpp"
#include "models/ports/run_context.hpp"
#include "sim/kernel/pool.hpp"

namespace models::machines {

/// What the group is told of its instances.
class InstanceEvents : public CreditedCpu {
 public:
  /// The operating system is up and the first boot's work is done; in the pool, so is the application's start.
  virtual void instance_up(MachineId machine, sim::Time now) = 0;
  /// In the pool: it waits, ready to be taken.
  virtual void instance_waits(MachineId machine, sim::Time now) = 0;
};

/// Which instance shall live is the group's business. Complexity: a placement and O(log events) for every change.
class Instances {
 public:
  /// Opens the meters of everything that the group may launch.
  Instances(const MachineGroupConfig& config, const RunContext& context, InstanceEvents& events);

  Machine& operator[](MachineId machine) { return machines_[machine]; }
  const Machine& operator[](MachineId machine) const { return machines_[machine]; }
  const std::vector<MachineType>& types() const { return types_; }
  const MachineType& type_of(MachineId machine) const { return types_[machines_[machine].offer.type]; }

  /// None: no host of the zone has room.
  std::optional<MachineId> launch(const Offer& offer, bool is_pooled, sim::Time now);
  /// Of a new one, at assembly: it is up now (in the pool: it waits).
  void come_up_at_once(MachineId machine, sim::Time now);
  /// Takes a waiting one out of the pool. False: no host of its zone has room, and nothing changed.
  bool take_from_pool(MachineId machine, sim::Time now);
  /// An instance that is up goes to the pool.
  void send_to_pool(MachineId machine, sim::Time now);
  /// From any state but shutting-down.
  void shut_down(MachineId machine, sim::Time now, EndedBy by = EndedBy::kCustomer);
  std::string name_of(MachineId machine) const { return instance_name(group_, machines_[machine].serial); }
  void log(MachineId machine, const char* what, sim::Time now) const;

 private:
  void advance_at(MachineId id, sim::Time at);
  void advance(std::uint32_t machine, sim::Time now);
  void begin_pending(Machine& machine, sim::Time now);
  void begin_running(MachineId id, sim::Time now);
  void come_up(MachineId id, sim::Time now);
  void stop_running(MachineId id, sim::Time now, EndedBy by = EndedBy::kCustomer);
  void leave_host(Machine& machine, sim::Time now);
  void end(MachineId id, sim::Time now);
  sim::Duration boot_time(const Machine& machine) const;

  const RunContext& context_;
  InstanceEvents& events_;
  std::string group_;  ///< its name
  std::vector<MachineType> types_;
  std::optional<WarmPoolConfig> pool_;
  sim::Bytes used_memory_;
  sim::Vcpu overhead_;
  sim::Duration user_data_;
  sim::Duration application_start_;
  StartUpSampler start_up_;
  InstanceMeters meters_;
  CpuCredits credits_;
  std::uint64_t launches_ = 0;
  sim::Pool<Machine, MachineId> machines_{};
};

}  // namespace models::machines
