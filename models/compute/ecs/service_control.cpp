// The service seen from its control loop: what it reads, how many tasks it wants, which of them go, and what the window
// has seen.
#include <algorithm>

#include "models/compute/ecs/service.hpp"
#include "sim/check.hpp"

namespace models::ecs {

void Service::set_desired(std::int64_t desired, sim::Time now) {
  desired_ = desired;
  context_.gauges.set(Gauge::kReplicasDesired, now, desired);
  while (alive_ > desired_) {
    stop(choose_to_stop(), now);
  }
  launch_missing(now);
}

TaskId Service::choose_to_stop() const {
  // How soon a task of that state goes; those in service wait for the zones to be counted.
  const auto rank = [](State state) {
    switch (state) {
      case State::kProvisioning:
        return 0;
      case State::kPending:
      case State::kStarting:
      case State::kActivating:
      case State::kRunning:
        return 1;
      default:
        return 2;
    }
  };
  std::vector<std::int64_t> in_zone;
  for (std::uint32_t index = 0; index < tasks_.size(); ++index) {
    if (tasks_[TaskId{index}].state == State::kInService) {
      const std::size_t zone = hosts_->zone_of(TaskId{index}).index();
      in_zone.resize(std::max(in_zone.size(), zone + 1));
      ++in_zone[zone];
    }
  }
  const auto fullest = static_cast<std::uint32_t>(std::max_element(in_zone.begin(), in_zone.end()) - in_zone.begin());
  TaskId chosen = TaskId::none();
  for (std::uint32_t index = 0; index < tasks_.size(); ++index) {
    const TaskId id{index};
    const Task& task = tasks_[id];
    const bool is_stopped = task.state == State::kAbsent || task.state == State::kDeactivating ||
                            task.state == State::kStopping || task.state == State::kDeprovisioning;
    if (is_stopped || (task.state == State::kInService && hosts_->zone_of(id) != ZoneId{fullest})) {
      continue;
    }
    const bool is_better = !chosen.exists() || rank(task.state) < rank(tasks_[chosen].state) ||
                           (rank(task.state) == rank(tasks_[chosen].state) && task.number > tasks_[chosen].number);
    if (is_better) {
      chosen = id;
    }
  }
  SIM_CHECK(chosen.exists(), "there is a task to stop as long as some are alive");
  return chosen;
}

LoadSample Service::collect(sim::Time from, sim::Time to) {
  LoadSample sample{from, to, 0, 0, 0, 0};
  const std::int64_t length = (to - from).nanoseconds();
  for (std::uint32_t index = 0; index < tasks_.size(); ++index) {
    Task& task = tasks_[TaskId{index}];
    if (task.state != State::kRunning && task.state != State::kInService) {
      continue;
    }
    const std::int64_t used = serving_.workers->cpu_used(task.replica, to);
    if (task.running_at <= from) {
      sample.cpu_used += used - task.cpu_at_sample;
      sample.cpu_capacity += length * size_.vcpu.milli() / 1'000;
      sample.replica_time += length;
    }
    task.cpu_at_sample = used;
  }
  sample.requests = serving_.balancer->requests_routed() - requests_at_sample_;
  requests_at_sample_ = serving_.balancer->requests_routed();
  return sample;
}

CapacityView Service::capacity(sim::Time) const {
  CapacityView view;
  view.desired = desired_;
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
  for (std::uint32_t index = 0; index < tasks_.size(); ++index) {
    if (const State state = tasks_[TaskId{index}].state; state != State::kAbsent && state <= State::kRunning) {
      tell_launch(TaskId{index}, LaunchEnd::kUnderWay, now);
    }
  }
  is_measured_ = false;
  if (lives_) {
    lives_->stop_counting();
  }
}

}  // namespace models::ecs
