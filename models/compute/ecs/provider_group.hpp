// A capacity provider of a cluster: its Auto Scaling group, and the managed scaling of it.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "models/compute/ecs/cluster_tasks.hpp"
#include "models/compute/ecs/config.hpp"
#include "models/compute/ecs/instance_room.hpp"
#include "models/ports/capacity_provider.hpp"
#include "models/ports/facts.hpp"
#include "models/ports/machines.hpp"

namespace models::ecs {

/// What the assembly makes for a capacity provider.
struct ProviderParts {
  std::unique_ptr<MachineGroup> group{};
  std::unique_ptr<CapacityProvider> scaling{};
};

/// What the cluster is told of the groups of its capacity providers: MachineOwner's contract, the instances numbered
/// through the cluster.
class InstancesOwner {
 public:
  virtual ~InstancesOwner() = default;
  virtual void instance_booted(InstanceId instance, sim::Time now) = 0;
  virtual void instance_leaving(InstanceId instance, sim::Time now) = 0;
  virtual void instance_noticed(InstanceId instance, sim::Time now) = 0;
  virtual void instance_lost(InstanceId instance, sim::Time now) = 0;
  virtual void tell_start_of(InstanceId instance, LaunchClock& clock) const = 0;
  virtual std::int64_t cpu_used_on(InstanceId instance, sim::Time now) = 0;
  virtual void limit_cpu_of(InstanceId instance, sim::Vcpu capacity, sim::Time now) = 0;
};

/// One of the cluster's capacity providers.
struct ProviderNumber {
  std::uint32_t index = 0;
  std::uint32_t count = 1;
};

class ProviderGroup final : public MachineOwner {
 public:
  ProviderGroup(const EcsConfig& config, const ClusterProvider& provider, ProviderNumber number, const Facts& facts,
                ProviderParts parts, InstancesOwner& owner)
      : name_{provider.name},
        number_{number},
        types_{type_names(provider.instances.machines, provider.instances.group_options())},
        rooms_{instance_rooms(config, provider.instances, facts)},
        drains_spot_instances_{provider.instances.spot_instance_draining},
        is_all_spot_{provider.instances.is_all_spot()},
        group_{std::move(parts.group)},
        scaling_{std::move(parts.scaling)},
        owner_{owner} {
    group_->set_owner(*this);
    group_->set_maximum(scaling_->maximum());
  }

  /// Empty where the cluster has one only.
  const std::string& name() const { return name_; }
  /// What its decisions are logged under.
  std::string subject() const { return name_.empty() ? "instances" : name_; }
  const std::string& type(std::size_t index) const { return types_[index]; }
  const InstanceRoom& room(std::size_t type) const { return rooms_[type]; }
  bool drains_spot_instances() const { return drains_spot_instances_; }
  /// It launches no On-Demand instance.
  bool is_all_spot() const { return is_all_spot_; }
  MachineGroup& group() { return *group_; }
  const MachineGroup& group() const { return *group_; }
  CapacityProvider& scaling() { return *scaling_; }
  const CapacityProvider& scaling() const { return *scaling_; }

  void machine_booted(MachineId machine, sim::Time now) override { owner_.instance_booted(id_of(machine), now); }
  void machine_leaving(MachineId machine, sim::Time now) override { owner_.instance_leaving(id_of(machine), now); }
  void machine_noticed(MachineId machine, sim::Time now) override { owner_.instance_noticed(id_of(machine), now); }
  void machine_lost(MachineId machine, sim::Time now) override { owner_.instance_lost(id_of(machine), now); }
  void tell_start(MachineId machine, LaunchClock& clock) const override { owner_.tell_start_of(id_of(machine), clock); }
  std::int64_t cpu_used(MachineId machine, sim::Time now) override { return owner_.cpu_used_on(id_of(machine), now); }
  void limit_cpu(MachineId machine, sim::Vcpu capacity, sim::Time now) override {
    owner_.limit_cpu_of(id_of(machine), capacity, now);
  }

  /// The groups' numbers are interleaved: dense, as long as the groups are of like size.
  InstanceId id_of(MachineId machine) const { return InstanceId{machine.index() * number_.count + number_.index}; }
  MachineId machine_of(InstanceId instance) const { return MachineId{instance.index() / number_.count}; }

 private:
  std::string name_;
  ProviderNumber number_;
  std::vector<std::string> types_;
  std::vector<InstanceRoom> rooms_;  ///< by type
  bool drains_spot_instances_;
  bool is_all_spot_;
  std::unique_ptr<MachineGroup> group_;
  std::unique_ptr<CapacityProvider> scaling_;
  InstancesOwner& owner_;
};

}  // namespace models::ecs
