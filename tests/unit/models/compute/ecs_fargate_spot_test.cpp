// Fargate Spot: how tasks are divided, what is told when, what is killed, what comes instead, and the bill by hand.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "models/ports/skus.hpp"
#include "tests/unit/models/compute/ecs_world.hpp"

namespace models::ecs {
namespace {

using testing::ElementsAre;
using Times = std::vector<std::int64_t>;

constexpr std::int64_t kMilliVcpu = 500;

EcsConfig divided(ProviderShare fargate, ProviderShare spot) {
  EcsConfig config = fargate_config();
  config.fargate.capacity_provider_strategy = CapacityProviderStrategy{fargate, spot};
  return config;
}

/// All on Spot; at 100 s `share` of them is taken back, for `lasts`.
EcsConfig reclaimed(sim::Fraction share, sim::Duration lasts) {
  EcsConfig config = divided({0, 0}, {0, 1});
  config.fargate.spot.reclaims = {{sim::Duration::seconds(100), share, lasts}};
  return config;
}

/// 1 for each launch on Spot, in the order of launches.
std::vector<int> spot_launches(World& world) {
  std::vector<int> is_spot;
  for (const Launch& launch : world.events.take_launches()) {
    is_spot.push_back(launch.is_spot ? 1 : 0);
  }
  return is_spot;
}

// Rule 2.23 and the capacity provider strategy: the base first, then by weight.
TEST(EcsFargateSpot, TheBaseComesFirstThenTasksAreDividedByWeight) {
  World world{divided({2, 1}, {0, 3})};
  world.least = 10;
  world.build();
  world.run_to(at_s(100));
  EXPECT_THAT(spot_launches(world), ElementsAre(0, 0, 1, 1, 0, 1, 1, 1, 0, 1)) << "above the base 1 : 3";
}

TEST(EcsFargateSpot, ABaseOfSpotIsFilledFirstToo) {
  World world{divided({0, 1}, {2, 0})};
  world.least = 4;
  world.build();
  world.run_to(at_s(100));
  EXPECT_THAT(spot_launches(world), ElementsAre(1, 1, 0, 0));
}

// Of ten tasks four are On-Demand, before the deployment and after it, whichever go first meanwhile.
TEST(EcsFargateSpot, ADeploymentKeepsTheDivision) {
  EcsConfig config = divided({2, 1}, {0, 3});
  config.deployment.minimum_healthy_percent = sim::Fraction::percent(75);
  config.deployment.maximum_percent = sim::Fraction::percent(150);
  config.deployment.deployments = {{sim::Duration::seconds(100), sim::Fraction::percent(100), sim::Fraction{}}};
  World world{config};
  world.initial = {InitialState::Kind::kCount, 10};
  world.least = 10;
  world.build();
  world.run_to(at_s(600));
  const std::vector<std::string> launched = world.details_of("task_launched");
  ASSERT_EQ(launched.size(), 10U);
  EXPECT_EQ(std::count_if(launched.begin(), launched.end(),
                          [](const std::string& detail) { return detail.ends_with("capacity provider fargate"); }),
            4);
}

// Rule 2.5: On-Demand and Spot have a token bucket each.
TEST(EcsFargateSpot, EachPurchaseOptionLaunchesFromABucketOfItsOwn) {
  EcsConfig config = divided({0, 1}, {0, 1});
  config.scheduler_burst = 5'000;
  config.launch_burst = 3;
  config.fargate.spot.launch_burst = 5;
  config.fargate.spot.launch_rate = sim::Rate::per_second(10.0);
  World world{config};
  world.least = 10;
  world.build();
  world.run_to(at_s(10));
  // Three pairs from both bursts; then On-Demand's turn waits 50 ms for each launch, and Spot has two left.
  EXPECT_EQ(world.times_of("task_launched"), (Times{0, 0, 0, 0, 0, 0, 50, 50, 100, 100}));
}

// Rule 2.22: the meters of both purchase options, and 1 h of a task of 0.5 vCPU and 1 GB to the cent: On-Demand
// 0.5 × 0.04048 + 0.004445 = 0.024685 USD, Spot 0.5 × 0.01264355 + 0.00138835 = 0.0077101 USD (us-east-1).
TEST(EcsFargateSpot, SpotHasMetersOfItsOwn) {
  World world{divided({0, 1}, {0, 1})};
  world.initial = {InitialState::Kind::kCount, 2};
  world.build();
  world.run_to(at_s(3'600));
  std::int64_t on_demand = 0;
  std::int64_t spot = 0;
  for (const MeterUsage& meter : world.meters.finish(at_s(3'600)).meters) {
    if (meter.key.sku == sku::kFargateVcpu) {
      (meter.key.purchase_option == sku::kSpot ? spot : on_demand) += meter.per_hour[0];
    }
  }
  EXPECT_EQ(on_demand, 500 * 3'600'000);
  EXPECT_EQ(spot, 500 * 3'600'000);
}

// Rule 2.23: the notice is SIGTERM and deregistration, and the scheduler launches another task at once.
TEST(EcsFargateSpot, WhatIsTakenBackIsDrainedAndReplaced) {
  EcsConfig config = reclaimed(sim::Fraction::percent(50), {});
  config.stop = sim::Duration::seconds(3);
  World world{config};
  world.drain = sim::Duration::seconds(5);
  world.least = 2;
  world.build();
  world.run_to(at_s(300));
  EXPECT_EQ(world.times_of("task_evicted"), Times{100'000});
  EXPECT_THAT(world.subjects_of("task_evicted"), ElementsAre("task-1")) << "the oldest";
  EXPECT_EQ(world.times_of("task_launched"), (Times{0, 0, 100'000}));
  EXPECT_EQ(world.times_of("task_stopped"), Times{108'000}) << "drained for 5 s, then 3 s until it has ended";
  EXPECT_TRUE(world.times_of("task_killed").empty());
  EXPECT_EQ(world.gauges.level(Gauge::kReplicasReady), 2);
  EXPECT_EQ(world.gauges.level(Gauge::kVcpuBilled), 2 * 500);
}

// Rule 2.23: SIGKILL after stopTimeout, here 30 s after the notice, with all that the task holds.
TEST(EcsFargateSpot, WhatHasNotEndedAtTheStopTimeoutIsKilled) {
  World world{reclaimed(sim::Fraction::percent(100), {})};
  world.drain = sim::Duration::minutes(5);
  world.least = 1;
  world.build();
  world.run_to(at_s(99));
  world.send(sim::Duration::minutes(10));
  world.run_to(at_s(600));
  EXPECT_EQ(world.times_of("task_killed"), Times{130'000});
  EXPECT_EQ(world.times_of("task_stopped"), Times{130'000});
  EXPECT_EQ(world.balancer->aborted_count, 1);
  // Billed from its pull at 40 s to its end at 130 s; its successor from 140 s on.
  EXPECT_EQ(world.metered(sku::kFargateVcpu, at_s(7'200)), (90'000 + 7'060'000) * kMilliVcpu);
}

TEST(EcsFargateSpot, TheNoticeLimitsALongerStopTimeout) {
  EcsConfig config = reclaimed(sim::Fraction::percent(100), {});
  config.stop_timeout = sim::Duration::seconds(120);
  config.fargate.spot.interruption_notice = sim::Duration::seconds(90);
  World world{config};
  world.drain = sim::Duration::minutes(5);
  world.least = 1;
  world.build();
  world.run_to(at_s(600));
  EXPECT_EQ(world.times_of("task_killed"), Times{190'000});
}

// Rule 2.23: replaced if capacity exists.
TEST(EcsFargateSpot, WithoutSpotCapacityTheReplacementWaits) {
  World world{reclaimed(sim::Fraction::percent(100), sim::Duration::seconds(75))};
  world.least = 1;
  world.build();
  world.run_to(at_s(300));
  EXPECT_EQ(world.times_of("placement_refused"), (Times{140'000, 150'000, 160'000, 170'000}));
  EXPECT_EQ(world.times_of("task_placed"), (Times{40'000, 180'000})) << "capacity is back at 175 s";
}

TEST(EcsFargateSpot, AShareIsTakenWithinAMonth) {
  EcsConfig config = divided({0, 0}, {0, 1});
  config.fargate.spot.interrupted_per_month = sim::Fraction::percent(90);
  World world{config};
  world.initial = {InitialState::Kind::kCount, 400};
  world.hosts.host = {sim::Vcpu::whole(1'000), sim::Bytes::gib(4'000)};
  world.build();
  world.run_to(at_s(7'200));
  // Each lives for an exponential time of mean 730 h / ln 10: 400 × 2 h × ln 10 / 730 h = 2.5 are taken within 2 h, a
  // Poisson number: none with probability 0.08, more than nine with 0.0003.
  const std::size_t taken = world.times_of("task_evicted").size();
  EXPECT_GE(taken, 1U);
  EXPECT_LE(taken, 9U);
  EXPECT_EQ(world.gauges.level(Gauge::kReplicasReady) + world.gauges.level(Gauge::kReplicasStarting), 400);
}

}  // namespace
}  // namespace models::ecs
