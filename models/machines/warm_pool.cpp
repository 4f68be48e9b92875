#include "models/machines/warm_pool.hpp"

namespace models::machines {

std::optional<MachineId> WarmPool::waiting_in(ZoneId zone) const {
  for (const MachineId id : list_) {
    const Machine& machine = instances_[id];
    const bool is_waiting = machine.state == State::kStopped || machine.state == State::kWarm;
    if (is_waiting && machine.offer.zone == zone) {
      return id;
    }
  }
  return std::nullopt;
}

ZoneId WarmPool::emptiest_zone(std::vector<std::int64_t> count) const {
  for (const MachineId id : list_) {
    ++count[instances_[id].offer.zone.index()];
  }
  return ZoneId{static_cast<std::uint32_t>(std::min_element(count.begin(), count.end()) - count.begin())};
}

}  // namespace models::machines
