#include "models/compute/ecs/container_instances.hpp"

#include <algorithm>
#include <string>
#include <utility>

#include <fmt/core.h>

#include "models/ports/skus.hpp"
#include "sim/check.hpp"

namespace models::ecs {

namespace {

ClusterService own_service(const EcsConfig& config, const MachineShape& task, const RunContext& context) {
  ClusterService service{.name = "",
                         .task = task,
                         .image = context.application.total_image(),
                         .placement = config.placement,
                         .providers = {},
                         .zones = 0,
                         .provisioning_timeout = config.provisioning_timeout,
                         .registry = config.registry};
  for (const ClusterProvider& provider : config.providers()) {
    service.providers.push_back(provider.share);
    service.zones = std::max(service.zones, static_cast<std::size_t>(provider.instances.machines.zones));
  }
  return service;
}

}  // namespace

ContainerInstances::ContainerInstances(const EcsConfig& config, const MachineShape& task, const RunContext& context,
                                       std::vector<ProviderParts> parts, Workers& workers,
                                       compute::NetworkMeters& network)
    : kernel_{context.kernel},
      meters_{context.meters},
      events_{context.events},
      workers_{workers},
      provisioning_limit_{config.provisioning_limit},
      agent_join_{config.agent_join},
      agent_stream_{context.stream("agent_join")},
      starts_empty_{context.initial.kind == InitialState::Kind::kEmpty},
      tally_{config.providers().size()},
      service_{own_service(config, task, context), context, *this, network} {
  for (const auto& [name, other] : config.other_services) {
    ClusterService service = own_service(config, {other.cpu, other.memory}, context);
    service.name = name;
    service.image = other.image;
    service.placement = other.placement;
    others_.push_back(
        std::make_unique<OtherService>(other, service, context, static_cast<ClusterRoom&>(*this), network));
  }
  const std::vector<ClusterProvider> providers = config.providers();
  for (std::uint32_t i = 0; i < providers.size(); ++i) {
    const ProviderNumber number{i, static_cast<std::uint32_t>(providers.size())};
    providers_.push_back(std::make_unique<ProviderGroup>(config, providers[i], number, context.facts,
                                                         std::move(parts[i]), static_cast<InstancesOwner&>(*this)));
    rounds_.push_back({kernel_.open(sim::bind<&ContainerInstances::measure>(*this, i), sim::Phase::kControl),
                       kernel_.open(sim::bind<&ContainerInstances::decide>(*this, i), sim::Phase::kControl),
                       {}});
  }
  alarms_ = meters_.open({std::string{sku::kCloudwatchAlarm}, "", std::string{sku::kOnDemand}});
}

void ContainerInstances::set_owner(TaskOwner& owner) {
  owner_ = &owner;
  service_.set_owner(owner);
}

/// The instances that hold so many tasks are there already.
void ContainerInstances::start_for(std::int64_t tasks, sim::Time now) {
  std::vector<std::vector<WaitingTasks>> wanted(providers_.size());
  const auto want = [&wanted](const ClusterTasks& service, std::int64_t count) {
    const std::vector<std::int64_t> parts = service.divide(count);
    for (std::size_t i = 0; i < parts.size(); ++i) {
      wanted[i].push_back(service.as_waiting(parts[i]));
    }
  };
  want(service_, tasks);
  for (const auto& other : others_) {
    want(other->tasks(), other->replicas_at(now));
  }
  at_assembly_ = true;
  for (std::size_t i = 0; i < providers_.size(); ++i) {
    ProviderGroup& provider = *providers_[i];
    const std::int64_t needed = instances_needed(wanted[i], extremes({provider.room(0)}));
    const CapacityProvider& scaling = provider.scaling();
    provider.group().set_desired(std::clamp(needed, scaling.minimum(), scaling.maximum()), now, true);
  }
  at_assembly_ = false;
}

void ContainerInstances::start(std::int64_t tasks, sim::Time now) {
  if (starts_empty_) {
    for (const auto& provider : providers_) {
      provider->group().set_desired(provider->scaling().minimum(), now);
    }
  } else {
    start_for(tasks, now);
  }
  for (const auto& other : others_) {
    other->start(now);
  }
  for (std::size_t i = 0; i < providers_.size(); ++i) {
    meters_.level(alarms_, now, providers_[i]->scaling().alarms());
    kernel_.schedule(rounds_[i].period, sim::next_multiple(now, providers_[i]->scaling().period()));
  }
}

std::int64_t ContainerInstances::tasks_waiting() const {
  std::int64_t count = 0;
  for (std::size_t i = 0; i < providers_.size(); ++i) {
    count += tasks_waiting_for(i);
  }
  return count;
}

std::int64_t ContainerInstances::tasks_waiting_for(std::size_t provider) const {
  std::int64_t count = service_.waiting(provider).count;
  for (const auto& other : others_) {
    count += other->tasks().waiting(provider).count;
  }
  return count;
}

sim::Time ContainerInstances::launch_allowed_at(ServiceVersion, sim::Time now) {
  return tasks_waiting() < provisioning_limit_ ? now : sim::Time::never();
}

void ContainerInstances::place_waiting(sim::Time now) {
  service_.place_waiting(now);
  for (const auto& other : others_) {
    other->tasks().place_waiting(now);
  }
}

bool ContainerInstances::has_room(const ContainerInstance& host, const MachineShape& task) const {
  if (host.state != State::kAvailable || host.free.vcpu < task.vcpu || host.free.memory < task.memory) {
    return false;
  }
  const std::optional<std::int64_t> most = providers_[host.provider]->room(host.type).tasks;
  return !most || host.tasks < *most;
}

void ContainerInstances::take(InstanceId machine, const MachineShape& task) {
  change(machine, [&task](ContainerInstance& host) {
    host.free.vcpu -= task.vcpu;
    host.free.memory -= task.memory;
    ++host.tasks;
  });
  const ContainerInstance& host = instance(machine);
  ProviderGroup& provider = provider_of(machine);
  if (host.tasks == 1 && provider.scaling().protects_busy()) {
    provider.group().protect(host.machine, true);
  }
}

void ContainerInstances::give_back(InstanceId machine, const MachineShape& task, sim::Time now) {
  change(machine, [&task](ContainerInstance& host) {
    host.free.vcpu += task.vcpu;
    host.free.memory += task.memory;
    --host.tasks;
  });
  const ContainerInstance& host = instance(machine);
  if (host.state == State::kLost) {
    return;
  }
  if (host.tasks == 0) {
    if (host.is_leaving) {
      retire(machine, now);
      return;
    }
    provider_of(machine).group().protect(host.machine, false);
  }
  place_waiting(now);
}

/// One that waits is known to go to a Spot instance where its capacity provider launches no others.
bool ContainerInstances::is_spot(TaskId task) const {
  const InstanceId machine = service_.machine_of(task);
  if (!machine.exists()) {
    return providers_[service_.provider_of(task)]->is_all_spot();
  }
  const ContainerInstance& host = instances_[machine.index()];
  return providers_[host.provider]->group().is_spot(host.machine);
}

/// What lies before the task's launch does not count: the clock sees to that.
void ContainerInstances::tell_wait(TaskId task, LaunchClock& clock) const {
  const InstanceId machine = service_.machine_of(task);
  if (!machine.exists()) {
    const MachineGroup& group = providers_[service_.provider_of(task)]->group();
    clock.passed(LaunchPhase::kCapacityProvider, group.without_capacity_since());
    clock.passed(LaunchPhase::kEc2Capacity, sim::Time::never());
    return;
  }
  const ContainerInstance& host = instances_[machine.index()];
  const MachineGroup& group = providers_[host.provider]->group();
  clock.passed(LaunchPhase::kCapacityProvider, group.sought_since(host.machine));
  clock.passed(LaunchPhase::kEc2Capacity, group.requested_at(host.machine));
  clock.passed(LaunchPhase::kInstancePending, group.running_since(host.machine));
  clock.passed(LaunchPhase::kInstanceBoot, host.booted_at);
  clock.passed(LaunchPhase::kRegistration, host.joined_at);
}

std::string ContainerInstances::name_of(InstanceId machine) const {
  const ProviderGroup& provider = *providers_[provider_index(machine)];
  return provider.group().name_of(provider.machine_of(machine));
}

void ContainerInstances::finish(sim::Time now) {
  for (const auto& provider : providers_) {
    provider->group().finish(now);
  }
}

std::string ContainerInstances::instance_of(TaskId task) const {
  const InstanceId machine = service_.machine_of(task);
  return machine.exists() ? name_of(machine) : "";
}

void ContainerInstances::instance_booted(InstanceId machine, sim::Time now) {
  const ProviderGroup& provider = provider_of(machine);
  const MachineGroup& group = provider.group();
  ContainerInstance& host = instance(machine);
  host = {};
  host.provider = provider_index(machine);
  host.machine = provider.machine_of(machine);
  host.type = group.type_of(host.machine);
  host.zone = group.zone_of(host.machine);
  host.booted_at = now;
  host.domain = workers_.open_domain(group.vcpus_of(host.machine), group.speed_of(host.machine), now);
  workers_.set_memory(host.domain, group.usable_memory_of(host.machine));
  host.slot =
      kernel_.open(sim::bind<&ContainerInstances::instance_event>(*this, machine.index()), sim::Phase::kCapacity);
  if (at_assembly_) {
    join(machine, now);
    return;
  }
  set_state(machine, State::kJoining);
  kernel_.schedule(host.slot, now + agent_join_.draw_duration(agent_stream_));
}

/// With its agent an instance is up: one that it was launched to replace may go.
void ContainerInstances::instance_event(std::uint32_t index, sim::Time now) {
  const InstanceId machine{index};
  if (instances_[index].state == State::kDraining) {
    drain(machine, now);
    return;
  }
  join(machine, now);
  if (events_.enabled()) {
    const std::string& provider = provider_of(machine).name();
    events_.log(now, "instance_joined", name_of(machine),
                fmt::format("zone {}; {} tasks wait for room{}{}", instances_[index].zone.index(),
                            tasks_waiting_for(provider_index(machine)), provider.empty() ? "" : " on ", provider));
  }
  place_waiting(now);
  provider_of(machine).group().in_service(instances_[index].machine, now);
}

void ContainerInstances::join(InstanceId machine, sim::Time now) {
  ContainerInstance& host = instance(machine);
  host.joined_at = now;
  host.free = providers_[host.provider]->room(host.type).room;
  set_state(machine, State::kAvailable);
}

void ContainerInstances::instance_leaving(InstanceId machine, sim::Time now) {
  const ContainerInstance& host = instance(machine);
  SIM_CHECK(host.state != State::kAbsent && !host.is_leaving, "an instance leaves once");
  change(machine, [](ContainerInstance& leaving) { leaving.is_leaving = true; });
  if (host.tasks == 0) {
    retire(machine, now);
  } else if (host.state != State::kDraining) {
    drain(machine, now);
  }
}

/// Its agent hears of it, if it has joined. The instance stays in the group until EC2 takes it. Its tasks are evicted
/// in an event of its own: what replaces them must not go to an instance whose notice comes at the same instant.
void ContainerInstances::instance_noticed(InstanceId machine, sim::Time now) {
  if (provider_of(machine).drains_spot_instances() && instance(machine).state == State::kAvailable) {
    set_state(machine, State::kDraining);
    kernel_.schedule(instance(machine).slot, now);
  }
}

void ContainerInstances::drain(InstanceId machine, sim::Time now) {
  set_state(machine, State::kDraining);
  service_.evict(machine, now);
  for (const auto& other : others_) {
    other->tasks().evict(machine, now);
  }
}

void ContainerInstances::instance_lost(InstanceId machine, sim::Time now) {
  set_state(machine, State::kLost);
  service_.lose(machine, now);
  for (const auto& other : others_) {
    other->tasks().lose(machine, now);
  }
  forget(machine, now);
}

void ContainerInstances::retire(InstanceId machine, sim::Time now) {
  const MachineId member = instance(machine).machine;
  forget(machine, now);
  provider_of(machine).group().release(member, now);
}

void ContainerInstances::forget(InstanceId machine, sim::Time now) {
  service_.instance_gone(machine);
  for (const auto& other : others_) {
    other->tasks().instance_gone(machine);
  }
  const ContainerInstance& host = instance(machine);
  kernel_.close(host.slot);
  const DomainId domain = host.domain;
  workers_.close_domain(domain, now);
  change(machine, [domain](ContainerInstance& gone) {
    gone = {};
    gone.domain = domain;
  });
}

void ContainerInstances::set_state(InstanceId machine, State state) {
  change(machine, [state](ContainerInstance& host) { host.state = state; });
}

void ContainerInstances::tell_change(InstanceId machine) {
  service_.room_changed(machine);
  for (const auto& other : others_) {
    other->tasks().room_changed(machine);
  }
}

ContainerInstance& ContainerInstances::instance(InstanceId machine) {
  if (instances_.size() <= machine.index()) {
    instances_.resize(machine.index() + 1);
  }
  return instances_[machine.index()];
}

}  // namespace models::ecs
