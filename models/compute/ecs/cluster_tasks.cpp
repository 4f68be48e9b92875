#include "models/compute/ecs/cluster_tasks.hpp"

#include <algorithm>

#include <fmt/core.h>

#include "sim/check.hpp"
#include "sim/units/int128.hpp"

namespace models::ecs {

ClusterTasks::ClusterTasks(const ClusterService& service, const RunContext& context, ClusterRoom& room,
                           compute::NetworkMeters& network)
    : kernel_{context.kernel},
      room_{room},
      network_{network},
      task_{service.task},
      placement_{service.placement.placement_strategy},
      constraints_{service.placement.placement_constraints},
      registry_{service.registry},
      provisioning_timeout_{service.provisioning_timeout},
      stream_{context.stream(service.name.empty() ? "task_placement" : fmt::format("task_placement.{}", service.name))},
      whole_image_{service.image},
      tasks_in_zone_(service.zones) {
  timeout_slot_ = kernel_.open(sim::bind<&ClusterTasks::waited_too_long>(*this), sim::Phase::kCapacity);
}

bool ClusterTasks::place_ready(TaskId task, sim::Time) {
  const MachineId machine = choose();
  if (!machine.exists()) {
    return false;
  }
  put(task, machine);
  place(machine).image = version_;
  return true;
}

void ClusterTasks::seek(TaskId task, sim::Time now) {
  set_machine(task, MachineId::none());
  waiting_.push_back({task, now});
  place_waiting(now);
  watch_waiting();
}

/// First come, first served: what does not fit lets nobody pass, since all are of one size. What the owner does when it
/// hears of a place may lead back here.
void ClusterTasks::place_waiting(sim::Time now) {
  if (is_placing_) {
    return;
  }
  is_placing_ = true;
  const bool had_waiting = !waiting_.empty();
  while (!waiting_.empty()) {
    const MachineId machine = choose();
    if (!machine.exists()) {
      break;
    }
    const TaskId task = waiting_.front().task;
    waiting_.pop_front();
    put(task, machine);
    const bool is_present = place(machine).image >= version_;
    if (!is_present) {
      place(machine).waiting_for_image.push_back(task);
      if (!place(machine).is_pulling) {
        begin_pull(machine, now);
      }
    }
    owner_->placed(task, room_.instances()[machine.index()].zone, now);
    if (is_present) {
      owner_->wake_at(task, now);
    }
  }
  is_placing_ = false;
  if (had_waiting) {
    watch_waiting();
  }
}

bool ClusterTasks::accepts(const ContainerInstance& instance, std::uint32_t index) const {
  const std::vector<std::int64_t>& zones = constraints_.member_of.zones;
  return room_.has_room(instance, task_) &&
         (!constraints_.distinct_instance || index >= places_.size() || places_[index].tasks == 0) &&
         (zones.empty() || std::find(zones.begin(), zones.end(), instance.zone.index()) != zones.end());
}

PlacementView ClusterTasks::view_of(std::uint32_t machine) const {
  const ContainerInstance& instance = room_.instances()[machine];
  return {instance.zone, tasks_in_zone_[instance.zone.index()], machine < places_.size() ? places_[machine].tasks : 0,
          instance.free};
}

/// The best by the strategies; drawn where there are several.
MachineId ClusterTasks::choose() {
  candidates_.clear();
  PlacementView best;
  const std::vector<ContainerInstance>& instances = room_.instances();
  for (std::uint32_t index = 0; index < instances.size(); ++index) {
    if (!accepts(instances[index], index)) {
      continue;
    }
    const PlacementView view = view_of(index);
    const int order = candidates_.empty() ? -1 : placement_.compare(view, best, false);
    if (order < 0) {
      candidates_.clear();
      best = view;
    }
    if (order <= 0) {
      candidates_.push_back(MachineId{index});
    }
  }
  if (candidates_.empty()) {
    return MachineId::none();
  }
  return candidates_.size() == 1 ? candidates_.front() : candidates_[stream_.uniform_below(candidates_.size())];
}

void ClusterTasks::put(TaskId task, MachineId machine) {
  ++place(machine).tasks;
  ++tasks_in_zone_[room_.instances()[machine.index()].zone.index()];
  set_machine(task, machine);
  room_.take(machine, task_);
}

void ClusterTasks::leave(TaskId task, sim::Time now) {
  const MachineId machine = machine_of(task);
  if (!machine.exists()) {
    waiting_.erase(std::find_if(waiting_.begin(), waiting_.end(),
                                [task](const Waiting& waiting) { return waiting.task == task; }));
    watch_waiting();
    return;
  }
  set_machine(task, MachineId::none());
  --place(machine).tasks;
  std::erase(place(machine).waiting_for_image, task);
  --tasks_in_zone_[room_.instances()[machine.index()].zone.index()];
  room_.give_back(machine, task_, now);
}

/// Zones and instances count as many tasks as may be stopped there, so that those left are balanced.
TaskId ClusterTasks::choose_to_stop(const std::vector<StopCandidate>& candidates) {
  stops_in_zone_.assign(tasks_in_zone_.size(), 0);
  stops_on_instance_.assign(room_.instances().size(), 0);
  for (const StopCandidate& candidate : candidates) {
    const MachineId machine = machine_of(candidate.task);
    ++stops_in_zone_[room_.instances()[machine.index()].zone.index()];
    ++stops_on_instance_[machine.index()];
  }
  const bool is_drawn = placement_.stops_at_random();
  StopCandidate chosen;
  PlacementView best;
  std::uint64_t equals = 0;
  for (const StopCandidate& candidate : candidates) {
    const MachineId machine = machine_of(candidate.task);
    const ContainerInstance& instance = room_.instances()[machine.index()];
    const PlacementView view{instance.zone, stops_in_zone_[instance.zone.index()], stops_on_instance_[machine.index()],
                             instance.free};
    const int order = equals == 0 ? -1 : placement_.compare(view, best, true);
    equals = order < 0 ? 1 : equals + (order == 0 ? 1 : 0);
    const bool wins_tie = is_drawn ? stream_.uniform_below(equals) == 0 : candidate.number > chosen.number;
    if (order < 0 || (order == 0 && wins_tie)) {
      chosen = candidate;
      best = view;
    }
  }
  return chosen.task;
}

void ClusterTasks::new_image(sim::Fraction new_layers) {
  const sim::Int128 share = static_cast<sim::Int128>(whole_image_.count()) * new_layers.billionths();
  new_layers_ = sim::Bytes::bytes(static_cast<std::int64_t>((share + 999'999'999) / 1'000'000'000));
  last_version_ = version_;
  version_ = ++newest_version_;
}

void ClusterTasks::begin_pull(MachineId machine, sim::Time now) {
  Place& at = place(machine);
  if (!at.has_slot) {
    at.slot = kernel_.open(sim::bind<&ClusterTasks::pulled>(*this, machine.index()), sim::Phase::kCapacity);
    at.has_slot = true;
  }
  const bool has_last = at.image > 0 && at.image >= last_version_;
  const sim::Bytes missing = has_last ? new_layers_ : whole_image_;
  at.is_pulling = true;
  at.pulled_image = version_;
  network_.image_pulled(now, missing);
  kernel_.schedule(at.slot, now + registry_.pull_time(missing));
}

void ClusterTasks::pulled(std::uint32_t index, sim::Time now) {
  Place& at = places_[index];
  at.is_pulling = false;
  at.image = at.pulled_image;
  if (at.image < version_ && !at.waiting_for_image.empty()) {
    begin_pull(MachineId{index}, now);  // a new version came out meanwhile
    return;
  }
  std::vector<TaskId> tasks;
  tasks.swap(at.waiting_for_image);
  for (const TaskId task : tasks) {
    owner_->image_pulled(task, now);
  }
}

void ClusterTasks::evict(MachineId machine, sim::Time now) {
  for (std::uint32_t index = 0; index < machines_.size(); ++index) {
    if (machines_[index] == machine) {
      owner_->evicted(TaskId{index}, now);
    }
  }
}

void ClusterTasks::instance_gone(MachineId machine) {
  if (machine.index() >= places_.size()) {
    return;
  }
  Place& at = places_[machine.index()];
  SIM_CHECK(at.tasks == 0, "an instance goes when its tasks have gone");
  if (at.has_slot) {
    kernel_.close(at.slot);
  }
  at = {};
}

/// Of those that wait, the first has waited longest.
void ClusterTasks::watch_waiting() {
  if (waiting_.empty()) {
    kernel_.cancel(timeout_slot_);
  } else {
    kernel_.schedule(timeout_slot_, waiting_.front().since + provisioning_timeout_);
  }
}

/// Those that came at the same time as the first give up with it; who is launched in their stead comes last.
void ClusterTasks::waited_too_long(std::uint32_t, sim::Time now) {
  while (!waiting_.empty() && waiting_.front().since + provisioning_timeout_ <= now) {
    owner_->gave_up(waiting_.front().task, now);
  }
}

WaitingTasks ClusterTasks::waiting() const {
  return as_waiting(static_cast<std::int64_t>(waiting_.size()));
}

WaitingTasks ClusterTasks::as_waiting(std::int64_t count) const {
  return {task_, count, constraints_.distinct_instance};
}

ClusterTasks::Place& ClusterTasks::place(MachineId machine) {
  if (places_.size() <= machine.index()) {
    places_.resize(machine.index() + 1);
  }
  return places_[machine.index()];
}

void ClusterTasks::set_machine(TaskId task, MachineId machine) {
  if (machines_.size() <= task.index()) {
    machines_.resize(task.index() + 1, MachineId::none());
  }
  machines_[task.index()] = machine;
}

}  // namespace models::ecs
