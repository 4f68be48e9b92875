// The service's scheduler: how many tasks there are, of which version, and which of them stop.
#include <algorithm>

#include <fmt/core.h>

#include "models/compute/ecs/service.hpp"
#include "sim/check.hpp"

namespace models::ecs {

/// Tasks that have run before the run began, as many as find room.
void Service::start_ready(std::int64_t count, sim::Time now) {
  for (std::int64_t i = 0; i < count; ++i) {
    const TaskId task = create(now);
    if (!hosts_->place_ready(task, now)) {
      context_.kernel.close(tasks_[task].slot);
      waiting_.erase(tasks_[task].number);
      tasks_[task] = {};
      tasks_.release(task);
      return;
    }
    count_alive(tasks_[task], +1);
    context_.gauges.add(Gauge::kReplicasStarting, now, 1);
    context_.gauges.add(Gauge::kVcpuReserved, now, size_.vcpu.milli());
    found_place(task);
    run(task, true, now);
  }
}

void Service::found_place(TaskId task) {
  waiting_.erase(tasks_[task].number);
  starting_.insert(tasks_[task].number, task);
}

void Service::count_alive(const Task& task, std::int64_t delta) {
  alive_ += delta;
  alive_of_version_ += task.version == deployments_.version() ? delta : 0;
}

/// How many tasks are missing, and may be launched as far as the deployment is concerned.
std::int64_t Service::to_launch() const {
  if (deployments_.has_failed()) {
    return 0;
  }
  const std::int64_t missing = desired_ - alive_of_version_;
  const std::int64_t room = deployments_.in_progress() ? deployments_.most(desired_) - alive_ : missing;
  return std::max<std::int64_t>(std::min(missing, room), 0);
}

/// As many as the scheduler and the hosts allow now; the rest when they allow more. Hosts may answer a launch with a
/// place at once, which leads back here.
void Service::launch_missing(sim::Time now) {
  if (is_launching_) {
    return;
  }
  is_launching_ = true;
  for (;;) {
    missing_.set(to_launch(), now);
    if (missing_.none()) {
      break;
    }
    const sim::Time allowed =
        std::max({scheduler_.available_at(1, now), hosts_->launch_allowed_at(now), deployments_.launch_allowed_at()});
    if (allowed > now) {
      if (allowed != sim::Time::never()) {
        context_.kernel.schedule(scheduler_slot_, allowed);
      }
      break;
    }
    scheduler_.take(1, now);
    const TaskId task = create(now);
    tasks_[task].wanted_at = missing_.take().wanted_at;
    count_alive(tasks_[task], +1);
    context_.gauges.add(Gauge::kReplicasStarting, now, 1);
    tell_launched(tasks_[task], now);
    hosts_->seek(task, now);
  }
  is_launching_ = false;
}

void Service::tell_launched(const Task& task, sim::Time now) const {
  if (context_.events.enabled()) {
    const std::string provider = hosts_->next_provider();
    log(now, "task_launched", task,
        fmt::format("{} of {} tasks{}{}", alive_, desired_, provider.empty() ? "" : ", capacity provider ", provider));
  }
}

void Service::set_desired(std::int64_t desired, sim::Time now) {
  desired_ = desired;
  context_.gauges.set(Gauge::kReplicasDesired, now, desired);
  reconcile(now);
}

void Service::reconcile(sim::Time now) {
  if (deployments_.in_progress()) {
    replace_old(now);
  }
  while ((deployments_.in_progress() ? alive_of_version_ : alive_) > desired_) {
    stop(deployments_.in_progress() ? choose_to_stop(Version::kNewest) : first_to_stop(), now);
  }
  launch_missing(now);
}

void Service::begin_deployment(std::uint32_t, sim::Time now) {
  const DeploymentStep& step = deployments_.begin_next();
  hosts_->new_image(step.new_layers, now);
  alive_of_version_ = 0;
  if (context_.events.enabled()) {
    context_.events.log(now, "deployment_started", "service",
                        fmt::format("version {}: {} to {} tasks, of {} desired", deployments_.version(),
                                    deployments_.least_healthy(desired_), deployments_.most(desired_), desired_));
  }
  if (deployments_.least_healthy(desired_) == deployments_.most(desired_) && desired_ > 0) {
    context_.events.limit_reached(
        fmt::format("a deployment could not begin: between {} and {} tasks there is room for none",
                    deployments_.least_healthy(desired_), deployments_.most(desired_)));
  }
  schedule_deployment();
  reconcile(now);
}

void Service::schedule_deployment() {
  if (deployments_.next_at() != sim::Time::never()) {
    context_.kernel.schedule(deployment_slot_, deployments_.next_at());
  }
}

/// Old tasks that do not serve stop at once, those that do as soon as enough others serve.
void Service::replace_old(sim::Time now) {
  for (std::uint32_t index = 0; index < tasks_.size(); ++index) {
    const TaskId id{index};
    if (is_old(tasks_[id]) && tasks_[id].state < State::kInService) {
      stop(id, now);
    }
  }
  while (in_service_ > deployments_.least_healthy(desired_) && alive_ > alive_of_version_) {
    stop(choose_to_stop(Version::kOld), now);
  }
  if (alive_ == alive_of_version_ && in_service_ >= desired_) {
    deployments_.complete();
    context_.events.log(now, "deployment_completed", "service", fmt::format("version {}", deployments_.version()));
  }
}

/// The circuit breaker, where it is on and has seen enough.
void Service::judge_deployment(sim::Time now) {
  if (!deployments_.breaks(desired_)) {
    return;
  }
  context_.events.log(now, "deployment_failed", "service", fmt::format("version {}", deployments_.version()));
  context_.events.limit_reached("a deployment failed: too many of its tasks did not come into service");
  if (deployments_.rolls_back()) {
    deployments_.roll_back();
    hosts_->old_image_again(now);
    alive_of_version_ = 0;
    for (std::uint32_t index = 0; index < tasks_.size(); ++index) {
      const Task& task = tasks_[TaskId{index}];
      const bool is_alive = task.state != State::kAbsent && task.state <= State::kInService;
      alive_of_version_ += is_alive && !is_old(task) ? 1 : 0;
    }
  }
}

bool Service::is_old(const Task& task) const {
  return task.state != State::kAbsent && task.version != deployments_.version();
}

bool Service::is_of(const Task& task, Version version) const {
  return (version == Version::kOld) == is_old(task);
}

/// Those that wait for a place first, then those that do not serve yet, the newest first; of those in service the one
/// that the hosts choose.
TaskId Service::first_to_stop() const {
  if (!waiting_.empty()) {
    return waiting_.newest();
  }
  return starting_.empty() ? hosts_->first_to_stop() : starting_.newest();
}

/// The same among tasks of some versions only.
TaskId Service::choose_to_stop(Version version) {
  for (const auto* const launched : {&waiting_, &starting_}) {
    const TaskId newest = launched->newest_where([&](TaskId task) { return is_of(tasks_[task], version); });
    if (newest.exists()) {
      return newest;
    }
  }
  stop_candidates_.clear();
  for (std::uint32_t index = 0; index < tasks_.size(); ++index) {
    const TaskId id{index};
    if (tasks_[id].state == State::kInService && is_of(tasks_[id], version)) {
      stop_candidates_.push_back({id, tasks_[id].number});
    }
  }
  SIM_CHECK(!stop_candidates_.empty(), "there is a task to stop as long as some are alive");
  return hosts_->choose_to_stop(stop_candidates_);
}

}  // namespace models::ecs
