// What: how long invocations take, as a set of equally likely ones that stands for all: for requests that come as
//   rates.
// Source: models/ports/demand_points.hpp.
// Units: seconds, unless a name says otherwise.
// Assumes: containers of the function have the same share of its CPU each (of different ones, their mean).
// Leaves out: nothing that single requests have.
// Checked against: tests/unit/models/compute/lambda_flow_test.cpp.
#pragma once

#include <cstdint>
#include <vector>

#include "models/compute/lambda/config.hpp"
#include "models/ports/application.hpp"
#include "models/ports/flow.hpp"
#include "sim/random/distribution.hpp"
#include "sim/random/stream.hpp"

namespace models::lambda {

/// How an environment that nobody has used comes up.
struct ColdStart {
  sim::Duration placement{};
  sim::Duration init{};        ///< INIT as far as it may last, or a restore
  bool is_billed = true;       ///< INIT that is cut off and a restore are not
  sim::Duration init_again{};  ///< what the first invocation begins with, if INIT was cut off

  sim::Duration length() const { return placement + init; }
};

class ColdStarts {
 public:
  ColdStarts(const LambdaConfig& config, sim::random::Stream placement, sim::random::Stream init);
  ColdStart draw();

 private:
  sim::random::Sampler placement_;
  StartTime init_;
  bool is_restored_;
  double share_of_cpu_;
  sim::random::Stream placement_stream_;
  sim::random::Stream init_stream_;
};

class InvocationLaw {
 public:
  InvocationLaw(const LambdaConfig& config, const Application& application);

  /// Of a warm one, which the timeout may cut off; how often it does, and what is left of the time on average.
  double mean() const { return mean_; }
  double cut_off() const { return cut_off_; }
  double uncut() const { return uncut_; }
  /// Seconds of the function per second of the application's demand for CPU; of waiting, per request.
  double per_cpu() const { return per_cpu_; }
  double waiting() const { return waiting_; }
  /// What rounding up to whole milliseconds adds on average.
  double rounding() const { return rounding_; }
  /// The share of the demand for CPU that is served in the function.
  double share_of_cpu_demand() const { return share_of_demand_; }

  /// Of the number busy, divided by its mean, where requests come evenly: half the mean difference of two invocations,
  /// by their mean.
  double even_variance() const { return even_variance_; }

  sim::Duration draw(sim::random::Stream& stream) const {
    return sim::Duration::nanoseconds(nanoseconds_[stream.uniform_below(nanoseconds_.size())]);
  }
  const LatencySlices& warm() const { return warm_; }
  const LatencySlices& cold() const { return cold_; }

 private:
  std::vector<std::int64_t> nanoseconds_{};
  double mean_ = 0.0;
  double cut_off_ = 0.0;
  double uncut_ = 1.0;
  double per_cpu_ = 0.0;
  double waiting_ = 0.0;
  double rounding_ = 0.0;
  double share_of_demand_ = 0.0;
  double even_variance_ = 0.0;
  LatencySlices warm_{};
  LatencySlices cold_{};
};

}  // namespace models::lambda
