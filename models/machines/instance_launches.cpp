#include "models/machines/instance_launches.hpp"

#include <utility>

namespace models::machines {

void InstanceLaunches::begin(MachineId id, LaunchKind kind, sim::Time wanted_at) {
  launches_ += wanted_at == sim::Time::never() ? 0U : 1U;
  instances_[id].launch = {launches_, kind, wanted_at};
}

void InstanceLaunches::cancel(MachineId id) {
  missing_.put_back(std::exchange(instances_[id].launch.wanted_at, sim::Time::never()));
  --launches_;
}

void InstanceLaunches::end(MachineId id, LaunchEnd how, sim::Time now) {
  Machine& machine = instances_[id];
  const sim::Time wanted_at = std::exchange(machine.launch.wanted_at, sim::Time::never());
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
  clock.passed(LaunchPhase::kLaunchQuota, machine.requested_at);
  clock.passed(LaunchPhase::kInstancePending, machine.running_since);
  clock.passed(LaunchPhase::kInstanceBoot, machine.booted_at);
  if (machine.state == State::kReady) {
    owner_->tell_start(id, clock);
  }
  events_.launched(std::move(launch));
}

}  // namespace models::machines
