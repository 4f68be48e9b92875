// What: AWS Lambda whose requests come as rates (fidelity: fluid): what a step is answered and billed. The environments
//   themselves are placed, kept and ended one by one, as model.hpp does it.
// Source: as model.hpp; flow_environments.hpp for how many there are.
// Units: as model.hpp.
// Assumes: what the limit on requests per second turns away is what its bucket does not suffice for in a step.
// Leaves out: events, provisioned concurrency, ages, other rules of reuse (all refused).
// Checked against: tests/unit/models/compute/lambda_flow_test.cpp, tests/validation/fluid_agreement.py; docs/fluid.md.
#pragma once

#include "models/compute/lambda/flow_environments.hpp"
#include "models/compute/lambda/function_meters.hpp"
#include "models/compute/lambda/invocation_law.hpp"
#include "models/ports/architecture.hpp"
#include "models/ports/flow.hpp"
#include "models/ports/run_context.hpp"

namespace models::lambda {

/// A step costs what its environments cost, and O(1).
class FlowFunction final : public Architecture {
 public:
  FlowFunction(const LambdaConfig& config, const RunContext& context, FlowSource& source);

  void start(sim::Time now) override;
  void arrive(RequestId request, sim::Time now) override;
  void flow(FlowStep& step) override;
  void settle(sim::Time) override {}
  void finish(sim::Time) override {}
  sim::Int128 cpu_used(sim::Time now) override;
  std::int64_t replicas_ended() const override { return environments_.ended(); }
  sim::Int128 replica_lifetimes() const override { return environments_.lifetimes(); }

 private:
  /// Of so many requests in a step.
  std::int64_t within_rate(double offered, double seconds);
  void bill(const FlowStep& step, const Passed& passed, std::int64_t served);

  FlowSource& source_;
  Gauges& gauges_;
  EventLog& events_;
  InvocationLaw law_;
  FlowEnvironments environments_;
  FunctionMeters meters_;
  sim::random::Stream error_stream_;
  double error_rate_;
  double cpu_speed_;
  std::int64_t concurrency_;
  std::int64_t initial_environments_;
  double request_rate_;
  double may_come_at_once_;  ///< requests of the bucket's
  double cpu_used_ = 0.0;    ///< vCPU-nanoseconds
  double unbilled_ = 0.0;    ///< nanoseconds that no whole millisecond was made of
};

}  // namespace models::lambda
