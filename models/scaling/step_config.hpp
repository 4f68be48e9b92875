// The YAML of step scaling, in the words of EC2 Auto Scaling's API.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "models/scaling/tracking_config.hpp"
#include "sim/config/schema.hpp"
#include "sim/units/time.hpp"

namespace models::scaling {

enum class AdjustmentType : std::uint8_t { kChangeInCapacity, kPercentChangeInCapacity, kExactCapacity };

/// Bounds are differences between the metric and the alarm's threshold, in the metric's unit; none: no bound.
struct StepAdjustment {
  std::optional<double> lower{};
  std::optional<double> upper{};
  std::int64_t adjustment = 0;  ///< instances, or percent of the capacity
  static const sim::config::Schema& schema();
};

/// An alarm and how its adjustments are meant: what simple and step scaling have in common.
struct StepAlarmBasis {
  double threshold = 0.0;
  std::int64_t evaluation_periods = 1;
  std::optional<std::int64_t> datapoints_to_alarm{};  ///< none: all evaluation periods
  AdjustmentType adjustment_type = AdjustmentType::kChangeInCapacity;
  std::optional<std::int64_t> min_adjustment_magnitude{};  ///< instances, with kPercentChangeInCapacity
  static const sim::config::Schema& schema();
};

/// Reports what can't be: told at `path` ("scale_out").
void check_alarm_basis(const StepAlarmBasis& alarm, std::string_view path, sim::config::Checker& check);

/// One alarm and the policy that it invokes.
struct StepAlarmConfig {
  StepAlarmBasis basis{};
  std::vector<StepAdjustment> steps{};
  static const sim::config::Schema& schema();
};

/// What the alarms watch, and within which bounds.
struct StepScalingBasis {
  TrackedMetric metric = TrackedMetric::kCpu;
  std::int64_t min = 0;
  std::int64_t max = 0;
  sim::Duration alarm_period{};
  sim::Duration publication_delay{};
  static const sim::config::Schema& schema();
};

struct StepScalingConfig {
  StepScalingBasis basis{};
  std::optional<StepAlarmConfig> scale_out{};
  std::optional<StepAlarmConfig> scale_in{};
  std::optional<sim::Duration> warm_up{};
  static const sim::config::Schema& schema();
};

}  // namespace models::scaling
