// What is taken from a service: tasks whose instance or microVM goes, with a notice or without.
#include "models/compute/ecs/service.hpp"
#include "sim/check.hpp"

namespace models::ecs {

void Service::evicted(TaskId task, sim::Time now) {
  const State state = tasks_[task].state;
  if (state == State::kDeactivating || state == State::kStopping || state == State::kDeprovisioning) {
    return;
  }
  log(now, "task_evicted", tasks_[task], "what it runs on is taken back");
  replace(task, now);
}

/// Its time was over before it had ended by itself. The service has replaced it already.
void Service::lost(TaskId id, sim::Time now) {
  Task& task = tasks_[id];
  SIM_CHECK(task.state == State::kDeactivating || task.state == State::kStopping,
            "a task is evicted before it is lost");
  log(now, "task_killed", task, "it had not ended in time");
  if (task.state == State::kDeactivating) {
    serving_.balancer->target_lost(task.replica, now);
    remove_replica(task.replica, now);
    task.state = State::kStopping;
  }
  task.event.cancel(context_.kernel);
  stopped(id, now);
}

/// Nothing is left to be stopped, or to be given back in order.
void Service::host_lost(TaskId id, sim::Time now) {
  Task& task = tasks_[id];
  log(now, "task_lost", task, "its instance is gone");
  if (task.state <= State::kInService) {
    begin_stopping(id, now);
  }
  if (task.state >= State::kRunning && task.state <= State::kDeactivating) {
    serving_.balancer->target_lost(task.replica, now);
    remove_replica(task.replica, now);
    task.state = State::kStopping;
  }
  task.event.cancel(context_.kernel);
  if (task.state != State::kDeprovisioning) {
    containers_ended(id, now);
  }
  end(id, now);
  reconcile(now);
}

}  // namespace models::ecs
