// What an EC2 instance costs while it exists and while it runs.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "models/ports/machine_group_config.hpp"
#include "models/ports/meter.hpp"

namespace models::machines {

/// The meters of a group's instances. The volume exists from pending to terminated; everything else is billed from
/// running to shutting-down: the instance per started second with a minimum of 60 s, detailed monitoring and the public
/// address by time.
/// Source: EC2 user guide, instance lifecycle (2023-06): pending, shutting-down and terminated are not billed.
class InstanceMeters {
 public:
  InstanceMeters(const MachineGroupConfig& config, Meters& meters);

  void volume_created(sim::Time now);
  void volume_deleted(sim::Time now);
  void running(sim::Time now);
  void stopped(sim::Time running_since, sim::Time now);

 private:
  Meters& meters_;
  MeterId instance_;
  MeterId ebs_;
  std::optional<MeterId> monitoring_{};
  std::optional<MeterId> public_ipv4_{};
  std::int64_t ebs_gib_;
};

}  // namespace models::machines
