// The keep-alive pool that SimFaaS publishes as its example: 0.9 requests/s, 1.991 s warm and 2.244 s cold, expiry
// after 600 s. (Mahmoudi and Khazaei, "SimFaaS: A Performance Simulator for Serverless Computing Platforms", CLOSER
// 2021.)
#include <gtest/gtest.h>

#include "tests/theory/function_scenario.hpp"
#include "tests/theory/theory_check.hpp"

namespace theory {
namespace {

using models::MetricId;
using test_support::run_text;
using test_support::summary_of;

/// The exact law of a pool that reuses the most recently used environment is not known in closed form. The figures are
/// those of a separate simulation of it over 1.8e9 requests, given to four digits; half a unit of the last one is
/// allowed on top of our sampling error.
TEST(KeepAlive, AgreesWithALongIndependentSimulation) {
  Function function{"kind: poisson, rate: 0.9/s", "{kind: exponential, mean: 1.991s}", "60d",
                    ", init: 253ms, idle_expiry: 600s"};
  const auto result = run_text(yaml_of(function));
  const auto expect_published = [&](MetricId metric, double published, double rounding) {
    const auto& row = summary_of(result, metric);
    EXPECT_LE(std::abs(row.mean - published), kStandardErrors * standard_error(row) + rounding)
        << models::metric_catalogue().at(static_cast<std::size_t>(metric)).name << " " << row.mean;
    EXPECT_LE((row.high - row.low) / 2.0, kHalfWidth * published);
  };
  expect_published(MetricId::kColdStartFraction, 1.341e-3, 0.0005e-3);
  expect_published(MetricId::kReplicasMean, 7.698, 0.0005);
  // Little: every request keeps an environment busy for 1.991 s (INIT is not busy but starting).
  expect_exact(summary_of(result, MetricId::kReplicasBusyMean), 0.9 * 1.991, "running");
}

}  // namespace
}  // namespace theory
