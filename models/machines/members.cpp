// Who belongs to a group, and who of them leaves first.
//
// What: the default termination policy. Of the zones that have an instance which may go, those with the most; there
//   an instance of the purchase option of which the group has too many; of these a type of the lowest priority; of
//   these the oldest launch. Zones come first, so that a group may fall below its On-Demand base until it grows again.
// Source: EC2 Auto Scaling user guide, termination policies (2023-06); that the purchase option and the priority of
//   types come before age is unverified.
// Assumes: ties between zones go to the lowest number. All instances have one launch template and are billed by the
//   second, so that "oldest template" and "closest to the next billing hour" choose nobody, and the last rule, "at
//   random", gives way to the order of launches.
// Leaves out: custom termination policies.
// Checked against: tests/unit/models/machines/members_test.cpp.
#include "models/machines/members.hpp"

#include <algorithm>
#include <tuple>

#include "sim/check.hpp"

namespace models::machines {

void Members::count(MachineId machine, std::int64_t delta) {
  in_zone(machine) += delta;
  on_demand_ += instances_[machine].offer.is_spot ? 0 : delta;
}

void Members::add(MachineId machine) {
  list_.push_back(machine);
  count(machine, +1);
}

void Members::remove(MachineId machine) {
  const auto found = std::find(list_.begin(), list_.end(), machine);
  SIM_CHECK(found != list_.end(), "only a member leaves");
  list_.erase(found);
  if (instances_[machine].is_marked) {
    instances_[machine].is_marked = false;
    --marked_;
  } else {
    count(machine, -1);
  }
}

bool Members::has(MachineId machine) const {
  return std::find(list_.begin(), list_.end(), machine) != list_.end();
}

void Members::mark(MachineId machine) {
  SIM_CHECK(!instances_[machine].is_marked, "an instance is replaced once");
  instances_[machine].is_marked = true;
  ++marked_;
  count(machine, -1);
}

std::optional<MachineId> Members::oldest_marked() const {
  const auto found =
      std::find_if(list_.begin(), list_.end(), [this](MachineId machine) { return instances_[machine].is_marked; });
  return found == list_.end() ? std::nullopt : std::optional{*found};
}

std::vector<ZoneId> Members::zones_by_room() const {
  std::vector<ZoneId> zones;
  for (std::size_t zone = 0; zone < in_zone_.size(); ++zone) {
    zones.emplace_back(static_cast<std::uint32_t>(zone));
  }
  std::stable_sort(zones.begin(), zones.end(),
                   [this](ZoneId a, ZoneId b) { return in_zone_[a.index()] < in_zone_[b.index()]; });
  return zones;
}

std::int64_t Members::imbalance() const {
  const auto [fewest, most] = std::minmax_element(in_zone_.begin(), in_zone_.end());
  return *most - *fewest;
}

std::optional<MachineId> Members::next_to_leave(std::int64_t on_demand_wanted) const {
  const bool spot_goes = on_demand_ <= on_demand_wanted;
  const auto rank = [&](MachineId id) {  // the smallest goes; equal ones in the order of the list, oldest first
    const Offer& offer = instances_[id].offer;
    return std::tuple{-in_zone_[offer.zone.index()], offer.is_spot != spot_goes, -static_cast<std::int64_t>(offer.type),
                      offer.zone.index()};
  };
  std::optional<MachineId> chosen;
  for (const MachineId id : list_) {
    const Machine& machine = instances_[id];
    if (!machine.is_protected && !machine.is_marked && (!chosen || rank(id) < rank(*chosen))) {
      chosen = id;
    }
  }
  return chosen;
}

}  // namespace models::machines
