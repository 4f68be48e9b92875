// ECS clusters of several instance types, purchase options and capacity providers, whole: the bill by hand, what an
// interruption costs requests, rates against requests, and the errors of their fields.
#include <string>

#include <fmt/core.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/support/library_run.hpp"

namespace scenarios {
namespace {

using models::MetricId;
using test_support::metric_of;
using test_support::run_text;
using test_support::shortened;
using test_support::times_of;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;

/// Ten tasks of one vCPU, always; 10 requests/s of 100 ms. Two tasks fit on an m7i.large, by its network interfaces.
std::string ten_tasks(const std::string& cluster) {
  return fmt::format(R"(
schema: 1
name: capacity
duration: 1h
warm_up: 10min
replications: 1
workload: {{kind: constant, rate: 10/s}}
application:
  containers: {{app: {{cpu: 0.9, memory: 512MiB, start: 4s}}}}
  request: [{{container: app, cpu_time: 100ms}}]
architectures:
  ecs:
    kind: ecs
    launch_type: ec2
    {}
    scaling: {{kind: fixed, replicas: 10}}
)",
                     cluster);
}

constexpr const char* kTwoProviders = R"(capacity_providers:
      on_demand:
        base: 2
        weight: 1
        instances: {instance_type: m7i.large}
        managed_scaling: {max: 20}
      spot:
        weight: 3
        instances:
          instance_type: m7i.large
          mixed_instances: {on_demand_percentage_above_base_capacity: 0%, interrupted_per_month: 0%}
        managed_scaling: {max: 20})";

double charged(const models::RunResult& result, std::string_view sku, std::string_view purchase_option) {
  double total = 0.0;
  for (const models::Charge& charge : result.charges) {
    const bool is_it = charge.key.sku == sku && charge.key.purchase_option == purchase_option;
    total += is_it ? charge.effective_cost.amount() : 0.0;
  }
  return total;
}

/// Four tasks on two On-Demand instances and six on three Spot instances, for an hour: $0.1008 an hour On-Demand,
/// and 68 % less for Spot.
TEST(EcsCapacity, TwoProvidersHourByHand) {
  const models::RunResult run = run_text(ten_tasks(kTwoProviders)).runs.at(0);
  EXPECT_NEAR(charged(run, "ec2_instance", "on_demand"), 2 * 0.1008, 1e-6);
  EXPECT_NEAR(charged(run, "ec2_instance", "spot"), 3 * 0.032256, 1e-6);
  EXPECT_NEAR(charged(run, "cloudwatch_alarm", "on_demand"), 4 * 0.10 / 730, 1e-6);
  EXPECT_EQ(metric_of(run, MetricId::kVmsMean), 5.0);
}

/// The control plane is the same: so is every meter of a fixed fleet.
TEST(EcsCapacity, AsRatesTheClusterIsTheSame) {
  const models::RunResult requests = run_text(ten_tasks(kTwoProviders)).runs.at(0);
  const models::RunResult fluid = run_text(ten_tasks(kTwoProviders), {{"fidelity", "fluid"}}).runs.at(0);
  EXPECT_DOUBLE_EQ(charged(fluid, "ec2_instance", "spot"), charged(requests, "ec2_instance", "spot"));
  EXPECT_DOUBLE_EQ(charged(fluid, "ec2_instance", "on_demand"), charged(requests, "ec2_instance", "on_demand"));
}

/// Half of the instances go with what their tasks hold, in rates as in requests.
TEST(EcsCapacity, AsRatesAnInterruptionComesAtTheSameTimes) {
  const std::string text = ten_tasks(R"(instances:
      instance_type: m7i.large
      mixed_instances:
        on_demand_percentage_above_base_capacity: 0%
        interrupted_per_month: 0%
        reclaims: [{at: 20min, share: 50%, lasts: 0s}]
    capacity_provider: {max: 20})");
  const models::RunResult requests = run_text(text).runs.at(0);
  const models::RunResult fluid = run_text(text, {{"fidelity", "fluid"}}).runs.at(0);
  EXPECT_THAT(times_of(requests, "interrupted"), SizeIs(3));
  EXPECT_THAT(times_of(requests, "task_lost"), SizeIs(6));
  for (const char* event : {"interrupted", "task_lost", "task_launched", "task_running", "instance_joined"}) {
    EXPECT_EQ(times_of(fluid, event), times_of(requests, event)) << event;
  }
}

/// An m7i.xlarge has four network interfaces: three tasks on each, so that ten take four of them.
TEST(EcsCapacity, TheFirstTypeIsHadAsLongAsThereIsRoom) {
  const models::RunResult run = run_text(ten_tasks(R"(instances:
      instance_type: m7i.xlarge
      mixed_instances: {instance_types: [m7i.xlarge, m7i.large]}
    capacity_provider: {max: 20})"))
                                    .runs.at(0);
  EXPECT_NEAR(charged(run, "ec2_instance", "on_demand"), 4 * 0.2016, 1e-6);
}

TEST(LibraryClusterSpot, SpotIsCheaperAndWhatAnInterruptionCostsDependsOnTheDrain) {
  const auto runs = shortened("cluster_spot");
  enum : std::size_t { kOnDemand, kAsItComes, kDrained, kRebalanced, kDivided };
  const auto failed = [&](std::size_t run) { return metric_of(runs.at(run), MetricId::kRequestsFailed); };
  const auto cost = [&](std::size_t run) { return metric_of(runs.at(run), MetricId::kCostTotal); };
  for (const std::size_t run : {kAsItComes, kDrained, kRebalanced, kDivided}) {
    EXPECT_LT(cost(run), cost(kOnDemand)) << run;
  }
  EXPECT_LT(cost(kDrained), cost(kDivided));
  EXPECT_GT(failed(kAsItComes), 0.0);
  EXPECT_EQ(failed(kDrained), 0.0);
  EXPECT_EQ(failed(kRebalanced), 0.0);
  EXPECT_THAT(times_of(runs.at(kAsItComes), "task_evicted"), IsEmpty());
  EXPECT_THAT(times_of(runs.at(kRebalanced), "interrupted"), IsEmpty());
}

}  // namespace
}  // namespace scenarios
