// What the library's scenarios about Auto Scaling groups are there to show, with the short overrides of their `x-ci`.
#include <algorithm>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "tests/support/library_run.hpp"

namespace scenarios {
namespace {

using models::MetricId;
using models::TickColumn;
using test_support::column_of;
using test_support::metric_of;
using test_support::shortened;
using test_support::times_of;

/// Seconds from `from` to the first event of that kind after it.
double first_after(const models::RunResult& run, std::string_view what, double from) {
  for (const double time : times_of(run, what)) {
    if (time > from) {
      return time - from;
    }
  }
  return 1e9;
}

/// The crowd begins at minute 20 and is whole a minute later. Steps act on minute 20 or 21, a minute after its end;
/// target tracking on three minutes in a row.
TEST(LibraryGroups, StepsActBeforeTargetTracking) {
  const auto runs = shortened("steps_or_tracking");
  const double tracking = first_after(runs.at(0), "scale_out", 1'200.0);
  const double steps = first_after(runs.at(1), "scale_out", 1'200.0);
  EXPECT_LE(steps, 180.0);
  EXPECT_GE(tracking, 240.0);
  EXPECT_LT(metric_of(runs.at(1), MetricId::kRejectedFraction), metric_of(runs.at(0), MetricId::kRejectedFraction));
}

/// From the scale-out until the first new instance serves: less than 10 s of health check and 20 s of application, with
/// 25.83 s and 2 min before it, or 21.17 s, or 20.7 s and no start of the application, or nothing at all.
TEST(LibraryGroups, AWarmPoolServesSoonerTheMoreItCosts) {
  const auto runs = shortened("warm_pool");
  const std::vector<double> least{145.83 + 20.0, 21.17 + 20.0, 20.7, 0.0};
  std::vector<double> cost;
  for (std::size_t i = 0; i < runs.size(); ++i) {
    const std::vector<double> decisions = times_of(runs[i], "scale_out");
    const auto decision = std::find_if(decisions.begin(), decisions.end(), [](double at) { return at > 1'200.0; });
    ASSERT_NE(decision, decisions.end());
    const double wait = first_after(runs[i], "in_service", *decision);
    EXPECT_GE(wait, least.at(i) - 0.01) << i;
    EXPECT_LE(wait, least.at(i) + 10.0) << i;
    cost.push_back(metric_of(runs[i], MetricId::kCostTotal));
  }
  EXPECT_GT(cost.at(3), 2.0 * cost.at(1));
  EXPECT_LT(cost.at(1), 1.15 * cost.at(0));
}

TEST(LibraryGroups, RebalancingSavesWhatAReclaimWouldCost) {
  const auto runs = shortened("spot_share");
  const models::RunResult& on_demand = runs.at(0);
  const models::RunResult& spot = runs.at(1);
  const models::RunResult& rebalanced = runs.at(2);
  EXPECT_LT(metric_of(spot, MetricId::kCostTotal), 0.75 * metric_of(on_demand, MetricId::kCostTotal));
  EXPECT_GT(metric_of(spot, MetricId::kRejectedFraction), 0.001);
  EXPECT_EQ(metric_of(on_demand, MetricId::kRejectedFraction), 0.0);
  EXPECT_EQ(metric_of(rebalanced, MetricId::kRejectedFraction), 0.0);
  EXPECT_GE(times_of(spot, "interrupted").size(), 2U);
  EXPECT_TRUE(times_of(rebalanced, "interrupted").empty());
}

/// At eight, 100 requests/s of 60 ms are 6 vCPUs: six instances at 50 %.
TEST(LibraryGroups, ForecastAndTimetableAreThereAtEight) {
  const auto runs = shortened("office_hours");
  const auto ready = [](const models::RunResult& run) {
    return column_of(run.ticks.at(8 * 60), TickColumn::kReplicasReady);
  };
  EXPECT_EQ(ready(runs.at(0)), 2.0);
  EXPECT_EQ(ready(runs.at(1)), 6.0);
  EXPECT_GE(ready(runs.at(2)), 6.0);
  EXPECT_LE(ready(runs.at(2)), 7.0);
  EXPECT_GT(metric_of(runs.at(0), MetricId::kRejectedFraction), 0.01);
  EXPECT_EQ(metric_of(runs.at(1), MetricId::kRejectedFraction), 0.0);
  EXPECT_EQ(metric_of(runs.at(2), MetricId::kRejectedFraction), 0.0);
}

/// With the rush at its height for most of the window's second half: who routes requests has them answered once the new
/// instances serve, who routes connections does not, though as many instances are there.
TEST(LibraryGroups, NewInstancesDoNotHelpConnectionsThatLast) {
  const auto runs = shortened("long_connections");
  EXPECT_NEAR(metric_of(runs.at(1), MetricId::kReplicasMax), metric_of(runs.at(0), MetricId::kReplicasMax), 1.0);
  EXPECT_LT(metric_of(runs.at(1), MetricId::kSloMetFraction), 0.8);
  EXPECT_GT(metric_of(runs.at(0), MetricId::kSloMetFraction), metric_of(runs.at(1), MetricId::kSloMetFraction) + 0.1);
  EXPECT_GT(metric_of(runs.at(2), MetricId::kSloMetFraction), 0.999);
}

/// Instances cost a third of what Lambda bills for waiting; in a rush of five times the traffic they throttle some
/// until more have booted, which Lambda does not.
TEST(LibraryGroups, ManagedInstancesAreCheaperAndThrottleInARush) {
  const auto runs = shortened("managed_instances");
  EXPECT_LT(metric_of(runs.at(1), MetricId::kCostTotal), 0.4 * metric_of(runs.at(0), MetricId::kCostTotal));
  EXPECT_EQ(metric_of(runs.at(0), MetricId::kRequestsRejected), 0.0);
  EXPECT_GT(metric_of(runs.at(1), MetricId::kRejectedFraction), 0.005);
  EXPECT_LT(metric_of(runs.at(1), MetricId::kRejectedFraction), 0.03);
  EXPECT_EQ(metric_of(runs.at(1), MetricId::kColdStartFraction), 0.0);
}

}  // namespace
}  // namespace scenarios
