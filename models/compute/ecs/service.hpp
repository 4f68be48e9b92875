// What: an ECS service: the scheduler launches tasks up to the desired count, each goes through
//   PROVISIONING → PENDING (image pull, containers start) → ACTIVATING → RUNNING → in service behind the load
//   balancer, and, when it is stopped, DEACTIVATING (deregistered, drained) → STOPPING → DEPROVISIONING → STOPPED.
// Source: Amazon ECS developer guide: task lifecycle, service auto scaling, service quotas (2023-06). What is replaced
//   during a deployment: AWS What's New, "Amazon ECS improves Service Availability during Rolling deployments"
//   (2025-11).
// Units: CPU metric: used over what the task definition has, of the tasks that ran during the whole period.
// Assumes: scale-in stops first tasks without a place, then those that have not come into service, then those that the
//   placement strategy chooses (Fargate: of the zone that has most, the newest). A stopped task's program ends `stop`
//   after it has been drained, or is killed at the end of `stop_timeout`. What Spot takes back is drained and stopped
//   like another task, but killed when its time is over, with all that it holds; the scheduler knows at once of a task
//   whose instance is gone. All containers are essential: one that
//   ends by itself stops its task at once, and the scheduler launches another.
// Leaves out: service discovery, restart policies of containers.
// Checked against: tests/unit/models/compute/ecs_service_test.cpp.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "models/compute/container_lives.hpp"
#include "models/compute/control_loop.hpp"
#include "models/compute/ecs/config.hpp"
#include "models/compute/ecs/deployments.hpp"
#include "models/compute/ecs/task_hosts.hpp"
#include "models/compute/network_meters.hpp"
#include "models/ports/architecture.hpp"
#include "models/ports/catalog_entry.hpp"
#include "models/ports/missing_launches.hpp"
#include "models/ports/run_context.hpp"
#include "sim/kernel/by_age.hpp"
#include "sim/kernel/kernel.hpp"
#include "sim/kernel/passing_event.hpp"
#include "sim/kernel/pool.hpp"
#include "sim/kernel/token_bucket.hpp"

