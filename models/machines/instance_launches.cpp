#include "models/machines/instance_launches.hpp"

#include <utility>

namespace models::machines {

void InstanceLaunches::begin(MachineId id, LaunchKind kind, const MissingLaunch& missing) {
  launches_ += missing.wanted_at == sim::Time::never() ? 0U : 1U;
  instances_[id].launch = {launches_, kind, missing, missing.noticed_at};
}

void InstanceLaunches::cancel(MachineId id) {
  missing_.put_back(std::exchange(instances_[id].launch.missing, {}));
  --launches_;
}

void InstanceLaunches::end(MachineId id, LaunchEnd how, sim::Time now) {
  Machine& machine = instances_[id];
  const auto [wanted_at, noticed_at] = std::exchange(machine.launch.missing, {});
  if (!events_.keeps_launch(machine.launch.number) || !is_measured_ || wanted_at == sim::Time::never()) {
    return;
  }
  Launch launch;
  launch.number = machine.launch.number;
  launch.kind = machine.launch.kind;
  launch.subject = instances_.name_of(id);
  launch.instance = launch.subject;
  launch.is_spot = machine.offer.is_spot;
  launch.end = how;
  launch.wanted_at = wanted_at;
  LaunchClock clock{launch, now};
  clock.passed(LaunchPhase::kGroupHealthCheck, noticed_at);
  clock.passed(LaunchPhase::kEc2Capacity, machine.requested_at);
  clock.passed(LaunchPhase::kInstancePending, machine.running_since);
  clock.passed(LaunchPhase::kInstanceBoot, machine.booted_at);
  if (machine.state == State::kReady) {
    owner_->tell_start(id, clock);
  }
  events_.launched(std::move(launch));
}

}  // namespace models::machines
