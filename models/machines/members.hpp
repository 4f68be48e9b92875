// The instances that count towards a group's desired capacity, by zone and purchase option, and who of them goes first.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "models/machines/instances.hpp"

namespace models::machines {

/// Members were launched and are not leaving. A marked one shall leave when its replacement serves: it is a member, but
/// does not count. Complexity: O(members) for what chooses one, O(zones) for the order of zones.
class Members {
 public:
  Members(std::size_t zones, Instances& instances) : instances_{instances}, in_zone_(zones) {}

  void add(MachineId machine);
  void remove(MachineId machine);
  bool has(MachineId machine) const;
  void mark(MachineId machine);

  std::int64_t size() const { return static_cast<std::int64_t>(list_.size()); }
  /// Members that are not marked.
  std::int64_t counted() const { return size() - marked_; }
  std::int64_t marked() const { return marked_; }
  std::int64_t on_demand() const { return on_demand_; }
  const std::vector<MachineId>& oldest_first() const { return list_; }
  std::optional<MachineId> oldest_marked() const;

  /// Zones with fewer counted members first, then by number.
  std::vector<ZoneId> zones_by_room() const;
  const std::vector<std::int64_t>& in_zones() const { return in_zone_; }
  /// Instances by which the fullest zone exceeds the emptiest one.
  std::int64_t imbalance() const;
  /// Who goes next when the group shrinks: see the head of members.cpp. `on_demand_wanted`: On-Demand instances of the
  /// group as it shall be.
  std::optional<MachineId> next_to_leave(std::int64_t on_demand_wanted) const;

 private:
  void count(MachineId machine, std::int64_t delta);
  std::int64_t& in_zone(MachineId machine) { return in_zone_[instances_[machine].offer.zone.index()]; }

  Instances& instances_;
  std::vector<MachineId> list_{};
  std::vector<std::int64_t> in_zone_;
  std::int64_t on_demand_ = 0;
  std::int64_t marked_ = 0;
};

}  // namespace models::machines
