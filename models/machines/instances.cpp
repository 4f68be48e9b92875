// The lives of EC2 instances.
//
// What: a new instance passes through the API call, pending, boot and its user data. In a warm pool it then starts the
//   application where its memory is kept (running, hibernated), and stops; out of the pool it is started again, which
//   takes another call, pending and boot, but no user data.
// Source: EC2 user guide: instance lifecycle, hibernation; EC2 Auto Scaling user guide: warm pools (2023-06).
// Units: thousandths of a vCPU; bytes.
// Assumes: a stopped instance gives its host back and is placed anew when it starts; a running instance of the pool
//   comes into service at once; the times of a start do not scatter.
// Leaves out: failures; lifecycle hooks.
// Checked against: tests/unit/models/machines/.
#include "models/machines/instances.hpp"

#include <fmt/core.h>

#include "sim/check.hpp"

namespace models::machines {
namespace {

std::vector<MachineType> types_of(const MachineGroupConfig& config, const RunContext& context) {
  const std::optional<InstanceFacts> reference = context.facts.instance(context.reference_cpu);
  std::vector<MachineType> types;
  for (const std::string& name : type_names(config, config.options)) {
    const std::optional<InstanceFacts> facts = context.facts.instance(name);
    SIM_CHECK(facts && (reference || config.cpu_speed), "the configuration was checked");
    const std::optional<CpuSpeed> speed = speed_of(config, *facts, reference.value_or(InstanceFacts{}));
    SIM_CHECK(speed.has_value(), "the instance type has a speed");
    types.push_back({name,
                     {facts->vcpus, facts->memory},
                     *speed,
                     usable_memory(config, *facts),
                     facts->cpu_architecture,
                     facts->burst});
  }
  return types;
}

}  // namespace

Instances::Instances(const MachineGroupConfig& config, const RunContext& context, InstanceEvents& events)
    : context_{context},
      events_{events},
      group_{config.name},
      types_{types_of(config, context)},
      pool_{config.options.warm_pool},
      used_memory_{config.guest_os.memory},
      overhead_{config.guest_os.cpu},
      user_data_{config.user_data},
      application_start_{config.application_start},
      start_up_{config, context},
      meters_{config, types_, context.meters},
      credits_{config, types_, context, events} {}

std::optional<MachineId> Instances::launch(const Offer& offer, bool is_pooled, sim::Time now) {
  const std::optional<HostId> host = context_.fleet.place(offer.zone, types_[offer.type].shape, now);
  if (!host) {
    return std::nullopt;
  }
  const MachineId id = machines_.acquire();
  Machine& machine = machines_[id];
  machine.offer = offer;
  machine.is_pooled = is_pooled;
  machine.host = *host;
  machine.serial = ++launches_;
  machine.start_up = start_up_.draw();
  machine.requested_at = now;
  if (!is_pooled) {
    context_.gauges.add(Gauge::kVmsStarting, now, +1);
  }
  log(id, is_pooled ? "launch_into_pool" : "launch", now);
  advance_at(id, now + machine.start_up.api);
  return id;
}

void Instances::come_up_at_once(MachineId id, sim::Time now) {
  Machine& machine = machines_[id];
  machine.event.cancel(context_.kernel);
  machine.was_there = true;
  begin_pending(machine, now);
  if (machine.is_pooled && pool_->state != PoolState::kRunning) {
    machine.state = State::kStopped;
    leave_host(machine, now);
    events_.instance_waits(id, now);
    return;
  }
  begin_running(id, now);
  come_up(id, now);
}

bool Instances::take_from_pool(MachineId id, sim::Time now) {
  Machine& machine = machines_[id];
  SIM_CHECK(machine.is_pooled, "only a pooled instance leaves the pool");
  if (machine.state == State::kStopped) {
    const std::optional<HostId> host = context_.fleet.place(machine.offer.zone, type_of(id).shape, now);
    if (!host) {
      return false;
    }
    machine.host = *host;
    machine.is_restarted = true;
    machine.state = State::kRequested;
    machine.requested_at = now;
    machine.running_since = sim::Time::never();
    machine.start_up.api = pool_->start_api;
    machine.start_up.pending = pool_->start_pending;
    advance_at(id, now + machine.start_up.api);
  }
  machine.is_pooled = false;
  machine.booted_at = sim::Time::never();
  machine.is_resumed = pool_->state != PoolState::kStopped;
  context_.gauges.add(Gauge::kVmsStarting, now, +1);
  log(id, "launch_from_pool", now);
  if (machine.state == State::kWarm) {
    come_up(id, now);
  }
  return true;
}

void Instances::send_to_pool(MachineId id, sim::Time now) {
  Machine& machine = machines_[id];
  SIM_CHECK(pool_.has_value(), "the group has a warm pool");
  if (!machine.is_pooled) {
    context_.gauges.add(Gauge::kVmsReady, now, -1);
    machine.is_pooled = true;
  }
  if (pool_->state == PoolState::kRunning) {
    machine.state = State::kWarm;
    events_.instance_waits(id, now);
    return;
  }
  if (pool_->state == PoolState::kStopped) {
    stop_running(id, now);
  }
  machine.state = State::kStopping;
  advance_at(id, now + pool_->stop);
}

void Instances::advance_at(MachineId id, sim::Time at) {
  machines_[id].event.schedule(context_.kernel, sim::bind<&Instances::advance>(*this, id.index()),
                               sim::Phase::kCapacity, at);
}

void Instances::advance(std::uint32_t number, sim::Time now) {
  const MachineId id{number};
  Machine& machine = machines_[id];
  machine.event.done(context_.kernel);
  switch (machine.state) {
    case State::kRequested:
      begin_pending(machine, now);
      advance_at(id, now + machine.start_up.pending);
      return;
    case State::kPending:
      begin_running(id, now);
      advance_at(id, now + boot_time(machine));
      return;
    case State::kBooting:
      come_up(id, now);
      return;
    case State::kStopping:
      if (pool_->state == PoolState::kHibernated) {
        stop_running(id, now);
      }
      machine.state = State::kStopped;
      leave_host(machine, now);
      events_.instance_waits(id, now);
      return;
    case State::kShuttingDown:
      end(id, now);
      return;
    case State::kReady:
    case State::kLeaving:
    case State::kStopped:
    case State::kWarm:
      break;
  }
  SIM_CHECK(false, "an instance that serves or waits has no event of its own");
}

sim::Duration Instances::boot_time(const Machine& machine) const {
  if (machine.is_restarted) {
    return machine.is_resumed ? pool_->resume : pool_->start_boot;
  }
  const bool starts_application = machine.is_pooled && pool_->state != PoolState::kStopped;
  return machine.start_up.boot + user_data_ + (starts_application ? application_start_ : sim::Duration{});
}

void Instances::begin_pending(Machine& machine, sim::Time now) {
  machine.state = State::kPending;
  if (!machine.has_volume) {
    machine.has_volume = true;
    meters_.volume_created(now);
  }
}

void Instances::begin_running(MachineId id, sim::Time now) {
  Machine& machine = machines_[id];
  credits_.begin(id, type_of(id), machine.serial, now);
  machine.state = State::kBooting;
  machine.running_since = now;
  meters_.running(machine.offer, now);
  const MachineShape& shape = types_[machine.offer.type].shape;
  context_.gauges.add(Gauge::kVcpuBilled, now, shape.vcpu.milli());
  context_.gauges.add(Gauge::kMemoryBilled, now, shape.memory.count());
  context_.gauges.add(Gauge::kMemoryUsed, now, used_memory_.count());
  context_.gauges.add(Gauge::kVcpuOverhead, now, overhead_.milli());
}

void Instances::come_up(MachineId id, sim::Time now) {
  Machine& machine = machines_[id];
  if (machine.is_pooled) {
    send_to_pool(id, now);
    return;
  }
  machine.state = State::kReady;
  machine.booted_at = now;
  context_.gauges.add(Gauge::kVmsStarting, now, -1);
  context_.gauges.add(Gauge::kVmsReady, now, +1);
  log(id, "ready", now);
  events_.instance_up(id, now);
  credits_.up(id, now);
}

/// One that was there before the run is taken to be older than any rule of billing looks at.
void Instances::stop_running(MachineId id, sim::Time now, EndedBy by) {
  const Machine& machine = machines_[id];
  credits_.end(id, now);
  meters_.stopped(machine.offer, machine.running_since, machine.was_there ? EndedBy::kCustomer : by, now);
  const MachineShape& shape = types_[machine.offer.type].shape;
  context_.gauges.add(Gauge::kVcpuBilled, now, -shape.vcpu.milli());
  context_.gauges.add(Gauge::kMemoryBilled, now, -shape.memory.count());
  context_.gauges.add(Gauge::kMemoryUsed, now, -used_memory_.count());
  context_.gauges.add(Gauge::kVcpuOverhead, now, -overhead_.milli());
}

void Instances::shut_down(MachineId id, sim::Time now, EndedBy by) {
  Machine& machine = machines_[id];
  const State state = machine.state;
  SIM_CHECK(state != State::kShuttingDown, "an instance shuts down once");
  machine.event.cancel(context_.kernel);
  const bool is_starting = state == State::kRequested || state == State::kPending || state == State::kBooting;
  if (!machine.is_pooled) {
    context_.gauges.add(is_starting ? Gauge::kVmsStarting : Gauge::kVmsReady, now, -1);
  }
  if (state == State::kRequested && !machine.has_volume) {  // the call has not returned: there is no instance yet
    end(id, now);
    return;
  }
  const bool is_hibernating = state == State::kStopping && pool_->state == PoolState::kHibernated;
  if (state == State::kBooting || state == State::kReady || state == State::kLeaving || state == State::kWarm ||
      is_hibernating) {
    stop_running(id, now, by);
  }
  machine.state = State::kShuttingDown;
  advance_at(id, now + machine.start_up.shutdown);
}

void Instances::leave_host(Machine& machine, sim::Time now) {
  context_.fleet.release(machine.host, types_[machine.offer.type].shape, now);
  machine.host = HostId::none();
}

void Instances::end(MachineId id, sim::Time now) {
  Machine& machine = machines_[id];
  if (machine.has_volume) {
    meters_.volume_deleted(now);
  }
  if (machine.host.exists()) {
    leave_host(machine, now);
  }
  machine.event.cancel(context_.kernel);
  machines_.release(id);
}

void Instances::log(MachineId id, const char* what, sim::Time now) const {
  if (!context_.events.enabled()) {
    return;
  }
  const Machine& machine = machines_[id];
  std::string where = fmt::format("zone {}", machine.offer.zone.index());
  if (machine.host.exists()) {
    where += fmt::format(", host {}", machine.host.index());
  }
  if (types_.size() > 1) {
    where += ", " + types_[machine.offer.type].name;
  }
  context_.events.log(now, what, name_of(id), machine.offer.is_spot ? where + ", Spot" : where);
}

}  // namespace models::machines
