// Predictive scaling of a group.
//
// What: from hourly loads, those before the run and those measured in it, the load of the next 48 hours is forecast,
//   anew every six hours; an hour takes as many replicas as carry its load at the target. They are the group's minimum
//   from a buffer time before the hour on.
// Source: EC2 Auto Scaling user guide, predictive scaling (2023-06).
// Units: vCPU-seconds or requests per hour.
// Assumes: the load before the run is what the workload's profile expects, with Poisson's scatter, on a stream of its
//   own; a first hour of which only a part was simulated counts as if it had gone on alike.
// Leaves out: capacity above the maximum (AWS can allow it); custom metrics.
// Checked against: tests/unit/models/compute/prediction_test.cpp.
#include "models/compute/prediction.hpp"

#include <algorithm>
#include <cmath>
#include <string>

#include <fmt/core.h>

#include "models/ports/arrivals.hpp"
#include "sim/check.hpp"
#include "sim/random/counts.hpp"

namespace models::compute {
namespace {

constexpr sim::Duration kHour = sim::Duration::hours(1);
constexpr std::size_t kForecastHours = 48 + 1;  // one more, for the buffer time of the last one
constexpr std::size_t kHoursTold = 6;

}  // namespace

LoadUnits load_units(const PredictiveScalingConfig& config, const Application& application, double vcpu, double speed) {
  if (config.metric == PredictedMetric::kCpu) {
    return {application.mean_cpu_seconds() / speed, config.target->value() * vcpu * kHour.seconds()};
  }
  return {1.0, config.target_rate->per_second() * kHour.seconds()};
}

Prediction::Prediction(const PredictiveScalingConfig& config, std::unique_ptr<LoadForecaster> forecaster,
                       const RunContext& context, LoadUnits units)
    : config_{config}, forecaster_{std::move(forecaster)}, context_{context}, units_{units} {
  SIM_CHECK(forecaster_ != nullptr && context.workload != nullptr, "a forecast has a method and a history");
}

void Prediction::start(sim::Time now) {
  counted_from_ = now;
  make_history(sim::floor_to(now, kHour));
  make_forecast(sim::floor_to(now, kHour));
}

void Prediction::make_history(sim::Time until) {
  sim::random::Stream stream = context_.stream("predictive_history");
  const bool is_even = context_.workload->process() == ArrivalProcess::kEven;
  for (sim::Time hour = until - config_.history; hour < until; hour += kHour) {
    const double mean = context_.workload->expected_arrivals(hour, std::min(hour + kHour, until));
    const double uniform = stream.uniform01();
    const bool is_drawn = !is_even && mean <= sim::random::kPoissonMeanMax;
    const double arrivals = is_drawn ? static_cast<double>(sim::random::poisson_quantile(mean, uniform)) : mean;
    hourly_.push_back(arrivals * units_.per_request);
  }
}

void Prediction::make_forecast(sim::Time now) {
  forecast_from_ = now;
  expected_ = forecaster_->forecast(hourly_, kForecastHours);
  if (context_.events.enabled()) {
    std::string hours;
    for (std::size_t i = 0; i < kHoursTold; ++i) {
      hours += fmt::format("{}{}", i == 0 ? "" : ", ", replicas_in_hour_of(now + kHour * static_cast<std::int64_t>(i)));
    }
    context_.events.log(context_.kernel.now(), "forecast", "group", "replicas for the next hours: " + hours);
  }
}

sim::Time Prediction::next(sim::Time after) const {
  const sim::Time hour = sim::next_multiple(after, kHour);
  const sim::Time early = sim::next_multiple(after + config_.scheduling_buffer_time, kHour);
  return std::min(hour, early - config_.scheduling_buffer_time);
}

void Prediction::update(double load, sim::Time now) {
  if (sim::floor_to(now, kHour) != now) {
    return;
  }
  const double share = (now - counted_from_).seconds() / kHour.seconds();
  if (share > 0.0) {
    hourly_.push_back((load - load_before_) / share);
  }
  load_before_ = load;
  counted_from_ = now;
  if (now - forecast_from_ >= config_.refresh) {
    make_forecast(now);
  }
}

std::int64_t Prediction::replicas(sim::Time now) const {
  return std::max(replicas_in_hour_of(now), replicas_in_hour_of(now + config_.scheduling_buffer_time));
}

std::int64_t Prediction::replicas_in_hour_of(sim::Time at) const {
  const auto hour = static_cast<std::size_t>((at - forecast_from_) / kHour);
  return static_cast<std::int64_t>(std::min(std::ceil(expected_.at(hour) / units_.per_replica), 1e9));
}

}  // namespace models::compute
