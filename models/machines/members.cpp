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

void Members::add(MachineId id) {
  Machine& machine = instances_[id];
  SIM_CHECK(machine.joined == 0, "an instance joins once");
  machine.joined = ++joined_;
  all_.insert(machine.joined, id);
  count(id, +1);
  update_may_go(id);
}

void Members::remove(MachineId id) {
  Machine& machine = instances_[id];
  SIM_CHECK(has(id), "only a member leaves");
  may_go(id).erase(machine.joined);
  all_.erase(machine.joined);
  if (machine.is_marked) {
    machine.is_marked = false;
    marked_.erase(machine.joined);
  } else {
    count(id, -1);
  }
  machine.joined = 0;
}

void Members::mark(MachineId id) {
  Machine& machine = instances_[id];
  SIM_CHECK(!machine.is_marked, "an instance is replaced once");
  machine.is_marked = true;
  marked_.insert(machine.joined, id);
  count(id, -1);
  update_may_go(id);
}

void Members::protect(MachineId id, bool is_protected) {
  instances_[id].is_protected = is_protected;
  if (has(id)) {
    update_may_go(id);
  }
}

Members::ByAge& Members::may_go(MachineId id) {
  const Offer& offer = instances_[id].offer;
  const auto found =
      std::find_if(kinds_.begin(), kinds_.end(), [&offer](const Kind& kind) { return kind.offer == offer; });
  return found != kinds_.end() ? found->may_go : kinds_.emplace_back(Kind{offer}).may_go;
}

void Members::update_may_go(MachineId id) {
  const Machine& machine = instances_[id];
  if (machine.is_protected || machine.is_marked) {
    may_go(id).erase(machine.joined);
  } else {
    may_go(id).insert(machine.joined, id);
  }
}

std::optional<MachineId> Members::oldest_marked() const {
  return marked_.empty() ? std::nullopt : std::optional{marked_.oldest()};
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
  const auto rank = [&](const Offer& offer) {  // the smallest goes
    return std::tuple{-in_zone_[offer.zone.index()], offer.is_spot != spot_goes, -static_cast<std::int64_t>(offer.type),
                      offer.zone.index()};
  };
  const Kind* chosen = nullptr;
  for (const Kind& kind : kinds_) {
    if (!kind.may_go.empty() && (chosen == nullptr || rank(kind.offer) < rank(chosen->offer))) {
      chosen = &kind;
    }
  }
  return chosen == nullptr ? std::nullopt : std::optional{chosen->may_go.oldest()};
}

}  // namespace models::machines
