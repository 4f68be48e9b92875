// An EC2 Auto Scaling group: keeps as many instances as desired, balanced over zones, and replaces those that go.
#pragma once

#include <algorithm>
#include <cstdint>
#include <limits>
#include <memory>
#include <optional>
#include <string>

#include "models/machines/instance_launches.hpp"
#include "models/machines/instances.hpp"
#include "models/machines/members.hpp"
#include "models/machines/purchase_plan.hpp"
#include "models/machines/spot_interruptions.hpp"
#include "models/machines/warm_pool.hpp"
#include "models/ports/machine_group_config.hpp"
#include "models/ports/machines.hpp"
#include "models/ports/run_context.hpp"

namespace models::machines {

/// Complexity: a launch costs one placement and O(log events); a choice of who leaves O(instances).
class AutoScalingGroup final : public MachineGroup, private InstanceEvents, private SpotEvents {
 public:
  /// Opens the group's meters. `config` was checked; `context` outlives the group.
  AutoScalingGroup(const MachineGroupConfig& config, const RunContext& context);

  void set_owner(MachineOwner& owner) override {
    owner_ = &owner;
    launches_.set_owner(owner);
  }
  std::int64_t desired() const override { return desired_; }
  void set_desired(std::int64_t desired, sim::Time now, bool booted) override;
  void release(MachineId machine, sim::Time now) override;
  void terminate(MachineId machine, sim::Time now) override;
  void protect(MachineId machine, bool is_protected) override;
  void set_maximum(std::int64_t maximum) override { maximum_ = maximum; }
  void in_service(MachineId machine, sim::Time now) override;
  void replace(MachineId machine, sim::Time now) override;
  void finish(sim::Time now) override;

  std::string name_of(MachineId machine) const override { return instances_.name_of(machine); }
  ZoneId zone_of(MachineId machine) const override { return instances_[machine].offer.zone; }
  sim::Time without_capacity_since() const override { return launches_.tried_since(); }
  sim::Time sought_since(MachineId machine) const override {
    return std::min(instances_[machine].launch.sought_since, instances_[machine].requested_at);
  }
  sim::Time requested_at(MachineId machine) const override { return instances_[machine].requested_at; }
  sim::Time running_since(MachineId machine) const override { return instances_[machine].running_since; }
  sim::Time newest_launch() const override;
  bool is_resumed(MachineId machine) const override { return instances_[machine].is_resumed; }
  std::size_t type_of(MachineId machine) const override { return instances_[machine].offer.type; }
  bool is_spot(MachineId machine) const override { return instances_[machine].offer.is_spot; }
  sim::Vcpu vcpus_of(MachineId machine) const override { return instances_.type_of(machine).shape.vcpu; }
  CpuSpeed speed_of(MachineId machine) const override { return instances_.type_of(machine).speed; }
  sim::Bytes usable_memory_of(MachineId machine) const override { return instances_.type_of(machine).usable_memory; }
  sim::Vcpu vcpus() const override { return instances_.types().front().shape.vcpu; }
  sim::Bytes memory() const override { return instances_.types().front().shape.memory; }
  sim::Bytes usable_memory() const override { return instances_.types().front().usable_memory; }
  CpuSpeed speed() const override { return instances_.types().front().speed; }

 private:
  void instance_up(MachineId machine, sim::Time now) override;
  std::int64_t cpu_used(MachineId machine, sim::Time now) override { return owner_->cpu_used(machine, now); }
  void limit_cpu(MachineId machine, sim::Vcpu capacity, sim::Time now) override {
    owner_->limit_cpu(machine, capacity, now);
  }
  void instance_waits(MachineId, sim::Time) override {}
  void at_risk(MachineId machine, sim::Time now) override;
  void noticed(MachineId machine, sim::Time now) override;
  void taken(MachineId machine, sim::Time now) override;
  void reclaim_began(const SpotReclaim& reclaim, sim::Time now) override;

  void converge(sim::Time now, bool booted);
  void retry(std::uint32_t unused, sim::Time now);
  void retry_at(sim::Time at);
  bool may_grow() const;
  bool grow(sim::Time now, bool booted);
  bool take_from_pool(sim::Time now);
  std::optional<MachineId> launch_in(ZoneId zone, bool is_spot, bool is_pooled, sim::Time now);
  void count_missing(sim::Time now);
  void join(MachineId id, LaunchKind kind, const MissingLaunch& missing);
  bool even_out_zones(sim::Time now);
  std::int64_t at_once() const;
  void fill_pool(sim::Time now, bool booted);
  bool reuses() const { return pool_ && pool_->config().reuse_on_scale_in; }
  void begin_leaving(MachineId id, sim::Time now);

  const RunContext& context_;
  std::string name_;  ///< in events
  MachineOwner* owner_ = nullptr;
  sim::Duration placement_retry_;
  sim::Duration health_check_period_;
  bool az_rebalance_;
  bool capacity_rebalance_ = false;
  PurchasePlan plan_;
  Instances instances_;
  InstanceLaunches launches_;
  Members members_;
  std::optional<WarmPool> pool_{};
  std::optional<SpotInterruptions> spot_{};
  sim::SlotId retry_slot_{};
  std::int64_t desired_ = 0;
  std::int64_t returning_ = 0;  ///< leave the group for the pool
  std::int64_t maximum_ = std::numeric_limits<std::int32_t>::max();
};

/// The group that `config` describes, with its meters opened.
std::unique_ptr<MachineGroup> make_machine_group(const MachineGroupConfig& config, const RunContext& context);

}  // namespace models::machines
