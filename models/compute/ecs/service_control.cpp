// The service as others see it: what its control loop reads, and what the measured window and the list of launches
// tell.
#include <utility>

#include <fmt/core.h>

#include "models/compute/ecs/service.hpp"

namespace models::ecs {

namespace {

/// Longer than instances and quotas take; our choice.
constexpr sim::Duration kLongWait = sim::Duration::minutes(10);

}  // namespace

LoadSample Service::collect(sim::Time from, sim::Time to) {
  LoadSample sample{from, to, 0, 0, 0, 0};
  const std::int64_t length = (to - from).nanoseconds();
  WatchedCpu& cpu = serving_.workers->watched_cpu();
  sample.cpu_used = cpu.used_by_all(to);
  sample.cpu_capacity = counted_ * (length * size_.vcpu.milli() / 1'000);
  sample.replica_time = counted_ * length;
  sample.requests = serving_.balancer->requests_routed() - requests_at_sample_;
  requests_at_sample_ = serving_.balancer->requests_routed();

  cpu.restart(to);
  sampled_to_ = to;
  for (const TaskId id : to_count_) {
    const Task& task = tasks_[id];
    if ((task.state == State::kRunning || task.state == State::kInService) && !task.is_counted) {
      count(id, to);
    }
  }
  to_count_.clear();
  return sample;
}

/// From now on it is in the metrics.
void Service::count(TaskId id, sim::Time now) {
  tasks_[id].is_counted = true;
  ++counted_;
  serving_.workers->watched_cpu().watch(tasks_[id].replica, now);
}

CapacityView Service::capacity(sim::Time) {
  CapacityView view;
  view.desired = desired_;
  view.deploying = deployments_.in_progress();
  return view;
}

void Service::apply(const ScalingDecision& decision, sim::Time now) {
  set_desired(decision.desired, now);
}

void Service::settle(sim::Time now) {
  const std::int64_t requests = serving_.balancer->requests_routed() - requests_at_settling_;
  network_->logs_written(settled_to_, now, context_.application.mean_log_bytes(requests));
  requests_at_settling_ += requests;
  settled_to_ = now;
}

void Service::finish(sim::Time now) {
  settle(now);
  serving_.balancer->finish(now);
  if (deployments_.in_progress()) {
    context_.events.limit_reached("a deployment was not complete when the run ended");
  }
  for (std::uint32_t index = 0; index < tasks_.size(); ++index) {
    const Task& task = tasks_[TaskId{index}];
    if (task.state == State::kProvisioning && now - task.launched_at > kLongWait) {
      context_.events.limit_reached("tasks had waited for a place for more than 10 min when the run ended");
    }
    if (task.state != State::kAbsent && task.state <= State::kRunning) {
      tell_launch(TaskId{index}, LaunchEnd::kUnderWay, now);
    }
  }
  is_measured_ = false;
  hosts_->finish(now);
  if (lives_) {
    lives_->stop_counting();
  }
}

/// A launch has come to an end of its own kind: what it waited for is written down.
void Service::tell_launch(TaskId id, LaunchEnd how, sim::Time now) const {
  const Task& task = tasks_[id];
  if (!context_.events.keeps_launch(task.number) || !is_measured_ || task.wanted_at == sim::Time::never()) {
    return;
  }
  Launch launch;
  launch.number = task.number;
  launch.subject = fmt::format("task-{}", task.number);
  launch.instance = hosts_->instance_of(id);
  launch.is_spot = hosts_->is_spot(id);
  launch.end = how;
  launch.wanted_at = task.wanted_at;
  LaunchClock clock{launch, now};
  clock.passed(LaunchPhase::kLaunchQuota, task.launched_at);
  hosts_->tell_wait(id, clock);
  clock.passed(LaunchPhase::kProvisioning, task.placed_at);
  clock.passed(LaunchPhase::kPull, task.pulled_at);
  clock.passed(LaunchPhase::kContainerStart, task.started_at);
  clock.passed(LaunchPhase::kActivating, task.running_at);
  clock.passed(LaunchPhase::kHealthCheck, now);
  context_.events.launched(std::move(launch));
}

std::string Service::name_of(ReplicaId replica) const {
  return fmt::format("task-{}", tasks_[tasks_by_replica_[replica.index()]].number);
}

void Service::log(sim::Time now, const char* what, const Task& task, std::string detail) const {
  if (context_.events.enabled()) {
    context_.events.log(now, what, fmt::format("task-{}", task.number), std::move(detail));
  }
}

}  // namespace models::ecs
