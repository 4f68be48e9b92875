// The YAML of `kind: ecs` that only `launch_type: fargate` has.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "models/compute/ecs/provider_division.hpp"
#include "sim/config/schema.hpp"
#include "sim/units/bytes.hpp"
#include "sim/units/fraction.hpp"
#include "sim/units/rate.hpp"
#include "sim/units/time.hpp"

namespace models::ecs {

struct CapacityProviderStrategy {
  ProviderShare fargate{};
  ProviderShare fargate_spot{};
  static const sim::config::Schema& schema();
};

/// At `at` AWS takes Spot tasks back, and offers no capacity for others for a while.
struct SpotTaskReclaim {
  sim::Duration at{};
  sim::Fraction share{};  ///< of the Spot tasks that are placed, rounded up, oldest first
  sim::Duration lasts{};
  static const sim::config::Schema& schema();
};

struct FargateSpotConfig {
  sim::Rate launch_rate{};
  std::int64_t launch_burst = 0;
  sim::Fraction interrupted_per_month{};
  sim::Duration interruption_notice{};
  std::vector<SpotTaskReclaim> reclaims{};
  static const sim::config::Schema& schema();
};

/// Lazy loading of images by an index (SOCI): a task starts once the part that its start reads is there.
struct LazyLoading {
  sim::Fraction needed{};  ///< of the image's bytes
  static const sim::config::Schema& schema();
};

/// Spliced into EcsConfig.
struct FargateOptions {
  std::optional<CapacityProviderStrategy> capacity_provider_strategy{};  ///< none: On-Demand alone
  FargateSpotConfig spot{};
  sim::Bytes ephemeral_storage{};
  std::optional<LazyLoading> lazy_loading{};
  static const sim::config::Schema& schema();
  CapacityProviderStrategy strategy() const {
    return capacity_provider_strategy.value_or(CapacityProviderStrategy{{.base = 0, .weight = 1}, {}});
  }
};

/// Every task has so much for nothing. Source: AWS Fargate user guide, task storage (2023-06).
inline constexpr sim::Bytes kFreeStorage = sim::Bytes::gib(20);

}  // namespace models::ecs
