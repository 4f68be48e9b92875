// What: the rolling deployments of a service: which version is launched, how many tasks may exist and how many must
//   serve meanwhile; the throttle on tasks that stop before they run, and the circuit breaker.
// Source: Amazon ECS developer guide: rolling update, service throttle logic (2023-06); deployment circuit breaker, its
//   threshold and what it counts (API reference, 2026-07-01).
// Units: tasks.
// Assumes: the throttle's delay doubles with every round of tasks that did not start, and one that runs ends it; so does
//   a deployment. It is complete when the old tasks have been stopped and as many new ones serve as desired. The guide
//   speaks of two stages of the circuit breaker, tasks that do not come to run and, once one runs, failed health checks;
//   here both count throughout, as what a cumulative count is for are deployments whose tasks fail now and then.
// Leaves out: blue/green deployments; the limits of a deployment while instances drain; alarms that fail a deployment.
// Checked against: tests/unit/models/compute/ecs_deployment_test.cpp.
#pragma once

#include <cstdint>

#include "models/compute/ecs/deployment_config.hpp"
#include "sim/random/stream.hpp"
#include "sim/units/time.hpp"

namespace models::ecs {

/// Versions are numbered from 1. The service tells what becomes of its tasks.
class Deployments {
 public:
  Deployments(const DeploymentConfig& config, const sim::random::Stream& stream);

  /// When the next deployment begins; never() if none does.
  sim::Time next_at() const;
  /// It begins.
  const DeploymentStep& begin_next();
  /// The version that was last deployed completely comes again; its tasks that still run are as good as new ones.
  void roll_back();
  void complete();

  std::int64_t version() const { return version_; }
  bool in_progress() const { return state_ == State::kInProgress; }
  bool has_failed() const { return state_ == State::kFailed; }
  /// Tasks that must be in service, and tasks that may exist, while one is in progress.
  std::int64_t least_healthy(std::int64_t desired) const;
  std::int64_t most(std::int64_t desired) const;

  /// Whether the next task of the newest version comes to run; drawn.
  bool task_starts();
  void task_ran();
  /// One that was launched then has stopped before it ran.
  void task_did_not_start(sim::Time launched_at, sim::Time now);
  /// One of the newest version has become healthy.
  void task_became_healthy();
  /// One of the newest version has not stayed so, or never became so.
  void task_was_unhealthy() { ++failures_; }
  sim::Time launch_allowed_at() const { return throttled_until_; }

  /// Whether the circuit breaker has ended the deployment in progress; says so once.
  bool breaks(std::int64_t desired);
  bool rolls_back() const { return config_.circuit_breaker == CircuitBreaker::kRollback; }

 private:
  enum class State : std::uint8_t { kNone, kInProgress, kFailed };
  void begin(std::int64_t version, sim::Fraction fails_to_start);

  DeploymentConfig config_;
  sim::random::Stream stream_;
  std::size_t next_ = 0;
  State state_ = State::kNone;
  std::int64_t version_ = 1;
  std::int64_t newest_ = 1;
  sim::Fraction fails_to_start_{};
  std::int64_t completed_version_ = 1;  ///< what a rollback goes to
  sim::Fraction completed_fails_{};
  std::int64_t failures_ = 0;  ///< of the deployment in progress
  sim::Duration delay_{};      ///< the last one; zero: not throttled
  sim::Time throttled_at_{};   ///< when it began
  sim::Time throttled_until_;
};

}  // namespace models::ecs
