// The YAML of rolling deployments.
#pragma once

#include <cstdint>
#include <vector>

#include "sim/config/schema.hpp"
#include "sim/units/fraction.hpp"
#include "sim/units/time.hpp"

namespace models::ecs {

/// What a deployment whose tasks do not start comes to.
enum class CircuitBreaker : std::uint8_t { kDisabled, kFail, kRollback };

/// What the circuit breaker's failure threshold is: a part of the desired count, or a number of tasks.
enum class ThresholdType : std::uint8_t { kBoundedPercent, kUnboundedPercent, kCount };

struct FailureThreshold {
  ThresholdType type = ThresholdType::kBoundedPercent;
  std::int64_t value = 50;  ///< percent of the desired count, or tasks
  static const sim::config::Schema& schema();
};

/// How many tasks of a deployment must have failed for it to be given up; at least one. `desired`: the latest count.
std::int64_t failures_to_break(const FailureThreshold& threshold, std::int64_t desired);

/// A new version of the service.
struct DeploymentStep {
  sim::Duration at{};
  sim::Fraction new_layers{};      ///< of the image
  sim::Fraction fails_to_start{};  ///< of its tasks
  static const sim::config::Schema& schema();
};

/// The default of healthy_after, which says nothing where there is a load balancer.
inline constexpr sim::Duration kHealthyAfter = sim::Duration::seconds(40);

struct DeploymentConfig {
  std::vector<DeploymentStep> deployments{};  ///< sorted by time
  sim::Fraction minimum_healthy_percent{};    ///< of the desired count
  sim::Fraction maximum_percent{};            ///< of the desired count
  sim::Duration healthy_after{};              ///< RUNNING, where no load balancer finds a task healthy
  CircuitBreaker circuit_breaker = CircuitBreaker::kDisabled;
  FailureThreshold failure_threshold{};
  bool reset_on_healthy_task = true;
  sim::Duration restart_delay{};          ///< after the first tasks that did not start; doubles
  sim::Duration maximum_restart_delay{};  ///< where the doubling ends
  static const sim::config::Schema& schema();

  /// Tasks that must be healthy, and tasks that may exist, while a deployment is in progress.
  std::int64_t least_healthy(std::int64_t desired) const;
  std::int64_t most(std::int64_t desired) const;
};

}  // namespace models::ecs
