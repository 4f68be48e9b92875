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

/// A new version of the service.
struct DeploymentStep {
  sim::Duration at{};
  sim::Fraction new_layers{};      ///< of the image
  sim::Fraction fails_to_start{};  ///< of its tasks
  static const sim::config::Schema& schema();
};

struct DeploymentConfig {
  std::vector<DeploymentStep> deployments{};  ///< sorted by time
  sim::Fraction minimum_healthy_percent{};    ///< of the desired count
  sim::Fraction maximum_percent{};            ///< of the desired count
  CircuitBreaker circuit_breaker = CircuitBreaker::kDisabled;
  sim::Duration restart_delay{};          ///< after the first tasks that did not start; doubles
  sim::Duration maximum_restart_delay{};  ///< where the doubling ends
  static const sim::config::Schema& schema();
};

}  // namespace models::ecs
