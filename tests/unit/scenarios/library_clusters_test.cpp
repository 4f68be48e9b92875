// What the library's scenarios about ECS clusters are there to show, with the short overrides of their `x-ci`.
#include <cmath>
#include <cstdint>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "tests/support/library_run.hpp"

namespace scenarios {
namespace {

using models::MetricId;
using test_support::metric_of;
using test_support::shortened;
using test_support::times_of;

/// When the instances were scaled out, to the second.
std::vector<std::int64_t> scale_outs(const models::RunResult& run) {
  std::vector<std::int64_t> seconds;
  for (const double time : times_of(run, "scale_out")) {
    seconds.push_back(std::llround(time));
  }
  return seconds;
}

/// Rule 2.4. Two instances are launched at the first minute, so that they have warmed up at 360 s: the rest comes at
/// minute six. From one instance that is kept all come at the first minute.
TEST(LibraryClusters, FromZeroAClusterTakesTwoStepsAWarmUpApart) {
  const auto runs = shortened("cluster_from_zero");
  EXPECT_EQ(scale_outs(runs.at(0)), (std::vector<std::int64_t>{60, 360}));
  EXPECT_EQ(scale_outs(runs.at(1)), std::vector<std::int64_t>{60});
  EXPECT_EQ(scale_outs(runs.at(2)), (std::vector<std::int64_t>{60, 360}));
  EXPECT_EQ(times_of(runs.at(0), "instance_joined").size(), 20U);  // two tasks on each
  EXPECT_EQ(times_of(runs.at(1), "instance_joined").size(), 19U);
  EXPECT_EQ(times_of(runs.at(2), "instance_joined").size(), 4U);  // ten, by trunking
}

/// Half of the tasks are not enough for the load: in place it waits; with room for all nobody notices.
TEST(LibraryClusters, ADeploymentCostsEitherInstancesOrLatency) {
  const auto runs = shortened("rolling_deployment");
  const auto latency = [&](std::size_t run) { return metric_of(runs.at(run), MetricId::kLatencyP99); };
  const auto instances = [&](std::size_t run) { return metric_of(runs.at(run), MetricId::kVmsMean); };
  enum : std::size_t { kUndisturbed, kDoubled, kRoomy, kInPlace, kBadVersion };
  EXPECT_DOUBLE_EQ(instances(kInPlace), instances(kUndisturbed));
  EXPECT_GT(latency(kInPlace), 2.0 * latency(kUndisturbed));
  EXPECT_LT(latency(kDoubled), 1.2 * latency(kUndisturbed));
  EXPECT_GT(instances(kDoubled), instances(kUndisturbed));
  EXPECT_LT(times_of(runs.at(kRoomy), "deployment_completed").at(0),
            times_of(runs.at(kDoubled), "deployment_completed").at(0));
  EXPECT_EQ(times_of(runs.at(kBadVersion), "task_did_not_start").size(),
            6U);  // the circuit breaker's threshold: half of twelve
  EXPECT_LT(latency(kBadVersion), 1.2 * latency(kUndisturbed));
}

/// Seven tasks of half a vCPU fit on 3.8. The twelve of ours leave two places on two instances; the other twenty-eight
/// of another service take four more.
TEST(LibraryClusters, AnotherServiceMakesTheClusterGrowAndGoesSlowly) {
  const auto runs = shortened("shared_cluster");
  EXPECT_TRUE(times_of(runs.at(0), "instance_joined").empty());
  EXPECT_EQ(times_of(runs.at(1), "instance_joined").size(), 4U);
  EXPECT_GT(metric_of(runs.at(1), MetricId::kVmsMean), metric_of(runs.at(0), MetricId::kVmsMean));
  EXPECT_GT(metric_of(runs.at(2), MetricId::kVmsMean), metric_of(runs.at(1), MetricId::kVmsMean));
}

}  // namespace
}  // namespace scenarios
