// Which instance takes a service's next task, and which of its tasks is stopped first.
#include <algorithm>

#include "models/compute/ecs/cluster_tasks.hpp"
#include "sim/check.hpp"

namespace models::ecs {

bool ClusterTasks::accepts(const ContainerInstance& instance, std::uint32_t index) const {
  const std::vector<std::int64_t>& zones = constraints_.member_of.zones;
  const std::vector<std::string>& types = constraints_.member_of.instance_types;
  return room_.has_room(instance, task_) &&
         (!constraints_.distinct_instance || index >= places_.size() || places_[index].tasks.empty()) &&
         (zones.empty() || std::find(zones.begin(), zones.end(), instance.zone.index()) != zones.end()) &&
         (types.empty() || std::find(types.begin(), types.end(), room_.type_of(instance)) != types.end());
}

void ClusterTasks::room_changed(InstanceId machine) {
  to_place_.changed(machine.index());
  stops_changed(machine);
}

void ClusterTasks::stops_changed(InstanceId machine) {
  if (!placement_.stops_at_random() && machine.index() < places_.size()) {
    to_stop_.changed(machine.index());
  }
}

void ClusterTasks::look_at_room(std::uint32_t machine) {
  const ContainerInstance& instance = room_.instances()[machine];
  if (!accepts(instance, machine)) {
    to_place_.withdraw(machine);
    return;
  }
  const std::int64_t tasks = machine < places_.size() ? std::ssize(places_[machine].tasks) : 0;
  to_place_.offer(machine, instance.provider, {instance.zone, 0, tasks, instance.free});
}

/// An instance counts as many tasks as may be stopped there, so that those left are balanced.
void ClusterTasks::look_at_stops(std::uint32_t machine) {
  const std::vector<StopCandidate>& serving = places_[machine].serving;
  if (serving.empty()) {
    to_stop_.erase(machine);
    return;
  }
  const ContainerInstance& instance = room_.instances()[machine];
  to_stop_.put(machine, {instance.zone, 0, static_cast<std::int64_t>(serving.size()), instance.free},
               serving.back().number);
}

InstanceId ClusterTasks::choose(std::size_t provider) {
  to_place_.look_at_changed([this](std::uint32_t machine) { look_at_room(machine); });
  const std::optional<std::uint32_t> index = to_place_.choose(provider, tasks_in_zone_, stream_);
  return index ? InstanceId{*index} : InstanceId::none();
}

void ClusterTasks::serves(const StopCandidate& task) {
  const InstanceId machine = machine_of(task.task);
  std::vector<StopCandidate>& serving = place(machine).serving;
  serving.insert(
      std::upper_bound(serving.begin(), serving.end(), task.number,
                       [](std::uint64_t number, const StopCandidate& other) { return number < other.number; }),
      task);
  ++serving_in_zone_[room_.instances()[machine.index()].zone.index()];
  stops_changed(machine);
}

void ClusterTasks::serves_no_more(const StopCandidate& task) {
  const InstanceId machine = machine_of(task.task);
  std::erase_if(place(machine).serving, [&task](const StopCandidate& other) { return other.task == task.task; });
  --serving_in_zone_[room_.instances()[machine.index()].zone.index()];
  stops_changed(machine);
}

TaskId ClusterTasks::first_to_stop() {
  if (placement_.stops_at_random()) {  // each of them has its draw, by number
    candidates_.clear();
    for (const Place& place : places_) {
      candidates_.insert(candidates_.end(), place.serving.begin(), place.serving.end());
    }
    std::sort(candidates_.begin(), candidates_.end(),
              [](const StopCandidate& a, const StopCandidate& b) { return a.task < b.task; });
    return choose_to_stop(candidates_);
  }
  to_stop_.look_at_changed([this](std::uint32_t machine) { look_at_stops(machine); });
  const std::optional<std::uint32_t> first = to_stop_.first(serving_in_zone_);
  SIM_CHECK(first.has_value(), "some task serves");
  return places_[*first].serving.back().task;
}

TaskId ClusterTasks::choose_to_stop(const std::vector<StopCandidate>& candidates) {
  stops_in_zone_.assign(tasks_in_zone_.size(), 0);
  stops_on_instance_.assign(room_.instances().size(), 0);
  for (const StopCandidate& candidate : candidates) {
    const InstanceId machine = machine_of(candidate.task);
    ++stops_in_zone_[room_.instances()[machine.index()].zone.index()];
    ++stops_on_instance_[machine.index()];
  }
  const bool is_drawn = placement_.stops_at_random();
  StopCandidate chosen;
  PlacementView best;
  std::uint64_t equals = 0;
  for (const StopCandidate& candidate : candidates) {
    const InstanceId machine = machine_of(candidate.task);
    const ContainerInstance& instance = room_.instances()[machine.index()];
    const PlacementView view{instance.zone, stops_in_zone_[instance.zone.index()], stops_on_instance_[machine.index()],
                             instance.free};
    const int order = equals == 0 ? -1 : placement_.compare_to_stop(view, best);
    equals = order < 0 ? 1 : equals + (order == 0 ? 1 : 0);
    const bool wins_tie = is_drawn ? stream_.uniform_below(equals) == 0 : candidate.number > chosen.number;
    if (order < 0 || (order == 0 && wins_tie)) {
      chosen = candidate;
      best = view;
    }
  }
  return chosen.task;
}

}  // namespace models::ecs
