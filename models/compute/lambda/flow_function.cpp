#include "models/compute/lambda/flow_function.hpp"

#include <algorithm>
#include <cmath>

#include "models/compute/lambda/function.hpp"
#include "sim/check.hpp"
#include "sim/random/counts.hpp"
#include "sim/random/math.hpp"

namespace models::lambda {

namespace {

/// Of fewer nothing is said.
constexpr std::int64_t kFewEnvironments = 20;

/// Of so many requests, those that meet what has that chance.
double drawn(double requests, double chance, sim::random::Stream& stream) {
  const double mean = requests * chance;
  if (mean <= 0.0) {
    return 0.0;
  }
  const auto count = static_cast<double>(sim::random::count_quantile(mean, chance, stream.uniform01()));
  return std::clamp(count, 0.0, requests);
}

}  // namespace

FlowFunction::FlowFunction(const LambdaConfig& config, const RunContext& context, FlowSource& source)
    : source_{source},
      gauges_{context.gauges},
      events_{context.events},
      law_{config, context.application},
      environments_{config, context, law_},
      meters_{config, context},
      error_stream_{context.stream("function errors")},
      error_rate_{config.invocation.error_rate.value()},
      cpu_speed_{config.cpu_speed},
      concurrency_{config.limits.concurrency()},
      initial_environments_{initial_environments(config, context)},
      request_rate_{config.limits.request_rate(concurrency_)},
      may_come_at_once_{std::max(request_rate_, 1.0)} {
  derive_gauges(config, context.application, gauges_);
}

void FlowFunction::start(sim::Time now) {
  meters_.publish(now);
  environments_.start(initial_environments_, now);
}

void FlowFunction::arrive(RequestId, sim::Time) {
  SIM_CHECK(false, "requests come to this function as rates");
}

std::int64_t FlowFunction::within_rate(double offered, double seconds) {
  const double most = may_come_at_once_ + request_rate_ * seconds;
  const double accepted = std::min(offered, most);
  may_come_at_once_ = std::min(most - accepted, std::max(request_rate_, 1.0));
  return static_cast<std::int64_t>(accepted);
}

void FlowFunction::flow(FlowStep& step) {
  const std::int64_t accepted = within_rate(static_cast<double>(step.offered), step.seconds());
  const double share = step.offered > 0 ? static_cast<double>(accepted) / static_cast<double>(step.offered) : 1.0;
  const std::int64_t before = environments_.count();
  Passed passed = environments_.pass(step.from, step.to, step.expected, accepted, step.is_even, share);
  passed.why[static_cast<std::size_t>(Throttle::kRequestRate)] = accepted < step.offered;
  for (std::size_t i = 0; i < passed.why.size(); ++i) {
    if (passed.why[i]) {
      events_.limit_reached(throttle_reason(static_cast<Throttle>(i), concurrency_));
    }
  }
  if (before >= kFewEnvironments && passed.cold_starts > before / 2) {
    events_.limit_reached("fluid: a crowd came within a step, where rates say less of how many environments start");
  }
  const auto throttled = static_cast<std::int64_t>(std::llround(passed.throttled));
  const std::int64_t served = accepted - throttled;
  bill(step, passed, served);

  step.rejected = static_cast<double>(step.offered - served);
  step.failed = drawn(static_cast<double>(served), 1.0 - (1.0 - error_rate_) * (1.0 - law_.cut_off()), error_stream_);
  step.cold_starts = passed.cold_starts;
  step.in_system = environments_.busy();
  const double cold = served > 0 ? static_cast<double>(passed.cold_starts) / static_cast<double>(served) : 0.0;
  if (cold < 1.0) {
    step.parts.emplace_back(1.0 - cold, law_.warm());
  }
  if (cold > 0.0) {
    step.parts.emplace_back(cold, law_.cold());
  }
}

void FlowFunction::bill(const FlowStep& step, const Passed& passed, std::int64_t served) {
  if (served == 0) {
    return;
  }
  const double requests = static_cast<double>(served);
  const double demanded = step.cpu * requests / static_cast<double>(step.offered);
  const double usual =
      law_.per_cpu() > 0.0 ? demanded * law_.per_cpu() + requests * law_.waiting() : requests * law_.mean();
  const double busy = usual * law_.uncut() * 1e9 + static_cast<double>(passed.again_nanoseconds);
  cpu_used_ += demanded * law_.share_of_cpu_demand() * law_.uncut() / cpu_speed_ * 1e9;
  gauges_.accrue(Gauge::kReplicasBusy, static_cast<sim::Int128>(busy));

  unbilled_ += busy + static_cast<double>(passed.init_nanoseconds) + requests * law_.rounding() * 1e9;
  const auto milliseconds = static_cast<std::int64_t>(unbilled_ * 1e-6);
  unbilled_ -= static_cast<double>(milliseconds) * 1e6;
  const sim::Time now = step.to - sim::Duration::nanoseconds(1);  // the step's own hour
  meters_.requests(served, now);
  meters_.milliseconds(milliseconds, now);
  meters_.restores(passed.restores, now);
}

sim::Int128 FlowFunction::cpu_used(sim::Time now) {
  source_.settle(now);
  return static_cast<sim::Int128>(cpu_used_);
}

}  // namespace models::lambda
