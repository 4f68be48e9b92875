// Bills of Fargate to the cent, by hand, and what the library's scenarios about it are there to show, with the short
// overrides of their `x-ci`.
#include <algorithm>
#include <iterator>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "models/ports/skus.hpp"
#include "tests/support/library_run.hpp"

namespace scenarios {
namespace {

using models::LaunchPhase;
using models::MetricId;
using models::TickColumn;
using test_support::metric_of;
using test_support::shortened;

const std::string kTasks = R"(
schema: 1
name: bill
duration: 1h
warm_up: 0s
replications: 1
workload: {kind: constant, rate: 1/h}
application:
  containers: {app: {cpu: 1.1, memory: 2560MiB}}
  request: [{container: app, wait: 1ms}]
architectures:
  tasks:
    kind: ecs
    launch_type: fargate
    scaling: {kind: fixed, replicas: 4}
)";

double monthly(const models::RunResult& run, std::string_view sku, std::string_view option) {
  double usd = 0.0;
  for (const models::Charge& charge : run.charges) {
    usd += charge.key.sku == sku && charge.key.purchase_option == option ? charge.effective_cost.amount() * 730.0 : 0.0;
  }
  return usd;
}

// Rule 2.20: 1.1 vCPU and 2.5 GiB need the size of 2 vCPU and 4 GB. Rule 2.22, us-east-1, for 730 h:
// 4 × 2 × 0.04048 × 730 = 236.40 USD of vCPU, 4 × 4 × 0.004445 × 730 = 51.92 of memory; of these nobody asked for
// 0.9 ÷ 2 and 1.5 ÷ 4: 106.38 + 19.47 = 125.85.
TEST(FargateBill, RoundedSizesToTheCent) {
  const auto result = test_support::run_text(kTasks);
  const models::RunResult& run = result.runs.at(0);
  EXPECT_NEAR(monthly(run, models::sku::kFargateVcpu, "on_demand"), 236.40, 0.005);
  EXPECT_NEAR(monthly(run, models::sku::kFargateMemory, "on_demand"), 51.92, 0.005);
  EXPECT_NEAR(metric_of(run, MetricId::kCostOfRounding), 125.85, 0.005);
}

// Rule 2.22, arm64: 4 × 2 × 0.03238 × 730 = 189.10 and 4 × 4 × 0.00356 × 730 = 41.58.
TEST(FargateBill, ArmToTheCent) {
  const auto result = test_support::run_text(kTasks, {{"architectures.tasks.architecture", "arm64"}});
  EXPECT_NEAR(monthly(result.runs.at(0), models::sku::kFargateVcpu, "on_demand"), 189.10, 0.005);
  EXPECT_NEAR(monthly(result.runs.at(0), models::sku::kFargateMemory, "on_demand"), 41.58, 0.005);
}

// Rule 2.21: 180 GiB beyond the free 20, of four tasks: 4 × 180 × 0.000111 × 730 = 58.34.
TEST(FargateBill, StorageToTheCent) {
  const auto result = test_support::run_text(kTasks, {{"architectures.tasks.ephemeral_storage", "200GiB"}});
  EXPECT_NEAR(monthly(result.runs.at(0), models::sku::kFargateEphemeral, "on_demand"), 58.34, 0.005);
}

// Rules 2.22 and 2.23: one task On-Demand (59.10 + 12.98), three on Spot: 3 × 2 × 0.01264355 × 730 = 55.38 and
// 3 × 4 × 0.00138835 × 730 = 12.16.
TEST(FargateBill, SpotToTheCent) {
  const auto result = test_support::run_text(
      kTasks, {{"architectures.tasks.capacity_provider_strategy", "{fargate: {weight: 1}, fargate_spot: {weight: 3}}"},
               {"architectures.tasks.spot", "{interrupted_per_month: 0%}"}});
  const models::RunResult& run = result.runs.at(0);
  EXPECT_NEAR(monthly(run, models::sku::kFargateVcpu, "on_demand"), 59.10, 0.005);
  EXPECT_NEAR(monthly(run, models::sku::kFargateMemory, "on_demand"), 12.98, 0.005);
  EXPECT_NEAR(monthly(run, models::sku::kFargateVcpu, "spot"), 55.38, 0.005);
  EXPECT_NEAR(monthly(run, models::sku::kFargateMemory, "spot"), 12.16, 0.005);
}

double wait_of(const models::Launch& launch, LaunchPhase phase) {
  return launch.waits.at(static_cast<std::size_t>(phase)).seconds();
}

std::vector<models::Launch> launches_of(const models::RunResult& run, models::LaunchKind kind) {
  std::vector<models::Launch> launches;
  std::copy_if(run.launches.begin(), run.launches.end(), std::back_inserter(launches),
               [kind](const models::Launch& launch) { return launch.kind == kind; });
  return launches;
}

/// The scheduler launches 80 at once and 500 a minute: the last of 1,000 after 920 / 500 min = 110.4 s. On EC2 the
/// first waits for the minute.
TEST(LibraryFargate, AThousandTasksWaitForWhatTheyShould) {
  const auto runs = shortened("scale_out_1000");
  for (const models::RunResult& run : runs) {
    ASSERT_EQ(launches_of(run, models::LaunchKind::kTask).size(), 1'000U);
  }
  EXPECT_TRUE(launches_of(runs.at(0), models::LaunchKind::kInstance).empty());
  EXPECT_FALSE(launches_of(runs.at(1), models::LaunchKind::kInstance).empty());
  const models::Launch& last = runs.at(0).launches.back();
  EXPECT_NEAR(wait_of(last, LaunchPhase::kLaunchQuota), 110.4, 1e-6);
  EXPECT_NEAR(wait_of(last, LaunchPhase::kPull), 380.0 / 27.5, 1e-6);
  const models::Launch first = launches_of(runs.at(1), models::LaunchKind::kTask).front();
  EXPECT_EQ(wait_of(first, LaunchPhase::kLaunchQuota), 0.0);
  EXPECT_NEAR(wait_of(first, LaunchPhase::kCapacityProvider), 60.0, 1e-6);
  EXPECT_NEAR(wait_of(first, LaunchPhase::kInstancePending), 4.8 + 17.81, 1e-6);
  EXPECT_NEAR(wait_of(first, LaunchPhase::kInstanceBoot), 3.22, 1e-6);
  EXPECT_NEAR(wait_of(first, LaunchPhase::kRegistration), 5.0, 1e-6);
  EXPECT_NEAR(wait_of(first, LaunchPhase::kPull), 380.0 / 27.5, 1e-6);
  EXPECT_EQ(wait_of(first, LaunchPhase::kContainerStart), 2.0);
}

TEST(LibraryFargate, SpotSavesAndAReclaimIsSurvivedWhereSomeOfItIsOnDemand) {
  const auto runs = shortened("fargate_spot");
  const double on_demand = metric_of(runs.at(0), MetricId::kCostTotal);
  EXPECT_LT(metric_of(runs.at(1), MetricId::kCostTotal), 0.8 * on_demand);
  EXPECT_LT(metric_of(runs.at(2), MetricId::kCostTotal), metric_of(runs.at(1), MetricId::kCostTotal));
  EXPECT_FALSE(test_support::times_of(runs.at(1), "task_evicted").empty());
  EXPECT_LT(metric_of(runs.at(1), MetricId::kRejectedFraction), 0.001);
  EXPECT_FALSE(test_support::times_of(runs.at(2), "placement_refused").empty());
}

/// 2 GB at 27.5 MB/s are 72.7 s, 6.4 % of it 4.7 s.
TEST(LibraryFargate, LazyLoadingShortensThePullAndNothingElse) {
  const auto runs = shortened("lazy_images");
  ASSERT_FALSE(runs.at(0).launches.empty());
  ASSERT_FALSE(runs.at(1).launches.empty());
  EXPECT_NEAR(wait_of(runs.at(0).launches.front(), LaunchPhase::kPull), 2'000 / 27.5, 1e-6);
  EXPECT_NEAR(wait_of(runs.at(1).launches.front(), LaunchPhase::kPull), 0.064 * 2'000 / 27.5, 1e-6);
  EXPECT_EQ(runs.at(0).launches.front().wanted_at, runs.at(1).launches.front().wanted_at);
  EXPECT_LT(metric_of(runs.at(1), MetricId::kRejectedFraction), metric_of(runs.at(0), MetricId::kRejectedFraction));
}

/// 6 × (0.9 × 0.04048 + 1.5 × 0.004445) × 730 = 188.78 USD a month.
TEST(LibraryFargate, RoundSizesCostWhatTheyCostByHand) {
  const auto runs = shortened("round_sizes");
  EXPECT_NEAR(metric_of(runs.at(0), MetricId::kCostOfRounding), 188.78, 0.005);
  EXPECT_EQ(metric_of(runs.at(1), MetricId::kCostOfRounding), 0.0);
  EXPECT_LT(metric_of(runs.at(1), MetricId::kCostTotal), metric_of(runs.at(0), MetricId::kCostTotal));
}

}  // namespace
}  // namespace scenarios
