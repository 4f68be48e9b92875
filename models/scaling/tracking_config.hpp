// The YAML of target tracking, as EC2 Auto Scaling and as Application Auto Scaling offer it.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "sim/config/schema.hpp"
#include "sim/units/fraction.hpp"
#include "sim/units/rate.hpp"
#include "sim/units/time.hpp"

namespace models::scaling {

/// kConcurrency: the share of environments in use, which their samples give as CPU.
enum class TrackedMetric : std::uint8_t { kCpu, kRequestsPerTarget, kConcurrency };

/// What both services have.
struct TrackingConfig {
  TrackedMetric metric = TrackedMetric::kCpu;
  std::optional<sim::Fraction> target{};   ///< with kCpu
  std::optional<sim::Rate> target_rate{};  ///< with kRequestsPerTarget: requests per replica
  std::int64_t min = 1;
  std::int64_t max = 1;
  bool disable_scale_in = false;
  sim::Duration alarm_period{};
  std::int64_t out_datapoints = 0;
  std::int64_t in_datapoints = 0;
  sim::Fraction in_threshold{};  ///< of the target
  sim::Duration publication_delay{};
  static const sim::config::Schema& schema();
};

/// EC2 Auto Scaling.
struct GroupTrackingConfig {
  TrackingConfig tracking{};
  std::optional<sim::Duration> warm_up{};
  static const sim::config::Schema& schema();
};

/// Application Auto Scaling, for ECS services.
struct ServiceTrackingConfig {
  TrackingConfig tracking{};
  sim::Duration scale_out_cooldown{};
  sim::Duration scale_in_cooldown{};
  bool high_resolution = false;  ///< kHighResolution instead of the alarm period
  static const sim::config::Schema& schema();
};

/// How often ECS's high-resolution service metrics are evaluated.
constexpr sim::Duration kHighResolution = sim::Duration::seconds(20);

/// One of several policies of a service, whose limits are said once for all.
struct PolicyOfSeveralConfig {
  ServiceTrackingConfig policy{};
  static const sim::config::Schema& schema();
};

struct SeveralPoliciesConfig {
  std::int64_t min = 0;
  std::int64_t max = 0;
  std::vector<PolicyOfSeveralConfig> policies{};
  static const sim::config::Schema& schema();
};

/// Application Auto Scaling, for Lambda's provisioned concurrency.
struct ConcurrencyTrackingConfig {
  sim::Fraction target{};
  std::int64_t min = 0;
  std::int64_t max = 0;
  bool disable_scale_in = false;
  sim::Duration scale_out_cooldown{};
  sim::Duration scale_in_cooldown{};
  std::int64_t out_datapoints = 0;
  std::int64_t in_datapoints = 0;
  sim::Duration publication_delay{};
  static const sim::config::Schema& schema();
  /// The same in the terms of what it shares with the others.
  TrackingConfig tracking() const;
};

}  // namespace models::scaling
