// M(t)/G/infinity: a function under a load that jumps and one that climbs, tick by tick beside the curve, for three
// laws of the service. m(t) is the integral of rate(t - u) P(S > u) over u (Eick, Massey and Whitt, "The physics of the
// M(t)/G/infinity queue", Operations Research 41, 1993): it follows the load with a lag that depends on the law.
#include <algorithm>
#include <cmath>
#include <cstddef>
#include <functional>
#include <string>
#include <tuple>
#include <vector>

#include <gtest/gtest.h>

#include "tests/theory/function_scenario.hpp"
#include "tests/theory/theory_check.hpp"

namespace theory {
namespace {

using models::MetricId;
using models::TickColumn;
using test_support::column_of;
using test_support::run_text;

constexpr double kMean = 20.0;     ///< seconds of service
constexpr double kBefore = 100.0;  ///< requests/s up to 0, for 15 min: services still open then are 0.04 % of the load
constexpr double kMore = 200.0;    ///< that come on top, at once or within kClimb seconds
constexpr double kClimb = 100.0;
constexpr double kTick = 10.0;
constexpr int kTicks = 20;

struct Law {
  std::string name{};
  std::string yaml{};
  std::function<double(double)> shorter{};  ///< E[min(S, t)], the integral of P(S > u) up to t
};

double normal_cdf(double x) {
  return std::erfc(-x / std::sqrt(2.0)) / 2.0;
}

double lognormal_shorter(double t) {
  if (t <= 0.0) {
    return 0.0;
  }
  const double variance = std::log(1.0 + 1.5 * 1.5);  // cv 1.5
  const double sigma = std::sqrt(variance);
  const double z = (std::log(t / kMean) + variance / 2.0) / sigma;
  return kMean * normal_cdf(z - sigma) + t * normal_cdf(-z);
}

std::vector<Law> laws() {
  return {{"Exponential", "{kind: exponential, mean: 20s}", [](double t) { return kMean * -std::expm1(-t / kMean); }},
          {"Constant", "20s", [](double t) { return std::min(t, kMean); }},
          {"Lognormal", "{kind: lognormal, mean: 20s, cv: 1.5}", lognormal_shorter}};
}

/// Simpson's rule; the kink of a constant service lies on a node.
double integral(const std::function<double(double)>& f, double from, double to) {
  constexpr int kPanels = 200;
  const double step = (to - from) / kPanels;
  double sum = f(from) + f(to);
  for (int i = 1; i < kPanels; ++i) {
    sum += (i % 2 == 1 ? 4.0 : 2.0) * f(from + i * step);
  }
  return sum * step / 3.0;
}

/// A jump by kMore at 0 adds kMore E[min(S, t)]; a climb adds a jump of kMore / kClimb per second, while it lasts.
double busy_at(const Law& law, bool climbs, double t) {
  const double stationary = kBefore * kMean;
  if (!climbs) {
    return stationary + kMore * law.shorter(t);
  }
  return stationary + kMore / kClimb * integral(law.shorter, std::max(0.0, t - kClimb), t);
}

class VaryingLoad : public testing::TestWithParam<std::tuple<bool, int>> {};

TEST_P(VaryingLoad, IsFollowedWithoutScalingAtAll) {
  const auto [climbs, which] = GetParam();
  const Law law = laws().at(static_cast<std::size_t>(which));
  Function function{climbs ? "kind: ramp, from: 100/s, to: 300/s, over: 100s"
                           : "kind: steps, steps: [{at: -1h, rate: 100/s}, {at: 0s, rate: 300/s}]",
                    law.yaml,
                    "200s",
                    ", init: 0s, concurrency_quota: 100000",
                    "15min",
                    "10s",
                    40};
  const auto result = run_text(yaml_of(function));
  for (int tick = 0; tick < kTicks; ++tick) {
    std::vector<double> busy;
    for (const models::RunResult& run : result.runs) {
      const models::TickRow& row = run.ticks.at(static_cast<std::size_t>(tick));
      busy.push_back(column_of(row, TickColumn::kReplicasReady) - column_of(row, TickColumn::kReplicasIdle));
    }
    const auto interval = sim::stats::mean_interval(busy);
    const double from = kTick * tick;
    const double exact =
        integral([&, &climbing = climbs](double t) { return busy_at(law, climbing, t); }, from, from + kTick) / kTick;
    expect_exact({0, MetricId::kReplicasBusyMean, interval.mean, interval.low, interval.high, interval.count}, exact,
                 "busy environments from second " + std::to_string(from));
  }
}

std::string name_of(const testing::TestParamInfo<std::tuple<bool, int>>& load) {
  const auto [climbs, which] = load.param;
  return laws().at(static_cast<std::size_t>(which)).name + (climbs ? "Climb" : "Jump");
}

INSTANTIATE_TEST_SUITE_P(Loads, VaryingLoad, testing::Combine(testing::Bool(), testing::Range(0, 3)), name_of);

}  // namespace
}  // namespace theory
