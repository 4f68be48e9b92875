// An EC2 Auto Scaling group.
//
// What: keeps as many instances as desired. A new one goes to the zone with the fewest; if no host there has room, to
//   the other zones in the same order; if none has, the group tries again later. Who leaves: of the zones that have an
//   unprotected instance the one with the most, there the oldest launch. (The default termination policy; all instances
//   have one launch template, and its last rule, "random", gives way to the order of launches.)
// Source: EC2 Auto Scaling user guide: availability zones, termination policies; EC2 user guide: instance lifecycle
//   (2023-06).
// Units: instances; thousandths of a vCPU; bytes.
// Assumes: ties between zones go to the lowest number. Protected instances stay, also when more are there than desired,
//   until they lose their protection.
// Leaves out: rebalancing between zones, failures, warm pools, Spot, mixed instance types.
// Checked against: tests/unit/models/machines/.
#include "models/machines/auto_scaling_group.hpp"

#include <algorithm>

#include <fmt/core.h>

#include "sim/check.hpp"

namespace models::machines {

AutoScalingGroup::AutoScalingGroup(const MachineGroupConfig& config, const RunContext& context)
    : context_{context},
      placement_retry_{config.placement_retry},
      start_up_{config, context},
      meters_{config, context.meters},
      active_in_zone_(static_cast<std::size_t>(config.zones)) {
  const std::optional<InstanceFacts> instance = context.facts.instance(config.instance_type);
  const std::optional<InstanceFacts> reference = context.facts.instance(context.reference_cpu);
  SIM_CHECK(instance && (reference || config.cpu_speed), "the configuration was checked");
  SIM_CHECK(active_in_zone_.size() <= context.fleet.zone_count(), "the fleet has the zones of the group");
  const std::optional<CpuSpeed> speed = speed_of(config, *instance, reference.value_or(InstanceFacts{}));
  SIM_CHECK(speed.has_value(), "the instance type has a speed");
  speed_ = *speed;
  shape_ = {instance->vcpus, instance->memory};
  usable_memory_ = models::usable_memory(config, *instance);
  used_memory_ = config.guest_os.memory;
  overhead_ = config.guest_os.cpu;
  retry_slot_ = context.kernel.open(sim::bind<&AutoScalingGroup::retry>(*this), sim::Phase::kCapacity);
}

void AutoScalingGroup::set_desired(std::int64_t desired, sim::Time now, bool booted) {
  SIM_CHECK(desired >= 0, "a group has no fewer than no instances");
  desired_ = desired;
  converge(now, booted);
}

/// Each step looks at the group anew, since the owner may call back while it is told.
void AutoScalingGroup::converge(sim::Time now, bool booted) {
  while (static_cast<std::int64_t>(active_.size()) > desired_) {
    const std::optional<MachineId> machine = next_to_leave();
    if (!machine) {
      break;
    }
    begin_leaving(*machine, now);
  }
  while (static_cast<std::int64_t>(active_.size()) < desired_) {
    if (!launch(now, booted)) {
      context_.kernel.schedule(retry_slot_, now + placement_retry_);
      return;
    }
  }
  context_.kernel.cancel(retry_slot_);
}

void AutoScalingGroup::retry(std::uint32_t /*unused*/, sim::Time now) {
  converge(now, false);
}

bool AutoScalingGroup::launch(sim::Time now, bool booted) {
  ZoneId zone;
  const std::optional<HostId> host = place(zone, now);
  if (!host) {
    if (context_.events.enabled()) {
      context_.events.log(now, "placement_refused", "group",
                          fmt::format("no host has room; {} of {} instances launched, next try in {:g} s",
                                      active_.size(), desired_, placement_retry_.seconds()));
    }
    return false;
  }
  const MachineId id = machines_.acquire();
  Machine& machine = machines_[id];
  machine.zone = zone;
  machine.host = *host;
  machine.serial = ++launches_;
  machine.start_up = start_up_.draw();
  machine.slot = context_.kernel.open(sim::bind<&AutoScalingGroup::advance>(*this, id.index()), sim::Phase::kCapacity);
  active_.push_back(id);
  ++active_in_zone_[zone.index()];
  context_.gauges.add(Gauge::kVmsStarting, now, +1);
  log(machine, "launch", now);
  if (booted) {
    begin_pending(machine, now);
    begin_running(machine, now);
    become_ready(id, now);
  } else {
    schedule(machine, now + machine.start_up.api);
  }
  return true;
}

/// Zones with fewer instances first, then by number. O(zones²), of which there are at most a handful.
std::optional<HostId> AutoScalingGroup::place(ZoneId& zone, sim::Time now) {
  std::vector<bool> tried(active_in_zone_.size());
  for (std::size_t attempt = 0; attempt < tried.size(); ++attempt) {
    std::size_t fewest = tried.size();
    for (std::size_t candidate = 0; candidate < tried.size(); ++candidate) {
      if (!tried[candidate] && (fewest == tried.size() || active_in_zone_[candidate] < active_in_zone_[fewest])) {
        fewest = candidate;
      }
    }
    tried[fewest] = true;
    zone = ZoneId{static_cast<std::uint32_t>(fewest)};
    if (const std::optional<HostId> host = context_.fleet.place(zone, shape_, now)) {
      return host;
    }
  }
  return std::nullopt;
}

void AutoScalingGroup::advance(std::uint32_t number, sim::Time now) {
  const MachineId id{number};
  Machine& machine = machines_[id];
  switch (machine.state) {
    case State::kRequested:
      begin_pending(machine, now);
      schedule(machine, now + machine.start_up.pending);
      return;
    case State::kPending:
      begin_running(machine, now);
      schedule(machine, now + machine.start_up.boot);
      return;
    case State::kBooting:
      become_ready(id, now);
      return;
    case State::kShuttingDown:
      end(id, now);
      return;
    case State::kReady:
    case State::kLeaving:
      break;
  }
  SIM_CHECK(false, "an instance that serves has no event of its own");
}

void AutoScalingGroup::begin_pending(Machine& machine, sim::Time now) {
  machine.state = State::kPending;
  meters_.volume_created(now);
}

void AutoScalingGroup::begin_running(Machine& machine, sim::Time now) {
  machine.state = State::kBooting;
  machine.running_since = now;
  meters_.running(now);
  context_.gauges.add(Gauge::kVcpuBilled, now, shape_.vcpu.milli());
  context_.gauges.add(Gauge::kMemoryBilled, now, shape_.memory.count());
  context_.gauges.add(Gauge::kMemoryUsed, now, used_memory_.count());
  context_.gauges.add(Gauge::kVcpuOverhead, now, overhead_.milli());
}

void AutoScalingGroup::become_ready(MachineId id, sim::Time now) {
  machines_[id].state = State::kReady;
  context_.gauges.add(Gauge::kVmsStarting, now, -1);
  context_.gauges.add(Gauge::kVmsReady, now, +1);
  log(machines_[id], "ready", now);
  SIM_CHECK(owner_ != nullptr, "a group has an owner before it has instances");
  owner_->machine_booted(id, now);
}

std::optional<MachineId> AutoScalingGroup::next_to_leave() const {
  std::optional<MachineId> chosen;
  for (const MachineId id : active_) {  // oldest first, so that the first one of a zone is the zone's choice
    const Machine& machine = machines_[id];
    if (machine.is_protected) {
      continue;
    }
    const auto crowd = [this](MachineId other) { return active_in_zone_[machines_[other].zone.index()]; };
    const bool is_better = !chosen || crowd(id) > crowd(*chosen) ||
                           (crowd(id) == crowd(*chosen) && machine.zone < machines_[*chosen].zone);
    if (is_better) {
      chosen = id;
    }
  }
  return chosen;
}

void AutoScalingGroup::begin_leaving(MachineId id, sim::Time now) {
  Machine& machine = machines_[id];
  active_.erase(std::find(active_.begin(), active_.end(), id));
  --active_in_zone_[machine.zone.index()];
  log(machine, "terminate", now);
  switch (machine.state) {
    case State::kRequested:  // the call has not returned: there is no instance yet
      context_.gauges.add(Gauge::kVmsStarting, now, -1);
      context_.kernel.cancel(machine.slot);
      end(id, now);
      return;
    case State::kPending:
      context_.gauges.add(Gauge::kVmsStarting, now, -1);
      shut_down(machine, now);
      return;
    case State::kBooting:
      context_.gauges.add(Gauge::kVmsStarting, now, -1);
      stop_running(machine, now);
      shut_down(machine, now);
      return;
    case State::kReady:
      machine.state = State::kLeaving;
      owner_->machine_leaving(id, now);
      return;
    case State::kLeaving:
    case State::kShuttingDown:
      break;
  }
  SIM_CHECK(false, "only an active instance begins to leave");
}

void AutoScalingGroup::release(MachineId id, sim::Time now) {
  Machine& machine = machines_[id];
  SIM_CHECK(machine.state == State::kLeaving, "only an instance that was told to leave is released");
  context_.gauges.add(Gauge::kVmsReady, now, -1);
  stop_running(machine, now);
  shut_down(machine, now);
}

void AutoScalingGroup::terminate(MachineId id, sim::Time now) {
  const State state = machines_[id].state;
  if (state == State::kLeaving || state == State::kShuttingDown) {
    return;
  }
  --desired_;
  begin_leaving(id, now);
}

/// A group that holds more than desired, since all were protected, shrinks as soon as it may. It does so in an event of
/// its own: the owner is in the middle of something when it calls.
void AutoScalingGroup::protect(MachineId id, bool is_protected) {
  machines_[id].is_protected = is_protected;
  if (!is_protected && static_cast<std::int64_t>(active_.size()) > desired_) {
    context_.kernel.schedule(retry_slot_, context_.kernel.now());
  }
}

void AutoScalingGroup::stop_running(Machine& machine, sim::Time now) {
  meters_.stopped(machine.running_since, now);
  context_.gauges.add(Gauge::kVcpuBilled, now, -shape_.vcpu.milli());
  context_.gauges.add(Gauge::kMemoryBilled, now, -shape_.memory.count());
  context_.gauges.add(Gauge::kMemoryUsed, now, -used_memory_.count());
  context_.gauges.add(Gauge::kVcpuOverhead, now, -overhead_.milli());
}

void AutoScalingGroup::shut_down(Machine& machine, sim::Time now) {
  machine.state = State::kShuttingDown;
  schedule(machine, now + machine.start_up.shutdown);
}

void AutoScalingGroup::end(MachineId id, sim::Time now) {
  const Machine& machine = machines_[id];
  if (machine.state == State::kShuttingDown) {
    meters_.volume_deleted(now);
  }
  context_.fleet.release(machine.host, shape_, now);
  context_.kernel.close(machine.slot);
  machines_.release(id);
}

void AutoScalingGroup::schedule(const Machine& machine, sim::Time at) {
  context_.kernel.schedule(machine.slot, at);
}

void AutoScalingGroup::log(const Machine& machine, const char* what, sim::Time now) const {
  if (context_.events.enabled()) {
    context_.events.log(now, what, fmt::format("i-{:05}", machine.serial),
                        fmt::format("zone {}, host {}", machine.zone.index(), machine.host.index()));
  }
}

std::unique_ptr<MachineGroup> make_machine_group(const MachineGroupConfig& config, const RunContext& context) {
  return std::make_unique<AutoScalingGroup>(config, context);
}

}  // namespace models::machines
