#include "models/compute/ecs/service.hpp"

#include <algorithm>
#include <utility>

#include <fmt/core.h>

#include "models/compute/ecs/launch_bucket.hpp"
#include "sim/check.hpp"

namespace models::ecs {

Service::Service(const EcsConfig& config, const MachineShape& size, const RunContext& context, ServiceParts parts)
    : context_{context},
      serving_{std::move(parts.serving)},
      network_{std::move(parts.network)},
      hosts_{std::move(parts.hosts)},
      loop_{std::move(parts.scaling), context, *this},
      size_{size},
      rounded_size_{parts.rounded_size},
      used_memory_{context.application.total_resident()},
      start_time_{context.application.start_time()},
      activating_{config.activating},
      stop_time_{std::min(config.stop, config.stop_timeout)},
      deprovisioning_{config.deprovisioning},
      health_check_grace_{config.health_check_grace_period},
      healthy_after_{config.has_balancer() ? sim::Duration{} : config.deployment.healthy_after},
      scheduler_{launch_bucket(config.scheduler_burst, config.scheduler_rate, context.start)},
      deployments_{config.deployment, context.stream("deployment")} {
  scheduler_slot_ = context_.kernel.open(sim::bind<&Service::scheduler_event>(*this), sim::Phase::kCapacity);
  deployment_slot_ = context_.kernel.open(sim::bind<&Service::begin_deployment>(*this), sim::Phase::kControl);
  serving_.balancer->set_owner(*this);
  hosts_->set_owner(*this);
  if (context.application.may_fail()) {
    compute::ContainerCare essential;
    essential.policy.restarts = false;
    lives_ = std::make_unique<compute::ContainerLives>(context_, *serving_.workers,
                                                       std::vector(context.application.containers.size(), essential),
                                                       static_cast<compute::LivesOwner&>(*this));
  }
}

void Service::start(sim::Time now) {
  serving_.balancer->start(now);
  network_->start(now);
  settled_to_ = now;
  sampled_to_ = loop_.policy().period() > sim::Duration{} ? now : sim::Time::never();
  const std::int64_t initial = loop_.initial_replicas(context_, size_.vcpu, hosts_->speed().value());
  hosts_->start(initial, now);
  start_ready(initial, now);
  loop_.start(now);
  schedule_deployment();
  set_desired(std::max(initial, loop_.policy().minimum()), now);  // `initial: empty`: the service itself fills up
}

TaskId Service::create(ServiceVersion version, sim::Time now) {
  Task task;
  task.state = State::kProvisioning;
  task.number = ++launches_;
  task.version = version;
  task.launched_at = now;
  const TaskId id = tasks_.acquire(task);
  waiting_.insert(task.number, id);
  return id;
}

void Service::placed(TaskId id, ZoneId zone, sim::Time now) {
  Task& task = tasks_[id];
  task.state = State::kPending;
  task.placed_at = now;
  found_place(id);
  context_.gauges.add(Gauge::kVcpuReserved, now, size_.vcpu.milli());
  if (context_.events.enabled()) {
    const std::string instance = hosts_->instance_of(id);
    log(now, "task_placed", task,
        fmt::format("{}{}zone {}, provisioning took {:g} s", instance, instance.empty() ? "" : ", ", zone.index(),
                    (now - task.launched_at).seconds()));
  }
  launch_missing(now);  // one fewer waits: hosts that limit those may take the next
}

void Service::image_pulled(TaskId id, sim::Time now) {
  Task& task = tasks_[id];
  task.state = State::kStarting;
  task.pulled_at = now;
  if (context_.events.enabled()) {
    log(now, "image_pulled", task, fmt::format("after {:g} s", (now - task.placed_at).seconds()));
  }
  wake_at(id, now + start_time_);
}

void Service::wake_at(TaskId task, sim::Time at) {
  tasks_[task].event.schedule(context_.kernel, sim::bind<&Service::task_event>(*this, task.index()),
                              sim::Phase::kCapacity, at);
}

void Service::task_event(std::uint32_t index, sim::Time now) {
  const TaskId id{index};
  tasks_[id].event.done(context_.kernel);
  switch (tasks_[id].state) {
    case State::kProvisioning:
    case State::kPending:
      hosts_->woken(id, now);
      return;
    case State::kStarting:
      deployments_.task_starts(tasks_[id].version) ? containers_started(id, now) : did_not_start(id, now);
      return;
    case State::kActivating:
      run(id, false, now);
      return;
    case State::kStopping:
      stopped(id, now);
      return;
    case State::kDeprovisioning:
      end(id, now);
      return;
    case State::kRunning:
    case State::kInService:
      in_service_event(id, now);
      return;
    case State::kAbsent:
    case State::kDeactivating:
      break;
  }
  SIM_CHECK(false, "a task that drains has no event of its own");
}

/// Its essential container ended, it is healthy at last, or it has been unhealthy for too long.
void Service::in_service_event(TaskId id, sim::Time now) {
  const Task& task = tasks_[id];
  if (task.has_failed) {
    fail(id, now);
  } else if (task.state == State::kInService && !task.is_healthy) {
    become_healthy(id, now);
  } else {
    replace_unhealthy(id, now);
  }
}

void Service::containers_started(TaskId id, sim::Time now) {
  Task& task = tasks_[id];
  task.state = State::kActivating;
  task.started_at = now;
  if (activating_ == sim::Duration{}) {
    run(id, false, now);
  } else {
    wake_at(id, now + activating_);
  }
}

void Service::run(TaskId id, bool was_ready, sim::Time now) {
  const ReplicaId replica = serving_.workers->add_replica(hosts_->domain_of(id), now);
  if (tasks_by_replica_.size() <= replica.index()) {
    tasks_by_replica_.resize(replica.index() + 1);
  }
  tasks_by_replica_[replica.index()] = id;
  Task& task = tasks_[id];
  task.state = State::kRunning;
  task.running_at = now;
  deployments_.task_ran(task.version);
  task.replica = replica;
  if (now == sampled_to_) {
    count(id, now);
  } else if (sampled_to_ != sim::Time::never()) {
    to_count_.push_back(id);
  }
  context_.gauges.add(Gauge::kMemoryUsed, now, used_memory_.count());
  if (context_.events.enabled() && !was_ready) {
    log(now, "task_running", task,
        fmt::format("{:g} s after launch: provisioning {:g} s, pull {:g} s, containers {:g} s",
                    (now - task.launched_at).seconds(), (task.placed_at - task.launched_at).seconds(),
                    (task.pulled_at - task.placed_at).seconds(), (task.started_at - task.pulled_at).seconds()));
  }
  if (lives_) {
    lives_->begin(replica, now);
  }
  serving_.balancer->register_target(replica, was_ready, now);
}

void Service::in_service(ReplicaId replica, sim::Time now) {
  Task& task = tasks_[tasks_by_replica_[replica.index()]];
  task.state = State::kInService;
  task.in_service_at = now;
  starting_.erase(task.number);
  hosts_->serves({tasks_by_replica_[replica.index()], task.number});
  context_.gauges.add(Gauge::kReplicasStarting, now, -1);
  context_.gauges.add(Gauge::kReplicasReady, now, 1);
  if (context_.events.enabled() && now > task.launched_at) {
    log(now, "in_service", task,
        fmt::format("{:g} s after launch, health check {:g} s", (now - task.launched_at).seconds(),
                    (now - task.running_at).seconds()));
  }
  tell_launch(tasks_by_replica_[replica.index()], LaunchEnd::kInService, now);
  const bool ran_before = task.wanted_at == sim::Time::never();
  if (ran_before || healthy_after_ == sim::Duration{}) {
    become_healthy(tasks_by_replica_[replica.index()], now);
  } else {
    wake_at(tasks_by_replica_[replica.index()], now + healthy_after_);
  }
}

/// The service scheduler replaces a task that its load balancer does not find healthy, once the grace period is over.
void Service::out_of_service(ReplicaId replica, sim::Time now) {
  const TaskId id = tasks_by_replica_[replica.index()];
  log(now, "unhealthy", tasks_[id], "failed the load balancer's health checks");
  wake_at(id, std::max(now, tasks_[id].running_at + health_check_grace_));
}

void Service::back_in_service(ReplicaId replica, sim::Time) {
  tasks_[tasks_by_replica_[replica.index()]].event.cancel(context_.kernel);
}

void Service::replace(TaskId id, sim::Time now) {
  stop(id, now);
  launch_missing(now);
}

/// Its grace is over.
void Service::replace_unhealthy(TaskId id, sim::Time now) {
  deployments_.task_was_unhealthy(tasks_[id].version);
  stop(id, now);
  judge_deployment(now);
  reconcile(now);
}

void Service::did_not_start(TaskId id, sim::Time now) {
  deployments_.task_did_not_start(tasks_[id].version, tasks_[id].launched_at, now);
  log(now, "task_did_not_start", tasks_[id], "stopped before it ran");
  stop(id, now);
  judge_deployment(now);
  reconcile(now);
}

void Service::gave_up(TaskId id, sim::Time now) {
  const std::string provider = hosts_->provider_of(id);
  log(now, "provisioning_timeout", tasks_[id],
      fmt::format("no instance{}{} had room in time", provider.empty() ? "" : " of ", provider));
  context_.events.limit_reached("tasks gave up waiting for an instance (provisioning_timeout)");
  replace(id, now);
}

void Service::stop(TaskId id, sim::Time now) {
  Task& task = tasks_[id];
  const bool is_registered = task.state == State::kRunning || task.state == State::kInService;
  begin_stopping(id, now);
  if (!is_registered) {
    stopped(id, now);
    return;
  }
  task.state = State::kDeactivating;
  task.event.cancel(context_.kernel);  // it may have been about to fail or to be replaced
  log(now, "task_deactivating", task, "");
  serving_.balancer->deregister_target(task.replica, now);
}

/// From here on it does not count any more.
void Service::begin_stopping(TaskId id, sim::Time now) {
  Task& task = tasks_[id];
  context_.gauges.add(task.state == State::kInService ? Gauge::kReplicasReady : Gauge::kReplicasStarting, now, -1);
  count_alive(task, -1);
  if (task.state == State::kInService) {
    hosts_->serves_no_more({id, task.number});
  } else {
    (task.state == State::kProvisioning ? waiting_ : starting_).erase(task.number);
  }
  if (task.is_healthy) {
    task.is_healthy = false;
    count_healthy(task, -1);
  }
  if (task.is_counted) {
    task.is_counted = false;
    --counted_;
    serving_.workers->watched_cpu().unwatch(task.replica, now);
  }
  task.deactivating_at = now;
  hosts_->stopping(id, now);
}

void Service::drained(ReplicaId replica, sim::Time now) {
  const TaskId id = tasks_by_replica_[replica.index()];
  remove_replica(replica, now);
  tasks_[id].state = State::kStopping;
  if (stop_time_ == sim::Duration{}) {
    stopped(id, now);
  } else {
    wake_at(id, now + stop_time_);
  }
}

void Service::remove_replica(ReplicaId replica, sim::Time now) {
  if (lives_) {
    lives_->end(replica, now);
  }
  serving_.workers->remove_replica(replica, now);
}

/// Once the container's end has been dealt with: its task must not go while that is under way.
void Service::completeness_changed(ReplicaId replica, bool, sim::Time now) {
  Task& task = tasks_[tasks_by_replica_[replica.index()]];
  if (task.state == State::kRunning || task.state == State::kInService) {
    task.has_failed = true;
    wake_at(tasks_by_replica_[replica.index()], now);
  }
}

void Service::fail(TaskId id, sim::Time now) {
  Task& task = tasks_[id];
  begin_stopping(id, now);
  log(now, "task_failed", task, "an essential container ended");
  serving_.balancer->target_lost(task.replica, now);
  remove_replica(task.replica, now);
  task.state = State::kStopping;
  stopped(id, now);
  reconcile(now);
}

/// Its containers have ended, or never began.
void Service::stopped(TaskId id, sim::Time now) {
  Task& task = tasks_[id];
  const bool was_placed = task.state != State::kProvisioning;
  containers_ended(id, now);
  if (!was_placed || deprovisioning_ == sim::Duration{}) {
    end(id, now);
    return;
  }
  task.state = State::kDeprovisioning;
  wake_at(id, now + deprovisioning_);
  log(now, "task_deprovisioning", task, "");
}

void Service::containers_ended(TaskId id, sim::Time now) {
  const Task& task = tasks_[id];
  if (task.state != State::kProvisioning) {
    context_.gauges.add(Gauge::kVcpuReserved, now, -size_.vcpu.milli());
  }
  if (task.state == State::kStopping) {
    context_.gauges.add(Gauge::kMemoryUsed, now, -used_memory_.count());
  }
  if (is_measured_ && now >= sim::Time{} && task.in_service_at != sim::Time::never()) {
    ++ended_;
    lifetimes_ += (now - task.in_service_at).nanoseconds();
  }
  if (task.in_service_at == sim::Time::never()) {
    tell_launch(id, LaunchEnd::kStopped, now);
  }
  hosts_->stopped(id, now);
}

void Service::end(TaskId id, sim::Time now) {
  Task& task = tasks_[id];
  log(now, "task_stopped", task,
      fmt::format("{:g} s after launch, {:g} s after it was told to stop", (now - task.launched_at).seconds(),
                  (now - task.deactivating_at).seconds()));
  task.event.cancel(context_.kernel);
  task = {};
  hosts_->leave(id, now);
  tasks_.release(id);
}

}  // namespace models::ecs
