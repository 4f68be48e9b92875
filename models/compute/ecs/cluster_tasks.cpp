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
      division_{service.providers},
      registry_{service.registry},
      provisioning_timeout_{service.provisioning_timeout},
      stream_{context.stream(service.name.empty() ? "task_placement" : fmt::format("task_placement.{}", service.name))},
      whole_image_{service.image},
      new_layers_{service.image},
      waiting_(service.providers.size()),
      tasks_in_zone_(service.zones),
      serving_in_zone_(service.zones),
      to_place_{placement_, service.providers.size(), service.zones},
      to_stop_{placement_, service.zones} {
  timeout_slot_ = kernel_.open(sim::bind<&ClusterTasks::waited_too_long>(*this), sim::Phase::kCapacity);
}

bool ClusterTasks::place_ready(TaskId task, sim::Time) {
  const std::size_t provider = next_provider(kFirstVersion);
  const InstanceId machine = choose(provider);
  if (!machine.exists()) {
    return false;
  }
  admit(task, kFirstVersion, provider);
  put(task, machine);
  place(machine).images = {kFirstVersion};
  return true;
}

void ClusterTasks::seek(TaskId task, ServiceVersion version, sim::Time now) {
  const std::size_t provider = next_provider(version);
  admit(task, version, provider);
  waiting_[provider].push_back({task, now});
  place_waiting(now);
  watch_waiting();
}

void ClusterTasks::admit(TaskId task, ServiceVersion version, std::size_t provider) {
  if (tasks_.size() <= task.index()) {
    tasks_.resize(task.index() + 1);
  }
  tasks_[task.index()] = {InstanceId::none(), 0, provider, version, true};
  division_.add(provider, index_of(version));
}

/// The strategy divides the tasks that are to stay: another may be launched in its stead.
void ClusterTasks::stopping(TaskId task) {
  Placed& placed = tasks_[task.index()];
  if (placed.is_counted) {
    placed.is_counted = false;
    division_.remove(placed.provider, index_of(placed.version));
  }
}

/// First come, first served: what does not fit lets nobody of its capacity provider pass, since all are of one size.
/// What the owner does when it hears of a place may lead back here.
void ClusterTasks::place_waiting(sim::Time now) {
  if (is_placing_ || !is_anyone_waiting()) {
    return;
  }
  is_placing_ = true;
  for (bool has_placed = true; has_placed;) {
    has_placed = false;
    for (std::size_t provider = 0; provider < waiting_.size(); ++provider) {
      while (place_first(provider, now)) {
        has_placed = true;
      }
    }
  }
  is_placing_ = false;
  watch_waiting();
}

bool ClusterTasks::is_anyone_waiting() const {
  return std::any_of(waiting_.begin(), waiting_.end(), [](const auto& waiting) { return !waiting.empty(); });
}

/// Of those that wait for that provider; false: nobody does, or no instance takes it.
bool ClusterTasks::place_first(std::size_t provider, sim::Time now) {
  if (waiting_[provider].empty()) {
    return false;
  }
  const InstanceId machine = choose(provider);
  if (!machine.exists()) {
    return false;
  }
  const TaskId task = waiting_[provider].front().task;
  waiting_[provider].pop_front();
  put(task, machine);
  const bool is_present = has_image(place(machine), task);
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
  return true;
}

void ClusterTasks::put(TaskId task, InstanceId machine) {
  Place& at = place(machine);
  tasks_[task.index()].machine = machine;
  tasks_[task.index()].among = at.tasks.size();
  at.tasks.push_back(task);
  ++tasks_in_zone_[room_.instances()[machine.index()].zone.index()];
  room_.take(machine, task_);
}

/// The last of the instance's tasks takes its number there.
void ClusterTasks::take_off(TaskId task, InstanceId machine) {
  Place& at = place(machine);
  const std::size_t among = tasks_[task.index()].among;
  at.tasks[among] = at.tasks.back();
  tasks_[at.tasks[among].index()].among = among;
  at.tasks.pop_back();
  std::erase(at.waiting_for_image, task);
  tasks_[task.index()].machine = InstanceId::none();
  --tasks_in_zone_[room_.instances()[machine.index()].zone.index()];
}

void ClusterTasks::leave(TaskId task, sim::Time now) {
  stopping(task);
  const InstanceId machine = machine_of(task);
  if (!machine.exists()) {
    std::deque<Waiting>& line = waiting_[tasks_[task.index()].provider];
    line.erase(std::find_if(line.begin(), line.end(), [task](const Waiting& waiting) { return waiting.task == task; }));
    watch_waiting();
    return;
  }
  take_off(task, machine);
  room_.give_back(machine, task_, now);
}

