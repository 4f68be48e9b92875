// An EC2 Auto Scaling group.
//
// What: keeps as many instances as desired. A new one comes from the warm pool, or else goes to the zone with the
//   fewest; if there is no capacity there, to the other zones in the same order; if none has any, the group tries again
//   later. Instances that EC2 takes, or that their owner calls unhealthy, are replaced. One that is to be replaced
//   while it still serves (zones have become uneven; Capacity Rebalancing) leaves when its replacement serves.
// Source: EC2 Auto Scaling user guide: availability zones, rebalancing activities, warm pools, purchase options,
//   Capacity Rebalancing (2023-06).
// Units: instances.
// Assumes: Spot is never made up for by On-Demand. A Spot instance that drains is let finish, and billed, though EC2
// may
//   want it back sooner. Protected instances stay, also when more are there than desired,
//   until they lose their protection, and are never moved between zones.
// Leaves out: weighted capacity; launch failures other than missing capacity.
// Checked against: tests/unit/models/machines/.
#include "models/machines/auto_scaling_group.hpp"

#include <algorithm>
#include <vector>

#include <fmt/core.h>

#include "sim/check.hpp"

namespace models::machines {

AutoScalingGroup::AutoScalingGroup(const MachineGroupConfig& config, const RunContext& context)
    : context_{context},
      name_{config.name.empty() ? "group" : config.name},
      placement_retry_{config.placement_retry},
      health_check_period_{config.options.health_check_period},
      az_rebalance_{config.options.az_rebalance},
      plan_{config.options.mixed_instances},
      instances_{config, context, *this},
      launches_{instances_, context.events},
      members_{static_cast<std::size_t>(config.zones), instances_} {
  SIM_CHECK(static_cast<std::size_t>(config.zones) <= context.fleet.zone_count(), "the fleet has the group's zones");
  retry_slot_ = context.kernel.open(sim::bind<&AutoScalingGroup::retry>(*this), sim::Phase::kCapacity);
  if (config.options.warm_pool) {
    pool_.emplace(*config.options.warm_pool, instances_);
  }
  if (config.options.mixed_instances) {
    capacity_rebalance_ = config.options.mixed_instances->capacity_rebalance;
    spot_.emplace(config, context, instances_.types(), static_cast<SpotEvents&>(*this));
    spot_->start(context.kernel.now());
  }
}

void AutoScalingGroup::set_desired(std::int64_t desired, sim::Time now, bool booted) {
  SIM_CHECK(desired >= 0, "a group has no fewer than no instances");
  desired_ = desired;
  converge(now, booted);
}

/// Each step looks at the group anew, since the owner may call back while it is told.
void AutoScalingGroup::converge(sim::Time now, bool booted) {
  while (members_.counted() > desired_) {
    const std::optional<MachineId> machine = members_.next_to_leave(plan_.on_demand(desired_));
    if (!machine) {
      break;
    }
    instances_[*machine].may_return = true;
    begin_leaving(*machine, now);
  }
  context_.kernel.cancel(retry_slot_);
  count_missing(now);
  while (members_.counted() < desired_ && may_grow()) {
    count_missing(now);
    launches_.notice_missing(now);
    if (!grow(now, booted)) {
      retry_at(now + placement_retry_);
      break;
    }
  }
  if (!even_out_zones(now)) {
    retry_at(now + placement_retry_);
  }
  fill_pool(now, booted);
}

void AutoScalingGroup::count_missing(sim::Time now) {
  launches_.set_missing(std::max<std::int64_t>(desired_ - members_.counted(), 0), now);
}

void AutoScalingGroup::retry(std::uint32_t /*unused*/, sim::Time now) {
  converge(now, false);
}

void AutoScalingGroup::retry_at(sim::Time at) {
  if (!context_.kernel.is_scheduled(retry_slot_) || at < context_.kernel.time_of_slot(retry_slot_)) {
    context_.kernel.schedule(retry_slot_, at);
  }
}

/// Replacements may take the group above its maximum, by a tenth but at least one.
bool AutoScalingGroup::may_grow() const {
  const std::int64_t most = std::max(maximum_, desired_);
  return members_.size() < most + (members_.marked() > 0 ? std::max<std::int64_t>(1, most / 10) : 0);
}

bool AutoScalingGroup::grow(sim::Time now, bool booted) {
  if (!booted && take_from_pool(now)) {
    return true;
  }
  const bool is_spot = members_.on_demand() >= plan_.on_demand(desired_);
  for (const ZoneId zone : members_.zones_by_room()) {
    if (const std::optional<MachineId> id = launch_in(zone, is_spot, false, now)) {
      const MissingLaunch missing = launches_.take_missing();
      join(*id, LaunchKind::kInstance, booted ? MissingLaunch{} : missing);
      if (booted) {
        instances_.come_up_at_once(*id, now);
      }
      return true;
    }
  }
  if (context_.events.enabled()) {
    context_.events.log(now, "placement_refused", name_,
                        fmt::format("{}; {} of {} instances launched, next try in {:g} s",
                                    is_spot ? "no Spot capacity" : "no host has room", members_.counted(), desired_,
                                    placement_retry_.seconds()));
  }
  return false;
}

/// `missing`: wanted never for an instance that is there before the run.
void AutoScalingGroup::join(MachineId id, LaunchKind kind, const MissingLaunch& missing) {
  launches_.begin(id, kind, missing);
  instances_[id].is_replacement = members_.marked() > 0;
  members_.add(id);
}

std::optional<MachineId> AutoScalingGroup::launch_in(ZoneId zone, bool is_spot, bool is_pooled, sim::Time now) {
  for (std::size_t type = 0; type < instances_.types().size(); ++type) {
    const Offer offer{static_cast<std::uint16_t>(type), is_spot, zone};
    if (is_spot && !spot_->offers(offer, now)) {
      continue;
    }
    if (const std::optional<MachineId> id = instances_.launch(offer, is_pooled, now)) {
      return id;
    }
  }
  return std::nullopt;
}

bool AutoScalingGroup::take_from_pool(sim::Time now) {
  if (!pool_) {
    return false;
  }
  for (const ZoneId zone : members_.zones_by_room()) {
    const std::optional<MachineId> id = pool_->waiting_in(zone);
    if (!id) {
      continue;
    }
    pool_->remove(*id);
    join(*id, LaunchKind::kPooledInstance, launches_.take_missing());
    if (instances_.take_from_pool(*id, now)) {
      return true;
    }
    members_.remove(*id);
    launches_.cancel(*id);
    pool_->add(*id);
  }
  return false;
}

void AutoScalingGroup::fill_pool(sim::Time now, bool booted) {
  if (!pool_) {
    return;
  }
  const std::int64_t wanted = std::max<std::int64_t>(pool_->wanted(maximum_, members_.counted()) - returning_, 0);
  while (pool_->size() > wanted) {
    const MachineId id = pool_->surplus();
    pool_->remove(id);
    instances_.log(id, "terminate_in_pool", now);
    instances_.shut_down(id, now);
  }
  while (pool_->size() < wanted) {
    const ZoneId zone = pool_->emptiest_zone(members_.in_zones());
    const std::optional<MachineId> id = launch_in(zone, false, true, now);
    if (!id) {
      retry_at(now + placement_retry_);
      return;
    }
    pool_->add(*id);
    if (booted) {
      instances_.come_up_at_once(*id, now);
    }
  }
}

/// How many instances are replaced at a time while they serve.
std::int64_t AutoScalingGroup::at_once() const {
  return std::max<std::int64_t>(1, desired_ / 10);
}

/// False: zones are uneven and the emptiest one has no capacity, so that it must be tried again.
bool AutoScalingGroup::even_out_zones(sim::Time now) {
  while (az_rebalance_ && members_.counted() == desired_ && members_.imbalance() > 1 && members_.marked() < at_once()) {
    const std::optional<MachineId> old = members_.next_to_leave(members_.on_demand());
    if (!old) {
      return true;
    }
    const bool is_spot = instances_[*old].offer.is_spot;
    const std::optional<MachineId> id = launch_in(members_.zones_by_room().front(), is_spot, false, now);
    if (!id) {
      return false;
    }
    members_.mark(*old);
    join(*id, LaunchKind::kInstance, {now, now});
    instances_.log(*old, "rebalance", now);
  }
  return true;
}

sim::Time AutoScalingGroup::newest_launch() const {
  if (members_.size() == 0) {
    return sim::Time::never();
  }
  const Machine& newest = instances_[members_.oldest_first().newest()];
  return newest.was_there ? sim::Time::never() : newest.requested_at;
}

void AutoScalingGroup::instance_up(MachineId id, sim::Time now) {
  if (instances_[id].offer.is_spot) {
    spot_->watch(id, instances_[id].serial, now);
  }
  SIM_CHECK(owner_ != nullptr, "a group has an owner before it has instances");
  owner_->machine_booted(id, now);
}

void AutoScalingGroup::in_service(MachineId id, sim::Time now) {
  launches_.end(id, LaunchEnd::kInService, now);
  if (!instances_[id].is_replacement) {
    return;
  }
  instances_[id].is_replacement = false;
  if (const std::optional<MachineId> old = members_.oldest_marked()) {
    begin_leaving(*old, now);
    converge(now, false);
  }
}

void AutoScalingGroup::begin_leaving(MachineId id, sim::Time now) {
  launches_.end(id, LaunchEnd::kStopped, now);
  members_.remove(id);
  if (spot_) {
    spot_->forget(id);  // it drains in the time that it has left: what EC2 does to it then changes nothing
  }
  Machine& machine = instances_[id];
  machine.may_return = machine.may_return && machine.state == State::kReady && reuses();
  instances_.log(id, machine.may_return ? "scale_in_to_pool" : "terminate", now);
  if (machine.state == State::kReady) {
    machine.state = State::kLeaving;
    returning_ += machine.may_return ? 1 : 0;
    owner_->machine_leaving(id, now);
  } else {
    instances_.shut_down(id, now);
  }
}

void AutoScalingGroup::release(MachineId id, sim::Time now) {
  const Machine& machine = instances_[id];
  SIM_CHECK(machine.state == State::kLeaving, "only an instance that was told to leave is released");
  if (!machine.may_return) {
    instances_.shut_down(id, now);
    return;
  }
  instances_[id].may_return = false;
  --returning_;
  if (pool_->size() >= pool_->wanted(maximum_, members_.counted())) {
    instances_.shut_down(id, now);
    return;
  }
  pool_->add(id);
  instances_.send_to_pool(id, now);
}

void AutoScalingGroup::terminate(MachineId id, sim::Time now) {
  const State state = instances_[id].state;
  if (state == State::kLeaving || state == State::kShuttingDown) {
    return;
  }
  --desired_;
  begin_leaving(id, now);
}

void AutoScalingGroup::replace(MachineId id, sim::Time now) {
  if (members_.has(id)) {
    begin_leaving(id, now);
    retry_at(now);  // an event of its own: the owner is in the middle of something
  }
}

void AutoScalingGroup::finish(sim::Time now) {
  members_.oldest_first().for_each([&](MachineId id) { launches_.end(id, LaunchEnd::kUnderWay, now); });
  launches_.finish();
}

/// A group that holds more than desired, since all were protected, shrinks as soon as it may. It does so in an event of
/// its own: the owner is in the middle of something when it calls.
void AutoScalingGroup::protect(MachineId id, bool is_protected) {
  members_.protect(id, is_protected);
  if (!is_protected && members_.counted() > desired_) {
    retry_at(context_.kernel.now());
  }
}

void AutoScalingGroup::at_risk(MachineId id, sim::Time now) {
  instances_.log(id, "rebalance_recommendation", now);
  if (capacity_rebalance_ && !instances_[id].is_marked) {
    members_.mark(id);
    retry_at(now);  // others of its pool may be at risk at this instant, and are known then
  }
}

void AutoScalingGroup::noticed(MachineId id, sim::Time now) {
  instances_.log(id, "interruption_notice", now);
  owner_->machine_noticed(id, now);
}

/// The group finds out when it next looks; where a replacement is on its way already, it counts from now on.
void AutoScalingGroup::taken(MachineId id, sim::Time now) {
  instances_.log(id, "interrupted", now);
  launches_.end(id, LaunchEnd::kStopped, now);
  members_.remove(id);
  count_missing(now);
  owner_->machine_lost(id, now);
  instances_.shut_down(id, now, EndedBy::kEc2);
  retry_at(now + health_check_period_);
}

void AutoScalingGroup::reclaim_began(const SpotReclaim& reclaim, sim::Time now) {
  std::vector<MachineId> concerned;
  members_.oldest_first().for_each([&](MachineId id) {
    const Machine& machine = instances_[id];
    if (machine.offer.is_spot && machine.state == State::kReady && spot_->concerns(reclaim, machine.offer)) {
      concerned.push_back(id);
    }
  });
  const auto count = static_cast<std::int64_t>(concerned.size());
  const sim::Int128 billionths = static_cast<sim::Int128>(count) * reclaim.share.billionths();
  concerned.resize(static_cast<std::size_t>((billionths + 999'999'999) / 1'000'000'000));
  for (const MachineId id : concerned) {
    spot_->interrupt(id, now);
  }
}

std::unique_ptr<MachineGroup> make_machine_group(const MachineGroupConfig& config, const RunContext& context) {
  return std::make_unique<AutoScalingGroup>(config, context);
}

}  // namespace models::machines
