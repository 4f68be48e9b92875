#include "models/compute/ecs/other_service.hpp"

#include <fmt/core.h>

namespace models::ecs {

OtherService::OtherService(const OtherServiceConfig& config, const ClusterService& service, const RunContext& context,
                           ClusterRoom& room, compute::NetworkMeters& network)
    : context_{context},
      name_{service.name},
      vcpu_{config.cpu},
      replicas_{config.replicas},
      schedule_{config.schedule},
      tasks_{service, context, room, network} {
  tasks_.set_owner(*this);
  slot_ = context.kernel.open(sim::bind<&OtherService::follow_schedule>(*this), sim::Phase::kControl);
}

std::int64_t OtherService::replicas_at(sim::Time now) const {
  std::int64_t replicas = replicas_;
  for (const ReplicaStep& step : schedule_) {
    replicas = sim::Time::at(step.at) <= now ? step.replicas : replicas;
  }
  return replicas;
}

void OtherService::start(sim::Time now) {
  for (std::int64_t i = replicas_at(now); i > 0; --i) {
    const TaskId task = create();
    if (!tasks_.place_ready(task, now)) {
      pool_[task] = {};
      pool_.release(task);
      --alive_;
      break;
    }
    pool_[task].state = State::kPlaced;
    context_.gauges.add(Gauge::kVcpuReserved, now, vcpu_.milli());
  }
  follow_schedule(0, now);
}

TaskId OtherService::create() {
  ++alive_;
  return pool_.acquire({State::kWaiting, ++launches_});
}

void OtherService::follow_schedule(std::uint32_t, sim::Time now) {
  for (const ReplicaStep& step : schedule_) {
    if (sim::Time::at(step.at) > now) {
      context_.kernel.schedule(slot_, sim::Time::at(step.at));
      break;
    }
  }
  reconcile(now);
}

void OtherService::reconcile(sim::Time now) {
  const std::int64_t wanted = replicas_at(now);
  if (alive_ != wanted) {
    context_.events.log(now, alive_ < wanted ? "scale_out" : "scale_in", name_,
                        fmt::format("{} to {} tasks", alive_, wanted));
  }
  while (alive_ > wanted) {
    end(choose_to_stop(), now);
  }
  while (alive_ < wanted) {
    tasks_.seek(create(), kFirstVersion, now);
  }
}

/// The newest of those that wait, else the one that the strategy chooses.
TaskId OtherService::choose_to_stop() {
  candidates_.clear();
  TaskId waiting = TaskId::none();
  for (std::uint32_t index = 0; index < pool_.size(); ++index) {
    const TaskId id{index};
    const Task& task = pool_[id];
    if (task.state == State::kWaiting && (!waiting.exists() || task.number > pool_[waiting].number)) {
      waiting = id;
    } else if (task.state == State::kPlaced) {
      candidates_.push_back({id, task.number});
    }
  }
  return waiting.exists() ? waiting : tasks_.choose_to_stop(candidates_);
}

void OtherService::placed(TaskId task, ZoneId, sim::Time now) {
  pool_[task].state = State::kPlaced;
  context_.gauges.add(Gauge::kVcpuReserved, now, vcpu_.milli());
}

void OtherService::end(TaskId task, sim::Time now) {
  if (pool_[task].state == State::kPlaced) {
    context_.gauges.add(Gauge::kVcpuReserved, now, -vcpu_.milli());
  }
  --alive_;
  pool_[task] = {};
  tasks_.leave(task, now);
  pool_.release(task);
}

void OtherService::evicted(TaskId task, sim::Time now) {
  end(task, now);
  tasks_.seek(create(), kFirstVersion, now);
}

void OtherService::gave_up(TaskId task, sim::Time now) {
  evicted(task, now);
}

}  // namespace models::ecs
