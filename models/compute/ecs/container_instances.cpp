#include "models/compute/ecs/container_instances.hpp"

#include <algorithm>
#include <string>

#include <fmt/core.h>

#include "models/compute/ecs/instance_room.hpp"
#include "models/ports/skus.hpp"
#include "sim/check.hpp"

namespace models::ecs {

namespace {

InstanceRoom room_of(const EcsConfig& config, const RunContext& context) {
  const std::optional<InstanceFacts> facts = context.facts.instance(config.instances->instance_type);
  SIM_CHECK(facts.has_value(), "the configuration was checked");
  return instance_room(config, *facts);
}

ClusterService own_service(const EcsConfig& config, const MachineShape& task, const RunContext& context) {
  return {.name = "",
          .task = task,
          .image = context.application.total_image(),
          .placement = config.placement,
          .zones = static_cast<std::size_t>(config.instances->zones),
          .provisioning_timeout = config.provisioning_timeout,
          .registry = config.registry};
}

}  // namespace

ContainerInstances::ContainerInstances(const EcsConfig& config, const MachineShape& task, const RunContext& context,
                                       std::unique_ptr<MachineGroup> group, Workers& workers,
                                       compute::NetworkMeters& network)
    : kernel_{context.kernel},
      meters_{context.meters},
      events_{context.events},
      group_{std::move(group)},
      workers_{workers},
      room_{room_of(config, context)},
      provisioning_limit_{config.provisioning_limit},
      agent_join_{config.agent_join},
      agent_stream_{context.stream("agent_join")},
      starts_empty_{context.initial.kind == InitialState::Kind::kEmpty},
      service_{own_service(config, task, context), context, *this, network} {
  for (const auto& [name, other] : config.other_services) {
    ClusterService service = own_service(config, {other.cpu, other.memory}, context);
    service.name = name;
    service.image = other.image;
    service.placement = other.placement;
    others_.push_back(
        std::make_unique<OtherService>(other, service, context, static_cast<ClusterRoom&>(*this), network));
  }
  group_->set_owner(*this);
  alarms_ = meters_.open({std::string{sku::kCloudwatchAlarm}, "", std::string{sku::kOnDemand}});
  decision_slot_ = kernel_.open(sim::bind<&ContainerInstances::decide>(*this), sim::Phase::kControl);
}

void ContainerInstances::set_provider(std::unique_ptr<CapacityProvider> provider) {
  provider_ = std::move(provider);
}

void ContainerInstances::set_owner(TaskOwner& owner) {
  owner_ = &owner;
  service_.set_owner(owner);
}

void ContainerInstances::start(std::int64_t tasks, sim::Time now) {
  if (starts_empty_) {
    group_->set_desired(provider_->minimum(), now);
  } else {
    std::vector<WaitingTasks> wanted{service_.as_waiting(tasks)};
    for (const auto& other : others_) {
      wanted.push_back(other->tasks().as_waiting(other->replicas_at(now)));
    }
    at_assembly_ = true;
    group_->set_desired(std::clamp(instances_needed(wanted, room_), provider_->minimum(), provider_->maximum()), now,
                        true);
    at_assembly_ = false;
  }
  for (const auto& other : others_) {
    other->start(now);
  }
  meters_.level(alarms_, now, provider_->alarms());
  kernel_.schedule(decision_slot_, sim::next_multiple(now, provider_->period()));
}

std::int64_t ContainerInstances::tasks_waiting() const {
  std::int64_t count = service_.waiting().count;
  for (const auto& other : others_) {
    count += other->tasks().waiting().count;
  }
  return count;
}

sim::Time ContainerInstances::launch_allowed_at(sim::Time now) {
  return tasks_waiting() < provisioning_limit_ ? now : sim::Time::never();
}

void ContainerInstances::place_waiting(sim::Time now) {
  service_.place_waiting(now);
  for (const auto& other : others_) {
    other->tasks().place_waiting(now);
  }
}

bool ContainerInstances::has_room(const ContainerInstance& host, const MachineShape& task) const {
  return host.state == State::kAvailable && host.free.vcpu >= task.vcpu && host.free.memory >= task.memory &&
         (!room_.tasks || host.tasks < *room_.tasks);
}

void ContainerInstances::take(MachineId machine, const MachineShape& task) {
  ContainerInstance& host = instance(machine);
  host.free.vcpu -= task.vcpu;
  host.free.memory -= task.memory;
  if (++host.tasks == 1 && provider_->protects_busy()) {
    group_->protect(machine, true);
  }
}

void ContainerInstances::give_back(MachineId machine, const MachineShape& task, sim::Time now) {
  ContainerInstance& host = instance(machine);
  host.free.vcpu += task.vcpu;
  host.free.memory += task.memory;
  if (--host.tasks == 0) {
    if (host.state == State::kDraining) {
      retire(machine, now);
      return;
    }
    group_->protect(machine, false);
  }
  place_waiting(now);
}

/// What lies before the task's launch does not count: the clock sees to that.
void ContainerInstances::tell_wait(TaskId task, LaunchClock& clock) const {
  const MachineId machine = service_.machine_of(task);
  if (!machine.exists()) {
    clock.passed(LaunchPhase::kCapacityProvider, sim::Time::never());
    return;
  }
  const ContainerInstance& host = instances_[machine.index()];
  clock.passed(LaunchPhase::kCapacityProvider, group_->requested_at(machine));
  clock.passed(LaunchPhase::kInstancePending, group_->running_since(machine));
  clock.passed(LaunchPhase::kInstanceBoot, host.booted_at);
  clock.passed(LaunchPhase::kRegistration, host.joined_at);
}

std::string ContainerInstances::instance_of(TaskId task) const {
  const MachineId machine = service_.machine_of(task);
  return machine.exists() ? instance_name(group_->serial_of(machine)) : "";
}

void ContainerInstances::machine_booted(MachineId machine, sim::Time now) {
  ContainerInstance& host = instance(machine);
  host = {};
  host.booted_at = now;
  host.zone = group_->zone_of(machine);
  host.domain = workers_.open_domain(group_->vcpus(), group_->speed(), now);
  workers_.set_memory(host.domain, group_->usable_memory());
  host.slot =
      kernel_.open(sim::bind<&ContainerInstances::instance_event>(*this, machine.index()), sim::Phase::kCapacity);
  if (at_assembly_) {
    host.warm_at = now;
    join(machine, now);
    return;
  }
  host.warm_at = now + provider_->warm_up();
  host.state = State::kJoining;
  kernel_.schedule(host.slot, now + agent_join_.draw_duration(agent_stream_));
}

void ContainerInstances::instance_event(std::uint32_t index, sim::Time now) {
  join(MachineId{index}, now);
  if (events_.enabled()) {
    events_.log(now, "instance_joined", instance_name(group_->serial_of(MachineId{index})),
                fmt::format("zone {}; {} tasks wait for room", instances_[index].zone.index(), tasks_waiting()));
  }
  place_waiting(now);
  group_->in_service(MachineId{index}, now);
}

void ContainerInstances::join(MachineId machine, sim::Time now) {
  ContainerInstance& host = instance(machine);
  host.joined_at = now;
  host.state = State::kAvailable;
  host.free = room_.room;
}

void ContainerInstances::machine_leaving(MachineId machine, sim::Time now) {
  ContainerInstance& host = instance(machine);
  SIM_CHECK(host.state == State::kJoining || host.state == State::kAvailable, "an instance leaves once");
  if (host.tasks == 0) {
    retire(machine, now);
    return;
  }
  host.state = State::kDraining;
  service_.evict(machine, now);
  for (const auto& other : others_) {
    other->tasks().evict(machine, now);
  }
}

void ContainerInstances::retire(MachineId machine, sim::Time now) {
  service_.instance_gone(machine);
  for (const auto& other : others_) {
    other->tasks().instance_gone(machine);
  }
  ContainerInstance& host = instance(machine);
  kernel_.close(host.slot);
  const DomainId domain = host.domain;
  workers_.close_domain(domain, now);
  host = {};
  host.domain = domain;
  group_->release(machine, now);
}

ClusterView ContainerInstances::view(sim::Time now) const {
  ClusterView cluster;
  std::int64_t booted = 0;
  for (const ContainerInstance& host : instances_) {
    const bool is_available = host.state == State::kAvailable;
    booted += is_available || host.state == State::kJoining ? 1 : 0;
    cluster.running += is_available ? 1 : 0;
    cluster.empty += is_available && host.tasks == 0 ? 1 : 0;
    cluster.warming = cluster.warming || (host.state != State::kAbsent && host.warm_at > now);
  }
  cluster.desired = group_->desired();
  cluster.warming = cluster.warming || cluster.desired > booted;
  cluster.waiting.push_back(service_.waiting());
  for (const auto& other : others_) {
    cluster.waiting.push_back(other->tasks().waiting());
  }
  return cluster;
}

void ContainerInstances::decide(std::uint32_t, sim::Time now) {
  kernel_.schedule(decision_slot_, now + provider_->period());
  const std::int64_t desired = group_->desired();
  const std::optional<ScalingDecision> decision = provider_->observe(view(now), now);
  if (decision && decision->desired != desired) {
    if (events_.enabled()) {
      events_.log(now, decision->desired > desired ? "scale_out" : "scale_in", "instances", decision->reason);
    }
    group_->set_desired(decision->desired, now);
  }
}

ContainerInstance& ContainerInstances::instance(MachineId machine) {
  if (instances_.size() <= machine.index()) {
    instances_.resize(machine.index() + 1);
  }
  return instances_[machine.index()];
}

}  // namespace models::ecs
