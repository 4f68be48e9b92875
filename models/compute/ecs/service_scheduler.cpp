// The service's scheduler: how many tasks there are, of which version, and which of them stop.
#include <algorithm>

#include <fmt/core.h>

#include "models/compute/ecs/service.hpp"
#include "sim/check.hpp"

namespace models::ecs {

/// Tasks that have run before the run began, as many as find room.
void Service::start_ready(std::int64_t count, sim::Time now) {
  for (std::int64_t i = 0; i < count; ++i) {
    const TaskId task = create(kFirstVersion, now);
    if (!hosts_->place_ready(task, now)) {
      tasks_[task].event.cancel(context_.kernel);
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

void Service::scheduler_event(std::uint32_t, sim::Time now) {
  is_due_ = false;
  reconcile(now);
}

void Service::found_place(TaskId task) {
  waiting_.erase(tasks_[task].number);
  starting_.insert(tasks_[task].number, task);
}

void Service::count_alive(const Task& task, std::int64_t delta) {
  alive_ += delta;
  alive_of_version_ += is_old(task) ? 0 : delta;
  alive_of_source_ += is_of_source(task) ? delta : 0;
}

void Service::count_healthy(const Task& task, std::int64_t delta) {
  healthy_of_version_ += is_old(task) ? 0 : delta;
}

/// It counts towards the minimum healthy percent.
void Service::become_healthy(TaskId id, sim::Time now) {
  tasks_[id].is_healthy = true;
  count_healthy(tasks_[id], +1);
  if (deployments_.in_progress()) {
    deployments_.task_became_healthy(tasks_[id].version);
    is_due_ = true;
    context_.kernel.schedule(scheduler_slot_, now);  // an old one may go; the balancer is in the middle of something
  }
}

/// Another version is deployed.
void Service::count_anew() {
  alive_ = 0;
  alive_of_version_ = 0;
  alive_of_source_ = 0;
  healthy_of_version_ = 0;
  for (std::uint32_t index = 0; index < tasks_.size(); ++index) {
    const Task& task = tasks_[TaskId{index}];
    if (task.state != State::kAbsent && task.state <= State::kInService) {
      count_alive(task, +1);
      count_healthy(task, task.is_healthy ? +1 : 0);
    }
  }
}

/// Of the version that is being replaced: what was lost of it, and what it is short of since the service scaled out.
std::int64_t Service::source_to_launch() const {
  if (!deployments_.replaces_another()) {
    return 0;
  }
  const std::int64_t room = deployments_.most(desired_) - alive_;
  return std::max<std::int64_t>(std::min(source_wanted_ - alive_of_source_, room), 0);
}

/// How many tasks of the version that is deployed are missing, and may be launched as far as the deployment is
/// concerned.
std::int64_t Service::to_launch() const {
  if (deployments_.has_failed()) {
    return 0;
  }
  const std::int64_t missing = desired_ - alive_of_version_;
  const std::int64_t room =
      deployments_.in_progress() ? deployments_.most(desired_) - alive_ - source_to_launch() : missing;
  return std::max<std::int64_t>(std::min(missing, room), 0);
}

/// As many as the scheduler and the hosts allow now; the rest when they allow more. Hosts may answer a launch with a
/// place at once, which leads back here.
void Service::launch_missing(sim::Time now) {
  if (is_launching_) {
    return;
  }
  is_launching_ = true;
  while (launch_next(now)) {
  }
  is_launching_ = false;
}

/// The version that is being replaced goes first: it serves, and nobody knows yet whether the other one will.
bool Service::launch_next(sim::Time now) {
  missing_source_.set(source_to_launch(), now);
  missing_.set(to_launch(), now);
  sim::Time next = sim::Time::never();
  for (MissingLaunches* const missing : {&missing_source_, &missing_}) {
    if (missing->none()) {
      continue;
    }
    const ServiceVersion version = missing == &missing_ ? deployments_.version() : deployments_.source_version();
    const sim::Time allowed = std::max({scheduler_.available_at(1, now), hosts_->launch_allowed_at(version, now),
                                        deployments_.launch_allowed_at(version)});
    if (allowed <= now) {
      launch(version, missing->take().wanted_at, now);
      return true;
    }
    next = std::min(next, allowed);
  }
  if (next != sim::Time::never() && !is_due_) {
    context_.kernel.schedule(scheduler_slot_, next);
  }
  return false;
}

void Service::launch(ServiceVersion version, sim::Time wanted_at, sim::Time now) {
  scheduler_.take(1, now);
  const TaskId task = create(version, now);
  tasks_[task].wanted_at = wanted_at;
  count_alive(tasks_[task], +1);
  context_.gauges.add(Gauge::kReplicasStarting, now, 1);
  tell_launched(tasks_[task], now);
  hosts_->seek(task, version, now);
}

void Service::tell_launched(const Task& task, sim::Time now) const {
  if (context_.events.enabled()) {
    const std::string provider = hosts_->next_provider(task.version);
    const std::int64_t of_its_version = is_old(task) ? alive_of_source_ : alive_of_version_;
    const std::string count = deployments_.replaces_another()
                                  ? fmt::format("version {}: {} of {} tasks, {} of both versions", task.version,
                                                of_its_version, is_old(task) ? source_wanted_ : desired_, alive_)
                                  : fmt::format("{} of {} tasks", alive_, desired_);
    log(now, "task_launched", task, count + (provider.empty() ? "" : ", capacity provider " + provider));
  }
}

/// Scaling out is applied to both versions.
void Service::set_desired(std::int64_t desired, sim::Time now) {
  if (deployments_.replaces_another()) {
    source_wanted_ += std::max<std::int64_t>(desired - desired_, 0);
  }
  desired_ = desired;
  context_.gauges.set(Gauge::kReplicasDesired, now, desired);
  reconcile(now);
}

void Service::reconcile(sim::Time now) {
  if (deployments_.in_progress()) {
    replace_old(now);
  }
  if (deployments_.in_progress()) {
    // More than the maximum exist only after scaling in, and then some of the new ones do not serve yet: what serves is
    // no more than the desired count.
    while (alive_of_version_ > desired_ || alive_ > deployments_.most(desired_)) {
      stop(choose_to_stop(Version::kNewest), now);
    }
  } else {
    while (alive_ > desired_) {
      stop(first_to_stop(), now);
    }
    source_wanted_ = std::clamp<std::int64_t>(desired_ - (alive_ - alive_of_source_), 0, source_wanted_);
  }
  launch_missing(now);
}

void Service::begin_deployment(std::uint32_t, sim::Time now) {
  const bool is_in_doubt = deployments_.replaces_another();
  const DeploymentStep& step = deployments_.begin_next();
  hosts_->new_version(step.new_layers);
  count_anew();
  source_wanted_ = is_in_doubt ? source_wanted_ : alive_of_source_;
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
  stop_superseded(now);
  reconcile(now);
}

void Service::schedule_deployment() {
  if (deployments_.next_at() != sim::Time::never()) {
    context_.kernel.schedule(deployment_slot_, deployments_.next_at());
  }
}

/// Nobody wants tasks of a version that was never deployed completely and is not deployed any more: what does not serve
/// of them stops at once.
void Service::stop_superseded(sim::Time now) {
  for (std::uint32_t index = 0; index < tasks_.size(); ++index) {
    const TaskId id{index};
    const Task& task = tasks_[id];
    if (is_old(task) && !is_of_source(task) && task.state < State::kInService) {
      stop(id, now);
    }
  }
}

/// Old tasks are there for what the healthy new ones leave of the minimum; the others stop, first those that are not
/// healthy. That leaves the minimum healthy, or lets what is lacking of it come: of the old version, unless it was the
/// new one that lost what it had.
void Service::replace_old(sim::Time now) {
  const std::int64_t kept = std::max<std::int64_t>(deployments_.least_healthy(desired_) - healthy_of_version_, 0);
  while (alive_ - alive_of_version_ > kept) {
    stop(choose_to_stop(Version::kOld), now);
  }
  source_wanted_ = std::min(source_wanted_, kept);
  if (alive_ == alive_of_version_ && healthy_of_version_ >= desired_) {
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
    count_anew();
    source_wanted_ = 0;
    stop_superseded(now);
  }
}

bool Service::is_old(const Task& task) const {
  return task.state != State::kAbsent && task.version != deployments_.version();
}

/// Of the version that is being replaced.
bool Service::is_of_source(const Task& task) const {
  return is_old(task) && task.version == deployments_.source_version();
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
  for (const bool is_healthy : {false, true}) {
    stop_candidates_.clear();
    for (std::uint32_t index = 0; index < tasks_.size(); ++index) {
      const TaskId id{index};
      const Task& task = tasks_[id];
      if (task.state == State::kInService && task.is_healthy == is_healthy && is_of(task, version)) {
        stop_candidates_.push_back({id, task.number});
      }
    }
    if (!stop_candidates_.empty()) {
      break;
    }
  }
  SIM_CHECK(!stop_candidates_.empty(), "there is a task to stop as long as some are alive");
  return hosts_->choose_to_stop(stop_candidates_);
}

}  // namespace models::ecs