namespace models::ecs {

/// What a service is built from; `hosts` places its tasks.
struct ServiceParts {
  Serving serving{};
  std::unique_ptr<compute::NetworkMeters> network{};
  std::unique_ptr<TaskHosts> hosts{};
  std::unique_ptr<ScalingPolicy> scaling{};
  std::optional<RoundedSize> rounded_size{};
};

/// A task costs O(log tasks) beside what the hosts cost; while versions are mixed, stopping one costs O(tasks).
class Service final : public Architecture,
                      public TargetOwner,
                      public TaskOwner,
                      public compute::ScaledTarget,
                      private compute::LivesOwner {
 public:
  /// `size`: of a task.
  Service(const EcsConfig& config, const MachineShape& size, const RunContext& context, ServiceParts parts);

  void start(sim::Time now) override;
  Frontend& frontend() override { return *serving_.balancer; }
  void arrive(RequestId request, sim::Time now) override { serving_.balancer->arrive(request, now); }
  void settle(sim::Time now) override;
  void finish(sim::Time now) override;
  sim::Int128 cpu_used(sim::Time now) override { return serving_.workers->cpu_used_total(now); }
  std::int64_t replicas_ended() const override { return ended_; }
  sim::Int128 replica_lifetimes() const override { return lifetimes_; }
  ContainerFailures failures() const override { return lives_ ? lives_->failures() : ContainerFailures{}; }
  std::optional<RoundedSize> rounded_size() const override { return rounded_size_; }

  void in_service(ReplicaId replica, sim::Time now) override;
  void out_of_service(ReplicaId replica, sim::Time now) override;
  void back_in_service(ReplicaId replica, sim::Time now) override;
  void drained(ReplicaId replica, sim::Time now) override;

  void placed(TaskId task, ZoneId zone, sim::Time now) override;
  void image_pulled(TaskId task, sim::Time now) override;
  void evicted(TaskId task, sim::Time now) override;
  void lost(TaskId task, sim::Time now) override;
  void host_lost(TaskId task, sim::Time now) override;
  void gave_up(TaskId task, sim::Time now) override;
  void wake_at(TaskId task, sim::Time at) override;

  LoadSample collect(sim::Time from, sim::Time to) override;
  CapacityView capacity(sim::Time now) override;
  void apply(const ScalingDecision& decision, sim::Time now) override;

 private:
  /// In the order in which a task passes them.
  enum class State : std::uint8_t {
    kAbsent,
    kProvisioning,
    kPending,
    kStarting,  ///< PENDING still: the image is there
    kActivating,
    kRunning,
    kInService,
    kDeactivating,
    kStopping,
    kDeprovisioning,
  };
  enum class Version : std::uint8_t { kOld, kNewest };
  struct Task {
    State state = State::kAbsent;
    sim::PassingEvent event{};
    std::uint64_t number = 0;  ///< order of launches
    ServiceVersion version = kFirstVersion;
    ReplicaId replica{};
    bool has_failed = false;                   ///< its replica is gone already
    bool is_counted = false;                   ///< in the metrics of the current period
    bool is_healthy = false;                   ///< counts towards the minimum healthy percent
    sim::Time wanted_at = sim::Time::never();  ///< never: it ran before the run began
    sim::Time launched_at{};
    sim::Time placed_at = sim::Time::never();
    sim::Time pulled_at = sim::Time::never();
    sim::Time started_at = sim::Time::never();  ///< its containers
    sim::Time running_at = sim::Time::never();
    sim::Time in_service_at = sim::Time::never();
    sim::Time deactivating_at{};
  };

  void completeness_changed(ReplicaId replica, bool is_complete, sim::Time now) override;
  std::string name_of(ReplicaId replica) const override;

  TaskId create(ServiceVersion version, sim::Time now);
  void found_place(TaskId task);
  void start_ready(std::int64_t count, sim::Time now);
  void launch_missing(sim::Time now);
  bool launch_next(sim::Time now);
  void launch(ServiceVersion version, sim::Time wanted_at, sim::Time now);
  void scheduler_event(std::uint32_t unused, sim::Time now);
  void count_alive(const Task& task, std::int64_t delta);
  void count_healthy(const Task& task, std::int64_t delta);
  void become_healthy(TaskId task, sim::Time now);
  void count_anew();
  std::int64_t source_to_launch() const;
  std::int64_t to_launch() const;
  void reconcile(sim::Time now);
  void begin_deployment(std::uint32_t unused, sim::Time now);
  void schedule_deployment();
  void stop_superseded(sim::Time now);
  void replace_old(sim::Time now);
  void judge_deployment(sim::Time now);
  bool is_old(const Task& task) const;
  bool is_of_source(const Task& task) const;
  bool is_of(const Task& task, Version version) const;
  void task_event(std::uint32_t task, sim::Time now);
  void in_service_event(TaskId task, sim::Time now);
  void containers_started(TaskId task, sim::Time now);
  void run(TaskId task, bool was_ready, sim::Time now);
  void set_desired(std::int64_t desired, sim::Time now);
  TaskId first_to_stop() const;
  TaskId choose_to_stop(Version version);
  void stop(TaskId task, sim::Time now);
  void begin_stopping(TaskId task, sim::Time now);
  void replace(TaskId task, sim::Time now);
  void replace_unhealthy(TaskId task, sim::Time now);
  void did_not_start(TaskId task, sim::Time now);
  void fail(TaskId task, sim::Time now);
  void remove_replica(ReplicaId replica, sim::Time now);
  void stopped(TaskId task, sim::Time now);
  void containers_ended(TaskId task, sim::Time now);
  void end(TaskId task, sim::Time now);
  void tell_launch(TaskId task, LaunchEnd how, sim::Time now) const;
  void tell_launched(const Task& task, sim::Time now) const;
  void count(TaskId task, sim::Time now);
  void log(sim::Time now, const char* what, const Task& task, std::string detail) const;

  const RunContext context_;
  Serving serving_;
  std::unique_ptr<compute::NetworkMeters> network_;
  std::unique_ptr<TaskHosts> hosts_;
  compute::ControlLoop loop_;
  std::unique_ptr<compute::ContainerLives> lives_{};  ///< none: containers do not fail
  MachineShape size_;
  std::optional<RoundedSize> rounded_size_;
  sim::Bytes used_memory_;  ///< by the containers of a running task
  sim::Duration start_time_;
  sim::Duration activating_;
  sim::Duration stop_time_;
  sim::Duration deprovisioning_;
  sim::Duration health_check_grace_;
  sim::Duration healthy_after_;  ///< its coming into service

  sim::TokenBucket scheduler_;
  sim::SlotId scheduler_slot_{};
  bool is_launching_ = false;
  bool is_due_ = false;  ///< the scheduler looks at all at once: launches that must wait do not put that off
  Deployments deployments_;
  sim::SlotId deployment_slot_{};
  sim::Pool<Task, TaskId> tasks_{};
  std::vector<TaskId> tasks_by_replica_{};
  MissingLaunches missing_{};         ///< of the version that is deployed
  MissingLaunches missing_source_{};  ///< of the one that it replaces
  std::int64_t desired_ = 0;
  std::int64_t source_wanted_ = 0;                ///< tasks of the version that is being replaced
  std::int64_t alive_ = 0;                        ///< tasks that are not being stopped
  std::int64_t alive_of_version_ = 0;             ///< those of the version that is deployed
  std::int64_t alive_of_source_ = 0;              ///< those of the one that it replaces
  std::int64_t healthy_of_version_ = 0;           ///< of the version that is deployed
  sim::ByAge<TaskId> waiting_{};                  ///< without a place, in the order of their launches
  sim::ByAge<TaskId> starting_{};                 ///< have a place and do not serve, in that order
  std::vector<StopCandidate> stop_candidates_{};  ///< scratch of choose_to_stop()
  std::uint64_t launches_ = 0;

  sim::Time sampled_to_ = sim::Time::never();  ///< the metrics' current period began then; never: nobody samples
  std::vector<TaskId> to_count_{};             ///< run since then, and count from the next period on, if they still run
  std::int64_t counted_ = 0;                   ///< tasks in the metrics of the current period
  std::int64_t requests_at_sample_ = 0;
  std::int64_t requests_at_settling_ = 0;
  sim::Time settled_to_{};
  bool is_measured_ = true;  ///< until the window's end
  std::int64_t ended_ = 0;
  sim::Int128 lifetimes_ = 0;  ///< nanoseconds
};

}  // namespace models::ecs
