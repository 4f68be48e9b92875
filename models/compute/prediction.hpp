// Predictive scaling of a group: what load was seen, what is expected, and how many instances that takes.
#pragma once

#include <cstdint>
#include <memory>
#include <vector>

#include "models/ports/predictive_scaling.hpp"
#include "models/ports/run_context.hpp"

namespace models::compute {

/// What the forecast metric counts: CPU in vCPU-seconds, or requests.
struct LoadUnits {
  double per_request = 0.0;  ///< load that a request brings on average
  double per_replica = 0.0;  ///< load that a replica carries in an hour at the target
};
LoadUnits load_units(const PredictiveScalingConfig& config, const Application& application, double vcpu, double speed);

class Prediction {
 public:
  Prediction(const PredictiveScalingConfig& config, std::unique_ptr<LoadForecaster> forecaster,
             const RunContext& context, LoadUnits units);

  bool is_acted_upon() const { return config_.mode == PredictiveMode::kForecastAndScale; }
  const PredictiveScalingConfig& config() const { return config_; }
  /// Makes the history and the first forecast.
  void start(sim::Time now);
  /// The next instant at which something changes: the end of an hour, or the buffer time before it.
  sim::Time next(sim::Time after) const;
  /// At those instants; `load`: all that the group has carried so far.
  void update(double load, sim::Time now);
  /// Replicas that the forecast asks for now, the buffer time included.
  std::int64_t replicas(sim::Time now) const;

 private:
  void make_history(sim::Time until);
  void make_forecast(sim::Time now);
  std::int64_t replicas_in_hour_of(sim::Time at) const;

  PredictiveScalingConfig config_;
  std::unique_ptr<LoadForecaster> forecaster_;
  const RunContext& context_;
  LoadUnits units_;
  std::vector<double> hourly_{};  ///< loads of the hours that are over
  std::vector<double> expected_{};
  sim::Time forecast_from_{};  ///< the hour of the first of `expected_`
  sim::Time counted_from_{};   ///< since when the current hour's load is measured
  double load_before_ = 0.0;   ///< carried when the current hour began
};

}  // namespace models::compute