void ClusterTasks::new_version(sim::Fraction new_layers) {
  const sim::Int128 share = static_cast<sim::Int128>(whole_image_.count()) * new_layers.billionths();
  new_layers_.push_back(sim::Bytes::bytes(static_cast<std::int64_t>((share + 999'999'999) / 1'000'000'000)));
  division_.add_deployment();
}

bool ClusterTasks::has_image(const Place& at, TaskId task) const {
  return std::find(at.images.begin(), at.images.end(), tasks_[task.index()].version) != at.images.end();
}

/// From the image that is there and has most of them. Layers that a version gave up do not come again.
sim::Bytes ClusterTasks::missing_layers(const Place& at, ServiceVersion version) const {
  sim::Bytes fewest = whole_image_;
  for (const ServiceVersion present : at.images) {
    sim::Bytes missing;
    for (ServiceVersion newer = std::min(present, version) + 1; newer <= std::max(present, version); ++newer) {
      missing += new_layers_[index_of(newer)];
    }
    fewest = std::min(fewest, missing);
  }
  return fewest;
}

/// Of the image that the first of those that wait wants.
void ClusterTasks::begin_pull(InstanceId machine, sim::Time now) {
  Place& at = place(machine);
  if (!at.has_slot) {
    at.slot = kernel_.open(sim::bind<&ClusterTasks::pulled>(*this, machine.index()), sim::Phase::kCapacity);
    at.has_slot = true;
  }
  at.is_pulling = true;
  at.pulled_image = tasks_[at.waiting_for_image.front().index()].version;
  const sim::Bytes missing = missing_layers(at, at.pulled_image);
  network_.image_pulled(now, missing);
  kernel_.schedule(at.slot, now + registry_.pull_time(missing));
}

void ClusterTasks::pulled(std::uint32_t index, sim::Time now) {
  Place& at = places_[index];
  at.is_pulling = false;
  at.images.push_back(at.pulled_image);
  const auto others = std::stable_partition(at.waiting_for_image.begin(), at.waiting_for_image.end(),
                                            [&](TaskId task) { return has_image(at, task); });
  const std::vector<TaskId> tasks(at.waiting_for_image.begin(), others);
  at.waiting_for_image.erase(at.waiting_for_image.begin(), others);
  if (!at.waiting_for_image.empty()) {
    begin_pull(InstanceId{index}, now);
  }
  for (const TaskId task : tasks) {
    owner_->image_pulled(task, now);
  }
}

/// In the order of their numbers. A copy: they leave while it is gone through.
std::vector<TaskId> ClusterTasks::tasks_on(InstanceId machine) {
  std::vector<TaskId> tasks = place(machine).tasks;
  std::sort(tasks.begin(), tasks.end());
  return tasks;
}

void ClusterTasks::evict(InstanceId machine, sim::Time now) {
  for (const TaskId task : tasks_on(machine)) {
    if (machine_of(task) == machine) {
      owner_->evicted(task, now);
    }
  }
}

void ClusterTasks::lose(InstanceId machine, sim::Time now) {
  for (const TaskId task : tasks_on(machine)) {
    if (machine_of(task) == machine) {
      owner_->host_lost(task, now);
    }
  }
}

void ClusterTasks::instance_gone(InstanceId machine) {
  if (machine.index() >= places_.size()) {
    return;
  }
  Place& at = places_[machine.index()];
  SIM_CHECK(at.tasks.empty(), "an instance goes when its tasks have gone");
  if (at.has_slot) {
    kernel_.close(at.slot);
  }
  at = {};
}

/// Of those that wait for a provider, the first has waited longest.
void ClusterTasks::watch_waiting() {
  sim::Time since = sim::Time::never();
  for (const std::deque<Waiting>& line : waiting_) {
    since = line.empty() ? since : std::min(since, line.front().since);
  }
  if (since == sim::Time::never()) {
    kernel_.cancel(timeout_slot_);
  } else {
    kernel_.schedule(timeout_slot_, since + provisioning_timeout_);
  }
}

/// Those that came at the same time as the first give up with it; who is launched in their stead comes last.
void ClusterTasks::waited_too_long(std::uint32_t, sim::Time now) {
  for (const std::deque<Waiting>& line : waiting_) {
    while (!line.empty() && line.front().since + provisioning_timeout_ <= now) {
      owner_->gave_up(line.front().task, now);
    }
  }
}

WaitingTasks ClusterTasks::waiting(std::size_t provider) const {
  return as_waiting(static_cast<std::int64_t>(waiting_[provider].size()));
}

WaitingTasks ClusterTasks::as_waiting(std::int64_t count) const {
  return {task_, count, constraints_.distinct_instance};
}

ClusterTasks::Place& ClusterTasks::place(InstanceId machine) {
  if (places_.size() <= machine.index()) {
    places_.resize(machine.index() + 1);
  }
  return places_[machine.index()];
}

}  // namespace models::ecs
