// A scenario with classes of requests, from the file to the bill: what each class sends and logs is counted exactly.
#include <cmath>
#include <cstdint>
#include <string>

#include <gtest/gtest.h>

#include "models/ports/skus.hpp"
#include "tests/support/scenario_run.hpp"

namespace scenarios {
namespace {

using models::MetricId;
using test_support::metered;
using test_support::metric_of;

/// One request every 100 ms at (k + 1/2) x 100 ms: all 6,000 are answered within the window.
constexpr const char* kScenario = R"(
schema: 1
name: classes
duration: 10min
warm_up: 0s
replications: 1
workload: {kind: constant, rate: 10/s}
application:
  containers: {app: {cpu: 1, memory: 512MiB}, db: {cpu: 0.5, memory: 256MiB}}
  traffic: {log_bytes: 100B, response_bytes: 1kB}
  classes:
    browse: {weight: 3, request: [{container: app, cpu_time: 2ms}]}
    order:
      weight: 1
      request: [{container: app, cpu_time: 3ms}, {container: db, cpu_time: 4ms, wait: 5ms}]
      traffic: {log_bytes: 1kB, response_bytes: 20kB}
architectures:
  task: {kind: ecs, launch_type: fargate, task: {cpu: 2, memory: 4GiB}, scaling: {kind: fixed, replicas: 1}}
  instance: {kind: ec2_asg, instance_type: m7i.large, cpu_speed: 1, scaling: {kind: fixed, replicas: 1}}
  function: {kind: lambda, memory: 1769MiB}
)";

TEST(RequestClasses, AreBilledExactlyAndAlike) {
  const auto result = test_support::run_text(kScenario);
  std::int64_t orders = -1;
  for (const models::RunResult& run : result.runs) {
    ASSERT_EQ(metric_of(run, MetricId::kRequestsCompleted), 6'000.0);
    const std::int64_t logged = metered(run, models::sku::kCloudwatchLogsIngest) - 6'000 * 100;
    ASSERT_EQ(logged % 900, 0);
    const std::int64_t found = logged / 900;
    EXPECT_EQ(metered(run, models::sku::kInternetEgress), 6'000 * 1'000 + found * 19'000);
    EXPECT_NEAR(static_cast<double>(found), 1'500.0, 4.0 * std::sqrt(6'000 * 0.25 * 0.75));
    EXPECT_TRUE(orders < 0 || orders == found) << "the same in every architecture";
    orders = found;
  }
  // Alone on its vCPU a browse takes 2 ms, an order 3 + 4 + 5.
  const double expected = (2.0 * static_cast<double>(6'000 - orders) + 12.0 * static_cast<double>(orders)) / 6'000.0;
  EXPECT_NEAR(metric_of(result.runs.at(0), MetricId::kLatencyMean), expected, 1e-9);
  EXPECT_NEAR(metric_of(result.runs.at(1), MetricId::kLatencyMean), expected, 1e-9);
}

}  // namespace
}  // namespace scenarios
