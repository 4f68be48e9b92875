// Rolling deployments, rule 2.2; the throttle on tasks that do not start, rule 2.7; the circuit breaker.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "models/compute/ecs/deployments.hpp"
#include "models/ports/skus.hpp"
#include "tests/unit/models/compute/ecs_world.hpp"

namespace models::ecs {
namespace {

using testing::ElementsAre;
using Times = std::vector<std::int64_t>;

DeploymentStep step_at(std::int64_t seconds, int new_layers = 100, int fails = 0) {
  return {sim::Duration::seconds(seconds), sim::Fraction::percent(new_layers), sim::Fraction::percent(fails)};
}

Deployments with_percents(int least, int most) {
  DeploymentConfig config = fargate_config().deployment;
  config.minimum_healthy_percent = sim::Fraction::percent(least);
  config.maximum_percent = sim::Fraction::percent(most);
  return {config, sim::random::make_stream(1, 0, "test", "deployment")};
}

/// Tasks of a new version serve 56 s after their launch: 40 s for a place, 2 s pull, 4 s start, 10 s health check.
EcsConfig with(const DeploymentStep& step, EcsConfig config = fargate_config()) {
  config.deployment.deployments = {step};
  return config;
}
InitialState tasks(std::int64_t count) {
  return {InitialState::Kind::kCount, count};
}

TEST(EcsDeployment, Rule_2_2_TheMinimumIsRoundedUpAndTheMaximumDown) {
  EXPECT_EQ(with_percents(50, 200).least_healthy(4), 2);  // the guide's examples
  EXPECT_EQ(with_percents(75, 200).least_healthy(2), 2);
  EXPECT_EQ(with_percents(50, 200).most(4), 8);
  EXPECT_EQ(with_percents(50, 125).most(3), 3);
}

TEST(EcsDeployment, Rule_2_2_ByDefaultAllNewTasksStartBeforeAnOldOneStops) {
  World world{with(step_at(100))};
  world.initial = tasks(4);
  world.build();
  world.run_to(at_s(150));
  EXPECT_EQ(world.times_of("task_launched"), (Times(4, 100'000)));
  EXPECT_TRUE(world.times_of("task_deactivating").empty());
  world.run_to(at_s(300));
  EXPECT_EQ(world.times_of("task_deactivating"), (Times(4, 156'000)));
  EXPECT_EQ(world.times_of("deployment_completed"), Times{156'000});
  EXPECT_EQ(world.gauges.level(Gauge::kReplicasReady), 4);
}

TEST(EcsDeployment, Rule_2_2_WithoutRoomForMoreHalfIsReplacedAtATime) {
  EcsConfig config = fargate_config();
  config.deployment.minimum_healthy_percent = sim::Fraction::percent(50);
  config.deployment.maximum_percent = sim::Fraction::percent(100);
  World world{with(step_at(100), config)};
  world.initial = tasks(4);
  world.build();
  world.run_to(at_s(400));
  EXPECT_EQ(world.times_of("task_deactivating"), (Times{100'000, 100'000, 156'000, 156'000}));
  EXPECT_EQ(world.times_of("task_launched"), (Times{100'000, 100'000, 156'000, 156'000}));
  EXPECT_EQ(world.times_of("deployment_completed"), Times{212'000});
}

TEST(EcsDeployment, Rule_2_2_WhereRoundingLeavesNothingToDoItIsStuck) {
  EcsConfig config = fargate_config();
  config.deployment.minimum_healthy_percent = sim::Fraction::percent(75);
  config.deployment.maximum_percent = sim::Fraction::percent(125);
  World world{with(step_at(100), config)};
  world.initial = tasks(2);
  world.build();
  world.run_to(at_s(1'000));
  EXPECT_TRUE(world.times_of("task_launched").empty());
  EXPECT_TRUE(world.times_of("task_deactivating").empty());
  EXPECT_THAT(world.events.take_limits(),
              ElementsAre("a deployment could not begin: between 2 and 2 tasks there is room for none"));
  EXPECT_TRUE(world.times_of("deployment_completed").empty());
}

TEST(EcsDeployment, Rule_2_3_TheControlLoopHearsOfADeploymentInProgress) {
  World world{with(step_at(100))};
  world.initial = tasks(2);
  world.build();
  world.run_to(at_s(181));
  ASSERT_EQ(world.policy->views.size(), 3U);
  EXPECT_FALSE(world.policy->views[0].deploying);
  EXPECT_TRUE(world.policy->views[1].deploying);  // at 120 s
  EXPECT_FALSE(world.policy->views[2].deploying);
}

TEST(EcsDeployment, Rule_2_11_AnInstancePullsTheLayersOfANewVersionThatItDoesNotHave) {
  EcsConfig config = ec2_config();
  config.network_mode = NetworkMode::kBridge;
  config.registry.network = compute::Network::kNat;
  World world{with(step_at(100, 20), config)};
  world.initial = tasks(2);
  world.build();
  world.run_to(at_s(200));
  EXPECT_EQ(world.times_of("image_pulled"), (Times{100'400, 100'400}));  // 11 of 55 MB, once for both tasks
  EXPECT_EQ(world.metered(sku::kNatData, at_s(200)), 11'000'000);
}

// 46 s after its launch a task stops. The delay doubles from 10 s to 15 minutes.
TEST(EcsDeployment, Rule_2_7_TasksThatNeverRunAreLaunchedEverMoreSlowly) {
  World world{with(step_at(100, 100, 100))};
  world.initial = tasks(1);
  world.build();
  world.run_to(at_s(3'600));
  EXPECT_EQ(world.times_of("task_launched"),
            (Times{100'000, 156'000, 222'000, 308'000, 434'000, 640'000, 1'006'000, 1'692'000, 2'638'000, 3'584'000}));
  EXPECT_EQ(world.gauges.level(Gauge::kReplicasReady), 1);  // the old one serves on
}

TEST(EcsDeployment, Rule_2_7_TasksThatFailTogetherAreOneRound) {
  World world{with(step_at(100, 100, 100))};
  world.initial = tasks(3);
  world.build();
  world.run_to(at_s(250));
  EXPECT_EQ(world.times_of("task_launched"),
            (Times{100'000, 100'000, 100'000, 156'000, 156'000, 156'000, 222'000, 222'000, 222'000}));
}

TEST(EcsDeployment, Rule_2_7_TasksThatRanAreReplacedWithoutDelay) {
  World world{fargate_config()};
  world.initial = {InitialState::Kind::kCount, 1};
  world.build();
  Times expected;
  for (std::int64_t at = 100; at < 900; at += 100) {
    world.run_to(at_s(at));
    world.balancer->find_unhealthy(at_s(at));
    expected.push_back(at * 1'000);
  }
  world.run_to(at_s(901));
  EXPECT_EQ(world.times_of("task_launched"), expected);
}

TEST(EcsDeployment, Rule_2_7_AnUpdateOfTheServiceEndsTheThrottle) {
  World world{with(step_at(100, 100, 100))};
  world.initial = tasks(1);
  world.config.deployment.deployments.push_back(step_at(700));
  world.build();
  world.run_to(at_s(800));
  EXPECT_EQ(world.times_of("task_launched").back(), 700'000);
  EXPECT_EQ(world.times_of("deployment_completed"), Times{756'000});
}

// The guide's table, and its example without bounds.
TEST(EcsDeployment, TheFailureThresholdIsAPartOfTheDesiredTasksWithinBounds) {
  const FailureThreshold half{};
  EXPECT_EQ(failures_to_break(half, 1), 3);
  EXPECT_EQ(failures_to_break(half, 25), 13);
  EXPECT_EQ(failures_to_break(half, 400), 200);
  EXPECT_EQ(failures_to_break(half, 800), 200);
  EXPECT_EQ(failures_to_break({ThresholdType::kUnboundedPercent, 50}, 800), 400);
  EXPECT_EQ(failures_to_break({ThresholdType::kUnboundedPercent, 50}, 1), 1);
  EXPECT_EQ(failures_to_break({ThresholdType::kCount, 5}, 800), 5);
}

/// Its first deployment has begun, of a service of four tasks: three failures end it.
Deployments begun(bool reset_on_healthy_task) {
  DeploymentConfig config = fargate_config().deployment;
  config.circuit_breaker = CircuitBreaker::kFail;
  config.reset_on_healthy_task = reset_on_healthy_task;
  config.deployments = {step_at(0)};
  Deployments deployments{config, sim::random::make_stream(1, 0, "test", "deployment")};
  deployments.begin_next();
  return deployments;
}

TEST(EcsDeployment, TheCircuitBreakerCountsTasksThatDoNotStartAndUnhealthyOnes) {
  Deployments deployments = begun(true);
  deployments.task_did_not_start(2, {}, at_s(1));
  deployments.task_was_unhealthy(2);
  EXPECT_FALSE(deployments.breaks(4));
  deployments.task_did_not_start(2, {}, at_s(2));
  EXPECT_TRUE(deployments.breaks(4));
  EXPECT_TRUE(deployments.has_failed());
}

TEST(EcsDeployment, AHealthyTaskStartsTheCountAgainUnlessAllFailuresAddUp) {
  for (const bool resets : {true, false}) {
    Deployments deployments = begun(resets);
    deployments.task_did_not_start(2, {}, at_s(1));
    deployments.task_did_not_start(2, {}, at_s(2));
    deployments.task_became_healthy(2);
    deployments.task_did_not_start(2, {}, at_s(3));
    EXPECT_EQ(deployments.breaks(4), !resets);
  }
}

TEST(EcsDeployment, TheCircuitBreakerRollsBack) {
  EcsConfig config = fargate_config();
  config.deployment.circuit_breaker = CircuitBreaker::kRollback;
  World world{with(step_at(100, 100, 100), config)};
  world.initial = tasks(20);
  world.build();
  world.run_to(at_s(1'000));
  EXPECT_EQ(world.times_of("task_launched"), (Times(20, 100'000)));
  EXPECT_EQ(world.times_of("task_did_not_start"), (Times(10, 146'000)));
  EXPECT_EQ(world.times_of("deployment_failed"), Times{146'000});
  EXPECT_EQ(world.times_of("deployment_completed"), Times{146'000});
  EXPECT_TRUE(world.times_of("task_deactivating").empty());
  EXPECT_EQ(world.gauges.level(Gauge::kReplicasReady), 20);
  EXPECT_EQ(world.gauges.level(Gauge::kReplicasStarting), 0);
  world.set_desired(21);  // of the old version, which starts
  world.run_to(at_s(1'100));
  EXPECT_EQ(world.gauges.level(Gauge::kReplicasReady), 21);
}

TEST(EcsDeployment, AFailedDeploymentLaunchesNothingMore) {
  EcsConfig config = fargate_config();
  config.deployment.circuit_breaker = CircuitBreaker::kFail;
  World world{with(step_at(100, 100, 100), config)};
  world.initial = tasks(2);
  world.build();
  world.run_to(at_s(1'800));
  EXPECT_EQ(world.times_of("deployment_failed").size(), 1U);
  EXPECT_EQ(world.times_of("task_launched").size(), 4U);  // two rounds of two: the third failure is one too many
  EXPECT_EQ(world.gauges.level(Gauge::kReplicasReady), 2);
}

TEST(EcsDeployment, WhatTheApplicationNeedsOfTheOldVersionIsKeptWhileScalingOut) {
  World world{with(step_at(100))};
  world.initial = tasks(2);
  world.build();
  world.run_to(at_s(110));
  world.set_desired(4);
  world.run_to(at_s(160));
  EXPECT_EQ(world.gauges.level(Gauge::kReplicasReady), 4);  // two old, two new: four of four must be healthy
  world.run_to(at_s(170));
  EXPECT_EQ(world.gauges.level(Gauge::kReplicasReady), 4);
  EXPECT_EQ(world.times_of("deployment_completed"), Times{166'000});
}

}  // namespace
}  // namespace models::ecs
