// The instances that count towards a group's desired capacity, by zone and purchase option, and who of them goes first.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "models/machines/instances.hpp"
#include "sim/kernel/by_age.hpp"

namespace models::machines {

/// Members were launched and are not leaving. A marked one shall leave when its replacement serves: it is a member, but
/// does not count. Complexity: O(log members) for what changes one, O(kinds of them) for what chooses one, O(zones) for
/// the order of zones.
class Members {
 public:
  /// By the order in which they joined.
  using ByAge = sim::ByAge<MachineId>;

  Members(std::size_t zones, Instances& instances) : instances_{instances}, in_zone_(zones) {}

  void add(MachineId machine);
  void remove(MachineId machine);
  bool has(MachineId machine) const { return instances_[machine].joined != 0; }
  void mark(MachineId machine);
  /// Whether the instance may be chosen to leave; it need not be a member (yet).
  void protect(MachineId machine, bool is_protected);

  std::int64_t size() const { return static_cast<std::int64_t>(all_.size()); }
  /// Members that are not marked.
  std::int64_t counted() const { return size() - marked(); }
  std::int64_t marked() const { return static_cast<std::int64_t>(marked_.size()); }
  std::int64_t on_demand() const { return on_demand_; }
  const ByAge& oldest_first() const { return all_; }
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
  /// Members that are alike to the termination policy, but for their age.
  struct Kind {
    Offer offer{};
    ByAge may_go{};  ///< neither protected nor marked
  };

  void count(MachineId machine, std::int64_t delta);
  ByAge& may_go(MachineId machine);
  void update_may_go(MachineId machine);
  std::int64_t& in_zone(MachineId machine) { return in_zone_[instances_[machine].offer.zone.index()]; }

  Instances& instances_;
  std::uint64_t joined_ = 0;
  ByAge all_{};
  ByAge marked_{};
  std::vector<Kind> kinds_{};
  std::vector<std::int64_t> in_zone_;
  std::int64_t on_demand_ = 0;
};

}  // namespace models::machines
