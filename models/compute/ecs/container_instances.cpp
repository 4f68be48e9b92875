#include "models/compute/ecs/container_instances.hpp"

#include <algorithm>
#include <string>

#include <fmt/core.h>

#include "models/compute/ecs/task_size.hpp"
#include "models/ports/skus.hpp"
#include "sim/check.hpp"

namespace models::ecs {

ContainerInstances::ContainerInstances(const EcsConfig& config, const MachineShape& task, const RunContext& context,
                                       std::unique_ptr<MachineGroup> group, Workers& workers,
                                       compute::NetworkMeters& network)
    : kernel_{context.kernel},
      meters_{context.meters},
      events_{context.events},
      group_{std::move(group)},
      workers_{workers},
      network_{network},
      task_{task},
      pull_time_{config.registry.pull_time(context.application.total_image())},
      provisioning_limit_{static_cast<std::size_t>(config.provisioning_limit)},
      agent_join_{config.agent_join},
      agent_stream_{context.stream("agent_join")},
      placement_stream_{context.stream("task_placement")},
      tasks_in_zone_(static_cast<std::size_t>(config.instances->zones)) {
  const std::optional<InstanceFacts> facts = context.facts.instance(config.instances->instance_type);
  SIM_CHECK(facts.has_value(), "the configuration was checked");
  room_ = {{group_->vcpus(), group_->usable_memory()}, tasks_per_instance(config, *facts)};
  group_->set_owner(*this);
  alarms_ = meters_.open({std::string{sku::kCloudwatchAlarm}, "", std::string{sku::kOnDemand}});
  decision_slot_ = kernel_.open(sim::bind<&ContainerInstances::decide>(*this), sim::Phase::kControl);
}

void ContainerInstances::set_provider(std::unique_ptr<CapacityProvider> provider) {
  provider_ = std::move(provider);
}

void ContainerInstances::start(std::int64_t tasks, sim::Time now) {
  const std::int64_t needed = instances_needed({{task_, tasks}}, room_);
  at_assembly_ = true;
  group_->set_desired(std::clamp(needed, provider_->minimum(), provider_->maximum()), now, true);
  at_assembly_ = false;
  meters_.level(alarms_, now, provider_->alarms());
  kernel_.schedule(decision_slot_, sim::next_multiple(now, provider_->period()));
}

bool ContainerInstances::place_ready(TaskId task, sim::Time now) {
  const MachineId machine = choose();
  if (!machine.exists()) {
    return false;
  }
  put(task, machine, now);
  instance(machine).image = Image::kPresent;
  return true;
}

sim::Time ContainerInstances::launch_allowed_at(sim::Time now) {
  return waiting_.size() < provisioning_limit_ ? now : sim::Time::never();
}

void ContainerInstances::seek(TaskId task, sim::Time now) {
  set_machine(task, MachineId::none());
  waiting_.push_back(task);
  place_waiting(now);
}

/// First come, first served. What the service does when it hears of a place may lead back here.
void ContainerInstances::place_waiting(sim::Time now) {
  if (is_placing_) {
    return;
  }
  is_placing_ = true;
  while (!waiting_.empty()) {
    const MachineId machine = choose();
    if (!machine.exists()) {
      break;
    }
    const TaskId task = waiting_.front();
    waiting_.pop_front();
    put(task, machine, now);
    Instance& host = instance(machine);
    if (host.image == Image::kAbsent) {
      host.image = Image::kBeingPulled;
      network_.image_pulled(now);
      kernel_.schedule(host.slot, now + pull_time_);
    }
    const bool is_present = host.image == Image::kPresent;
    if (!is_present) {
      host.waiting_for_image.push_back(task);
    }
    owner_->placed(task, zone_of(task), now);
    if (is_present) {
      owner_->wake_at(task, now);
    }
  }
  is_placing_ = false;
}

/// Its image was there already.
void ContainerInstances::woken(TaskId task, sim::Time now) {
  owner_->image_pulled(task, now);
}

bool ContainerInstances::has_room(const Instance& host) const {
  return host.state == State::kAvailable && host.free.vcpu >= task_.vcpu && host.free.memory >= task_.memory &&
         (!room_.tasks || host.tasks < *room_.tasks);
}

/// An instance with room in the zone with the fewest tasks that has one; drawn where there are several.
MachineId ContainerInstances::choose() {
  candidates_.clear();
  std::size_t zone = tasks_in_zone_.size();
  for (std::uint32_t index = 0; index < instances_.size(); ++index) {
    const Instance& host = instances_[index];
    if (!has_room(host)) {
      continue;
    }
    const std::size_t other = host.zone.index();
    if (zone == tasks_in_zone_.size() || tasks_in_zone_[other] < tasks_in_zone_[zone] ||
        (tasks_in_zone_[other] == tasks_in_zone_[zone] && other < zone)) {
      zone = other;
      candidates_.clear();
    }
    if (other == zone) {
      candidates_.push_back(MachineId{index});
    }
  }
  if (candidates_.empty()) {
    return MachineId::none();
  }
  return candidates_.size() == 1 ? candidates_.front()
                                 : candidates_[placement_stream_.uniform_below(candidates_.size())];
}

void ContainerInstances::put(TaskId task, MachineId machine, sim::Time) {
  Instance& host = instance(machine);
  host.free.vcpu -= task_.vcpu;
  host.free.memory -= task_.memory;
  if (++host.tasks == 1) {
    group_->protect(machine, true);
  }
  ++tasks_in_zone_[host.zone.index()];
  set_machine(task, machine);
}

void ContainerInstances::leave(TaskId task, sim::Time now) {
  const MachineId machine = machine_of(task);
  if (!machine.exists()) {
    waiting_.erase(std::find(waiting_.begin(), waiting_.end(), task));
    return;
  }
  set_machine(task, MachineId::none());
  Instance& host = instance(machine);
  host.free.vcpu += task_.vcpu;
  host.free.memory += task_.memory;
  std::erase(host.waiting_for_image, task);
  --tasks_in_zone_[host.zone.index()];
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
  const MachineId machine = machine_of(task);
  if (!machine.exists()) {
    clock.passed(LaunchPhase::kCapacityProvider, sim::Time::never());
    return;
  }
  const Instance& host = instances_[machine.index()];
  clock.passed(LaunchPhase::kCapacityProvider, group_->requested_at(machine));
  clock.passed(LaunchPhase::kInstancePending, group_->running_since(machine));
  clock.passed(LaunchPhase::kInstanceBoot, host.booted_at);
  clock.passed(LaunchPhase::kRegistration, host.joined_at);
}

void ContainerInstances::machine_booted(MachineId machine, sim::Time now) {
  Instance& host = instance(machine);
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
  const MachineId machine{index};
  Instance& host = instances_[index];
  if (host.state == State::kJoining) {
    join(machine, now);
    if (events_.enabled()) {
      events_.log(now, "instance_joined", "cluster",
                  fmt::format("zone {}; {} tasks wait for room", instances_[index].zone.index(), waiting_.size()));
    }
    place_waiting(now);
  } else {
    pulled(host, now);
  }
}

void ContainerInstances::join(MachineId machine, sim::Time now) {
  Instance& host = instance(machine);
  host.joined_at = now;
  host.state = State::kAvailable;
  host.free = room_.room;
}

void ContainerInstances::pulled(Instance& host, sim::Time now) {
  host.image = Image::kPresent;
  std::vector<TaskId> tasks;
  tasks.swap(host.waiting_for_image);
  for (const TaskId task : tasks) {
    owner_->image_pulled(task, now);
  }
}

void ContainerInstances::machine_leaving(MachineId machine, sim::Time now) {
  Instance& host = instance(machine);
  SIM_CHECK(host.state == State::kJoining || host.state == State::kAvailable, "an instance leaves once");
  if (host.tasks == 0) {
    retire(machine, now);
    return;
  }
  host.state = State::kDraining;
  for (std::uint32_t index = 0; index < machines_.size(); ++index) {
    if (machines_[index] == machine) {
      owner_->evicted(TaskId{index}, now);
    }
  }
}

void ContainerInstances::retire(MachineId machine, sim::Time now) {
  Instance& host = instance(machine);
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
  for (const Instance& host : instances_) {
    const bool is_available = host.state == State::kAvailable;
    booted += is_available || host.state == State::kJoining ? 1 : 0;
    cluster.running += is_available ? 1 : 0;
    cluster.empty += is_available && host.tasks == 0 ? 1 : 0;
    cluster.warming = cluster.warming || (host.state != State::kAbsent && host.warm_at > now);
  }
  cluster.desired = group_->desired();
  cluster.warming = cluster.warming || cluster.desired > booted;
  cluster.waiting = {{task_, static_cast<std::int64_t>(waiting_.size())}};
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

ContainerInstances::Instance& ContainerInstances::instance(MachineId machine) {
  if (instances_.size() <= machine.index()) {
    instances_.resize(machine.index() + 1);
  }
  return instances_[machine.index()];
}

void ContainerInstances::set_machine(TaskId task, MachineId machine) {
  if (machines_.size() <= task.index()) {
    machines_.resize(task.index() + 1, MachineId::none());
  }
  machines_[task.index()] = machine;
}

}  // namespace models::ecs
