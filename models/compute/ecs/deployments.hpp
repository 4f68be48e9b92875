// What: the rolling deployments of a service: which version is launched, how many tasks may exist and how many must
//   serve meanwhile; the throttle on tasks that stop before they run, and the circuit breaker.
// Source: Amazon ECS developer guide: rolling update, service throttle logic (2023-06); deployment circuit breaker, its
//   threshold and what it counts (API reference, 2026-07-01). That a version's failures do not hold up the other's
//   launches: AWS What's New, "Amazon ECS improves Service Availability during Rolling deployments" (2025-11).
// Units: tasks.
// Assumes: the throttle's delay doubles with every round of tasks that did not start, and one that runs ends it; so
// does
//   a deployment. It is complete when the old tasks have been stopped and as many new ones serve as desired. The guide
//   speaks of two stages of the circuit breaker, tasks that do not come to run and, once one runs, failed health
//   checks; here both count throughout, as what a cumulative count is for are deployments whose tasks fail now and
//   then.
// Leaves out: blue/green deployments; the limits of a deployment while instances drain; alarms that fail a deployment.
// Checked against: tests/unit/models/compute/ecs_deployment_test.cpp, ecs_revisions_test.cpp.
#pragma once

#include <cstddef>
#include <cstdint>
#include <limits>
#include <vector>

#include "models/compute/ecs/deployment_config.hpp"
#include "models/compute/ecs/task_hosts.hpp"
#include "sim/random/stream.hpp"
#include "sim/units/time.hpp"

namespace models::ecs {

/// Versions are numbered from 1. The service tells what becomes of its tasks. While a deployment replaces the version
/// that runs (AWS: the source service revision) by another one, tasks of both are launched.
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

  /// The version that is deployed, or was deployed last.
  ServiceVersion version() const { return version_; }
  /// The version that was last deployed completely: until version() is, it is to serve.
  ServiceVersion source_version() const { return completed_version_; }
  bool replaces_another() const { return version_ != completed_version_; }
  bool in_progress() const { return state_ == State::kInProgress; }
  bool has_failed() const { return state_ == State::kFailed; }
  /// Tasks that must be healthy, and tasks that may exist, while one is in progress.
  std::int64_t least_healthy(std::int64_t desired) const { return config_.least_healthy(desired); }
  std::int64_t most(std::int64_t desired) const { return config_.most(desired); }

  /// Whether the next task of that version comes to run; drawn.
  bool task_starts(ServiceVersion version);
  void task_ran(ServiceVersion version);
  /// One that was launched then has stopped before it ran.
  void task_did_not_start(ServiceVersion version, sim::Time launched_at, sim::Time now);
  void task_became_healthy(ServiceVersion version);
  /// It has not stayed so, or never became so.
  void task_was_unhealthy(ServiceVersion version);
  /// The throttle of that version's tasks: how one version fares does not hold up the other.
  sim::Time launch_allowed_at(ServiceVersion version) const { return of(version).throttled_until; }

  /// Whether the circuit breaker has ended the deployment in progress; says so once.
  bool breaks(std::int64_t desired);
  bool rolls_back() const { return config_.circuit_breaker == CircuitBreaker::kRollback; }

 private:
  enum class State : std::uint8_t { kNone, kInProgress, kFailed };
  static constexpr sim::Time kLongAgo = sim::Time::at_nanoseconds(std::numeric_limits<std::int64_t>::min());
  struct Version {
    sim::Fraction fails_to_start{};
    sim::Duration delay{};     ///< the throttle's last one; zero: not throttled
    sim::Time throttled_at{};  ///< when it began
    sim::Time throttled_until = kLongAgo;
  };
  Version& of(ServiceVersion version) { return versions_[index_of(version)]; }
  const Version& of(ServiceVersion version) const { return versions_[index_of(version)]; }
  void begin(ServiceVersion version);
  static void end_throttle(Version& version);

  DeploymentConfig config_;
  sim::random::Stream stream_;
  std::size_t next_ = 0;
  State state_ = State::kNone;
  std::vector<Version> versions_;  ///< all that have been deployed
  ServiceVersion version_ = kFirstVersion;
  ServiceVersion completed_version_ = kFirstVersion;
  std::int64_t failures_ = 0;  ///< of the deployment in progress
};

}  // namespace models::ecs
