// Lambda as M/G/infinity, as a loss system, and as one server with a time to live.
#include <cmath>

#include <gtest/gtest.h>

#include "tests/theory/formulas.hpp"
#include "tests/theory/function_scenario.hpp"
#include "tests/theory/theory_check.hpp"

namespace theory {
namespace {

using models::MetricId;
using test_support::metric_of;
using test_support::run_text;
using test_support::summary_of;

/// Concurrency is Poisson with mean rate x service, whatever the law of the service (Takacs, "Introduction to the
/// Theory of Queues", 1962, 3.2).
class Concurrency : public testing::TestWithParam<const char*> {};

TEST_P(Concurrency, IsRateTimesService) {
  Function function{"kind: poisson, rate: 50/s", GetParam(), "5000s", ", init: 0s"};
  const auto result = run_text(yaml_of(function));
  expect_exact(summary_of(result, MetricId::kReplicasBusyMean), 100.0, "busy environments");
  expect_exact(summary_of(result, MetricId::kLatencyMean), 2e3, "mean latency");
}

INSTANTIATE_TEST_SUITE_P(Laws, Concurrency,
                         testing::Values("{kind: exponential, mean: 2s}", "2s", "{kind: lognormal, mean: 2s, cv: 2}"));

/// At the quota a request gets 429 and goes away: M/G/c/c, whose loss is Erlang's, whatever the law of the service.
class Quota : public testing::TestWithParam<const char*> {};

TEST_P(Quota, LosesAsErlangSaid) {
  // 1,000 requests/s of 2.016 s at a quota of 1,000: the published example 03 of SimFaaS, whose closed form is
  // 0.504455.
  Function function{"kind: poisson, rate: 1000/s", GetParam(), "100s",
                    ", init: 0s, idle_expiry: 600s, concurrency_quota: 1000", "60s"};
  const auto result = run_text(yaml_of(function));
  const double exact = erlang_b(1'000, 2'016.0);
  EXPECT_NEAR(exact, 0.504455, 5e-7);
  expect_exact(summary_of(result, MetricId::kRejectedFraction), exact, "share of 429");
  expect_exact(summary_of(result, MetricId::kReplicasBusyMean), 2'016.0 * (1.0 - exact), "busy environments");
}

INSTANTIATE_TEST_SUITE_P(Laws, Quota,
                         testing::Values("{kind: exponential, mean: 2.016s}",
                                         "{kind: lognormal, mean: 2.016s, cv: 2}"));

/// Requests that take no time and an environment that is kept for tau after each: it lives until a gap is longer than
/// tau. P(cold) = exp(-rate tau); life (exp(rate tau) - 1) / rate; alive 1 - exp(-rate tau) of the time.
TEST(TimeToLive, OneEnvironmentLivesUntilALongGap) {
  Function function{"kind: poisson, rate: 20/h", "0s", "500d", ", init: 0s, idle_expiry: 600s", "1d", "24h"};
  const auto result = run_text(yaml_of(function));
  const double rate = 1.0 / 180.0;
  const double kept = std::exp(-rate * 600.0);
  expect_exact(summary_of(result, MetricId::kColdStartFraction), kept, "cold starts");
  expect_exact(summary_of(result, MetricId::kReplicasMean), 1.0 - kept, "environments");
  expect_exact(summary_of(result, MetricId::kReplicaLifetimeMean), (1.0 / kept - 1.0) / rate, "life");
  EXPECT_EQ(summary_of(result, MetricId::kReplicasMax).high, 1.0);
}

/// The same with a time to live that is uniform on 5 to 7 min: gaps are compared with a constant per environment, so
/// the life is the mean over the law of the constant. The platform looks at most a second late.
TEST(TimeToLive, DrawsAnExpiryForEachEnvironment) {
  Function function{"kind: poisson, rate: 20/h",
                    "0s",
                    "1500d",
                    ", init: 0s, idle_expiry: {kind: uniform, low: 5min, high: 7min}",
                    "1d",
                    "24h"};
  const auto result = run_text(yaml_of(function));
  const double rate = 1.0 / 180.0;
  // A cold start begins an environment; with constant t it is found warm by exp(rate t) - 1 requests on average.
  const double mean_exp = (std::exp(rate * 420.0) - std::exp(rate * 300.0)) / (rate * 120.0);
  const auto& cold = summary_of(result, MetricId::kColdStartFraction);
  expect_exact(cold, 1.0 / mean_exp, "cold starts");
  const auto& life = summary_of(result, MetricId::kReplicaLifetimeMean);
  const double exact = (mean_exp - 1.0) / rate;
  EXPECT_LE(std::abs(life.mean - exact), kStandardErrors * standard_error(life) + 1.0);
  EXPECT_LE((life.high - life.low) / 2.0, kHalfWidth * exact);
}

}  // namespace
}  // namespace theory
