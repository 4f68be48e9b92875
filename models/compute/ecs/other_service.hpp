// What: another service of the cluster: tasks that take room on the same instances, by a schedule.
// Source: Amazon ECS developer guide, services and task placement (2023-06).
// Units: tasks.
// Assumes: its tasks are launched at once; the ones that wait are stopped first, then those that its placement strategy
//   chooses, without draining.
// Leaves out: their requests, and so the CPU time that they use and the cost of their balancer; their own scaling.
// Checked against: tests/unit/models/compute/ecs_cluster_test.cpp.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "models/compute/ecs/cluster_config.hpp"
#include "models/compute/ecs/cluster_tasks.hpp"
#include "models/compute/ecs/task_hosts.hpp"
#include "models/ports/run_context.hpp"
#include "sim/kernel/kernel.hpp"
#include "sim/kernel/pool.hpp"

namespace models::ecs {

class OtherService final : private TaskOwner {
 public:
  OtherService(const OtherServiceConfig& config, const ClusterService& service, const RunContext& context,
               ClusterRoom& room, compute::NetworkMeters& network);

  /// Its tasks have run before the run began, as many as find room.
  void start(sim::Time now);
  /// What its schedule says.
  std::int64_t replicas_at(sim::Time now) const;
  ClusterTasks& tasks() { return tasks_; }
  const ClusterTasks& tasks() const { return tasks_; }

 private:
  enum class State : std::uint8_t { kAbsent, kWaiting, kPlaced };
  struct Task {
    State state = State::kAbsent;
    std::uint64_t number = 0;  ///< order of launches
  };

  void placed(TaskId task, ZoneId zone, sim::Time now) override;
  void image_pulled(TaskId, sim::Time) override {}
  void evicted(TaskId task, sim::Time now) override;
  void host_lost(TaskId task, sim::Time now) override { evicted(task, now); }
  void gave_up(TaskId task, sim::Time now) override;
  void wake_at(TaskId, sim::Time) override {}

  TaskId create();
  void end(TaskId task, sim::Time now);
  TaskId choose_to_stop();
  void follow_schedule(std::uint32_t unused, sim::Time now);
  void reconcile(sim::Time now);

  const RunContext& context_;
  std::string name_;
  sim::Vcpu vcpu_;
  std::int64_t replicas_;
  std::vector<ReplicaStep> schedule_;
  ClusterTasks tasks_;
  sim::SlotId slot_{};
  sim::Pool<Task, TaskId> pool_{};
  std::vector<StopCandidate> candidates_{};
  std::uint64_t launches_ = 0;
  std::int64_t alive_ = 0;
};

}  // namespace models::ecs
