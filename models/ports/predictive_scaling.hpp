// Predictive scaling: what it is told and what it answers.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <vector>

#include "sim/config/schema.hpp"
#include "sim/units/fraction.hpp"
#include "sim/units/rate.hpp"
#include "sim/units/time.hpp"

namespace models {

enum class PredictedMetric : std::uint8_t { kCpu, kRequestsPerTarget };
enum class PredictiveMode : std::uint8_t { kForecastAndScale, kForecastOnly };

struct PredictiveScalingConfig {
  PredictedMetric metric = PredictedMetric::kCpu;
  std::optional<sim::Fraction> target{};   ///< with kCpu
  std::optional<sim::Rate> target_rate{};  ///< with kRequestsPerTarget: requests per replica
  PredictiveMode mode = PredictiveMode::kForecastAndScale;
  sim::Duration scheduling_buffer_time{};  ///< instances are launched so long before the hour that needs them
  sim::Duration history{};                 ///< what has been seen before the run
  sim::Duration refresh{};                 ///< from forecast to forecast
  static const sim::config::Schema& schema();
};

/// Contract: forecast() is a function of its arguments alone. `hourly` are the loads of consecutive hours, the last one
/// just over, at least 24 of them; the answer are those of the next `hours`, none negative.
class LoadForecaster {
 public:
  virtual ~LoadForecaster() = default;
  virtual std::vector<double> forecast(const std::vector<double>& hourly, std::size_t hours) const = 0;
};

}  // namespace models
