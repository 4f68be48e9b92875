// An EC2 Auto Scaling group: launches instances of one type, balanced over zones, and takes them down again.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <vector>

#include "models/machines/instance_meters.hpp"
#include "models/machines/start_up.hpp"
#include "models/ports/machine_group_config.hpp"
#include "models/ports/machines.hpp"
#include "models/ports/run_context.hpp"
#include "sim/kernel/pool.hpp"

namespace models::machines {

/// Life of an instance: placed on a host → API call → pending → running (billed) → booted (the owner is told) →
/// leaving (the owner drains it) → shutting down → gone. One that is taken before it has booted goes without the owner
/// ever having heard of it.
/// Complexity: a launch costs one placement and O(log events); a choice of who leaves O(instances).
class AutoScalingGroup : public MachineGroup {
 public:
  /// Opens the group's meters. `config` was checked; `context` outlives the group.
  AutoScalingGroup(const MachineGroupConfig& config, const RunContext& context);

  void set_owner(MachineOwner& owner) override { owner_ = &owner; }
  std::int64_t desired() const override { return desired_; }
  void set_desired(std::int64_t desired, sim::Time now, bool booted) override;
  void release(MachineId machine, sim::Time now) override;
  void terminate(MachineId machine, sim::Time now) override;
  void protect(MachineId machine, bool is_protected) override;

  std::uint64_t serial_of(MachineId machine) const override { return machines_[machine].serial; }
  ZoneId zone_of(MachineId machine) const override { return machines_[machine].zone; }
  sim::Vcpu vcpus() const override { return shape_.vcpu; }
  sim::Bytes memory() const override { return shape_.memory; }
  sim::Bytes usable_memory() const override { return usable_memory_; }
  CpuSpeed speed() const override { return speed_; }

 private:
  enum class State : std::uint8_t { kRequested, kPending, kBooting, kReady, kLeaving, kShuttingDown };
  struct Machine {
    State state = State::kRequested;
    bool is_protected = false;
    ZoneId zone{};
    HostId host{};
    sim::SlotId slot{};
    std::uint64_t serial = 0;  ///< order of launches, 1 is the first
    StartUp start_up{};
    sim::Time running_since{};
  };

  void converge(sim::Time now, bool booted);
  void retry(std::uint32_t unused, sim::Time now);
  bool launch(sim::Time now, bool booted);
  std::optional<HostId> place(ZoneId& zone, sim::Time now);
  void advance(std::uint32_t machine, sim::Time now);
  void begin_pending(Machine& machine, sim::Time now);
  void begin_running(Machine& machine, sim::Time now);
  void become_ready(MachineId id, sim::Time now);
  std::optional<MachineId> next_to_leave() const;
  void begin_leaving(MachineId id, sim::Time now);
  void stop_running(Machine& machine, sim::Time now);
  void shut_down(Machine& machine, sim::Time now);
  void end(MachineId id, sim::Time now);
  void schedule(const Machine& machine, sim::Time at);
  void log(const Machine& machine, const char* what, sim::Time now) const;

  const RunContext& context_;
  MachineOwner* owner_ = nullptr;
  MachineShape shape_{};
  sim::Bytes usable_memory_{};
  sim::Bytes used_memory_{};
  sim::Vcpu overhead_{};
  CpuSpeed speed_{};
  sim::Duration placement_retry_{};
  StartUpSampler start_up_;
  InstanceMeters meters_;
  sim::SlotId retry_slot_{};
  std::int64_t desired_ = 0;
  std::uint64_t launches_ = 0;
  sim::Pool<Machine, MachineId> machines_{};
  std::vector<MachineId> active_{};  ///< launched and not leaving, oldest launch first
  std::vector<std::int64_t> active_in_zone_;
};

/// The group that `config` describes, with its meters opened.
std::unique_ptr<MachineGroup> make_machine_group(const MachineGroupConfig& config, const RunContext& context);

}  // namespace models::machines
