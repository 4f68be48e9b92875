// What an EC2 instance costs while it exists and while it runs.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "models/machines/machine.hpp"
#include "models/ports/machine_group_config.hpp"
#include "models/ports/meter.hpp"

namespace models::machines {

/// Who ended a run of an instance: whoever rents it (its group, too), or EC2, which takes a Spot instance back.
enum class EndedBy : std::uint8_t { kCustomer, kEc2 };

/// The meters of a group's instances. The volume exists from the first pending to terminated; everything else is billed
/// from running to shutting-down or stopping: the instance per started second with a minimum of 60 s for every start,
/// detailed monitoring and the public address by time. An instance that EC2 interrupts in its first hour is not
/// charged, but for what is beside it: volume, monitoring, address. Source: EC2 user guide: instance lifecycle
/// (2023-06): pending, shutting-down, stopped and terminated are not billed; billing for interrupted Spot Instances
/// (the edition that excepts SUSE alone, so of 2024-07 or later; read 2026-11).
class InstanceMeters {
 public:
  /// Opens those of every type and purchase option that the group may launch.
  InstanceMeters(const MachineGroupConfig& config, const std::vector<MachineType>& types, Meters& meters);

  void volume_created(sim::Time now);
  void volume_deleted(sim::Time now);
  void running(const Offer& offer, sim::Time now);
  void stopped(const Offer& offer, sim::Time running_since, EndedBy by, sim::Time now);

 private:
  MeterId of(const Offer& offer) const { return offer.is_spot ? spot_.at(offer.type) : on_demand_.at(offer.type); }

  Meters& meters_;
  std::vector<MeterId> on_demand_{};  ///< by type; empty: none is bought so
  std::vector<MeterId> fees_{};       ///< by type, of instances on demand; empty: nobody manages them for a fee
  std::vector<MeterId> spot_{};       ///< by type; empty: none is bought so
  MeterId ebs_;
  std::optional<MeterId> monitoring_{};
  std::optional<MeterId> public_ipv4_{};
  std::int64_t ebs_gib_;
  std::int64_t fee_;  ///< 1e-4 of an instance, for each
};

}  // namespace models::machines
