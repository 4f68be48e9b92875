// Two versions at once: what is lost while one replaces the other, and who follows when the service scales (AWS What's
// New, "Amazon ECS improves Service Availability during Rolling deployments", 2025-11).
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "models/ports/skus.hpp"
#include "tests/unit/models/compute/ecs_world.hpp"

namespace models::ecs {
namespace {

using Times = std::vector<std::int64_t>;

/// A new version comes at 100 s, of whose tasks that part does not start. A task that starts serves 56 s after its
/// launch, one that does not stops after 46 s.
EcsConfig deploying(int fails, int least = 100, int most = 200) {
  EcsConfig config = fargate_config();
  config.deployment.deployments = {
      {sim::Duration::seconds(100), sim::Fraction::percent(100), sim::Fraction::percent(fails)}};
  config.deployment.minimum_healthy_percent = sim::Fraction::percent(least);
  config.deployment.maximum_percent = sim::Fraction::percent(most);
  return config;
}

/// That many tasks serve from the beginning.
void build(World& world, std::int64_t tasks) {
  world.initial = {InitialState::Kind::kCount, tasks};
  world.build();
}

void lose_one(World& world, std::int64_t seconds) {
  world.run_to(at_s(seconds));
  world.balancer->find_unhealthy(at_s(seconds));
}

// At 146 s all four new tasks have failed, and more of them are launched at 156 s only.
TEST(EcsRevisions, ALostTaskOfTheVersionThatRunsIsReplacedByItsOwn) {
  World world{deploying(100)};
  build(world, 4);
  lose_one(world, 150);
  world.run_to(at_s(207));
  EXPECT_EQ(world.times_of("task_launched"),
            (Times{100'000, 100'000, 100'000, 100'000, 150'000, 156'000, 156'000, 156'000, 156'000}));
  EXPECT_EQ(world.times_of("in_service"), Times{206'000});
  EXPECT_EQ(world.gauges.level(Gauge::kReplicasReady), 4);
  const std::vector<std::string> told = world.details_of("task_launched");
  EXPECT_EQ(told.at(3), "version 2: 4 of 4 tasks, 8 of both versions");
  EXPECT_EQ(told.at(4), "version 1: 4 of 4 tasks, 4 of both versions");
}

TEST(EcsRevisions, ScalingOutIsAppliedToBothVersions) {
  World world{deploying(100)};
  build(world, 2);
  world.run_to(at_s(110));
  world.set_desired(4);
  world.run_to(at_s(167));
  EXPECT_EQ(world.times_of("task_launched"),
            (Times{100'000, 100'000, 110'000, 110'000, 110'000, 110'000, 156'000, 156'000, 156'000, 156'000}));
  EXPECT_EQ(world.times_of("in_service"), (Times{166'000, 166'000}));  // of the old version
  EXPECT_EQ(world.gauges.level(Gauge::kReplicasReady), 4);
}

TEST(EcsRevisions, OldTasksThatScalingOutBroughtStopWhenNewOnesServe) {
  World world{deploying(0)};
  build(world, 2);
  world.run_to(at_s(110));
  world.set_desired(4);
  world.run_to(at_s(157));  // two new ones serve: of the old ones those that do not serve yet go
  EXPECT_EQ(world.gauges.level(Gauge::kReplicasReady), 4);
  EXPECT_EQ(world.gauges.level(Gauge::kReplicasStarting), 2);
  world.run_to(at_s(167));
  EXPECT_EQ(world.times_of("deployment_completed"), Times{166'000});
  EXPECT_EQ(world.gauges.level(Gauge::kReplicasReady), 4);
  EXPECT_EQ(world.gauges.level(Gauge::kReplicasStarting), 0);
}

TEST(EcsRevisions, AScaleOutThatHadBegunBeforeTheDeploymentGoesOn) {
  World world{deploying(100)};
  build(world, 1);
  world.run_to(at_s(90));
  world.set_desired(2);
  world.run_to(at_s(147));
  EXPECT_EQ(world.times_of("task_launched"), (Times{90'000, 100'000, 100'000}));
  EXPECT_EQ(world.times_of("in_service"), Times{146'000});
}

// Half of four stop, and two new ones take their places. Of the four that may exist one is lost: the old version's
// replacement takes its place, and those of the new version stay two.
TEST(EcsRevisions, ReplacementsStayWithinTheMaximum) {
  World world{deploying(100, 50, 100)};
  build(world, 4);
  lose_one(world, 110);
  world.run_to(at_s(167));
  EXPECT_EQ(world.times_of("task_launched"), (Times{100'000, 100'000, 110'000, 156'000, 156'000}));
  EXPECT_EQ(world.times_of("in_service"), Times{166'000});
  EXPECT_EQ(world.gauges.level(Gauge::kReplicasReady), 2);
  EXPECT_EQ(world.gauges.level(Gauge::kReplicasStarting), 2);
}

TEST(EcsRevisions, WhereADeploymentCannotBeginTheVersionThatRunsIsKept) {
  World world{deploying(0, 100, 150)};
  build(world, 1);
  lose_one(world, 110);
  world.run_to(at_s(1'000));
  EXPECT_EQ(world.times_of("task_launched"), Times{110'000});
  EXPECT_EQ(world.gauges.level(Gauge::kReplicasReady), 1);
  EXPECT_TRUE(world.times_of("deployment_completed").empty());
}

TEST(EcsRevisions, AfterAFailedDeploymentTheVersionBeforeIsStillReplaced) {
  EcsConfig config = deploying(100);
  config.deployment.circuit_breaker = CircuitBreaker::kFail;
  World world{config};
  build(world, 4);
  lose_one(world, 200);
  world.run_to(at_s(1'000));
  EXPECT_EQ(world.times_of("deployment_failed"), Times{146'000});
  EXPECT_EQ(world.times_of("task_launched"), (Times{100'000, 100'000, 100'000, 100'000, 200'000}));
  EXPECT_EQ(world.gauges.level(Gauge::kReplicasReady), 4);
}

// The second version never serves. When the third comes, the first still runs and is what is replaced; a task of it is
// lost at 310 s.
TEST(EcsRevisions, OfThreeVersionsTheOneThatWasDeployedCompletelyIsReplaced) {
  EcsConfig config = deploying(100);
  config.deployment.deployments.push_back(
      {sim::Duration::seconds(300), sim::Fraction::percent(100), sim::Fraction::percent(0)});
  World world{config};
  build(world, 2);
  lose_one(world, 310);
  world.run_to(at_s(357));
  EXPECT_EQ(world.times_of("deployment_completed"), Times{356'000});
  const Times launched = world.times_of("task_launched");
  EXPECT_EQ(Times(launched.end() - 3, launched.end()), (Times{300'000, 300'000, 310'000}));
  EXPECT_EQ(world.gauges.level(Gauge::kReplicasReady), 2);
}

// On one instance: the first version's image is there, the second's new 20 % take 0.4 s of the pull's 2 s. At 130 s a
// task of the first version is lost; what replaces it has all it needs.
TEST(EcsRevisions, AnInstanceKeepsTheImagesOfBothVersions) {
  EcsConfig config = ec2_config();
  config.network_mode = NetworkMode::kBridge;
  config.registry.network = Network::kNat;
  config.deployment = deploying(100).deployment;
  config.deployment.deployments[0].new_layers = sim::Fraction::percent(20);
  config.capacity_provider->min = 1;
  config.capacity_provider->max = 1;
  World world{config};
  build(world, 2);
  lose_one(world, 130);
  world.run_to(at_s(200));
  EXPECT_EQ(world.times_of("in_service"), Times{144'000});  // 4 s to start, 10 s until it is healthy
  EXPECT_EQ(world.metered(sku::kNatData, at_s(200)), 11'000'000);
}

// The balancer of these tests finds a task healthy at once. Fifteen tasks, three at a time: each 40 s for a place, 2 s
// pull and 4 s start, and then 40 s until it counts.
TEST(EcsRevisions, WithoutABalancerATaskCountsFortySecondsAfterItRuns) {
  EcsConfig config = deploying(0, 100, 120);
  config.load_balancer.kind = "none";
  config.deployment.healthy_after = sim::Duration::seconds(40);
  World world{config};
  world.health = sim::Duration{};
  build(world, 15);
  world.run_to(at_s(147));
  EXPECT_EQ(world.gauges.level(Gauge::kReplicasReady), 18);  // the new ones serve already
  world.run_to(at_s(600));
  EXPECT_EQ(world.times_of("task_launched"),
            (Times{100'000, 100'000, 100'000, 186'000, 186'000, 186'000, 272'000, 272'000, 272'000, 358'000, 358'000,
                   358'000, 444'000, 444'000, 444'000}));
  EXPECT_EQ(world.times_of("deployment_completed"), Times{530'000});
}

// Whatever is lost and however the service scales: never more than the maximum, and no less than the minimum serve but
// for what was lost and did not come back yet.
RC_GTEST_PROP(EcsRevisions, TheBoundsHoldAtAnyTime, ()) {
  const int least = *rc::gen::inRange(0, 11) * 10;
  const int most = *rc::gen::inRange(10, 21) * 10;
  World world{deploying(*rc::gen::element(0, 50, 100), least, most)};
  build(world, 6);
  Deployments bounds{world.config.deployment, sim::random::make_stream(1, 0, "test", "deployment")};
  std::int64_t desired = 6;
  world.run_to(at_s(100));
  std::int64_t lost = 0;
  for (std::int64_t second = 101; second < 400; ++second) {
    const int what = *rc::gen::inRange(0, 40);
    const std::int64_t before = world.gauges.level(Gauge::kReplicasReady);
    if (what == 0 && before > 0) {
      world.balancer->find_unhealthy(at_s(second - 1));
      ++lost;
    } else if (what == 1) {
      desired = *rc::gen::inRange<std::int64_t>(1, 12);
      world.set_desired(desired);
    }
    world.run_to(at_s(second));
    const std::int64_t ready = world.gauges.level(Gauge::kReplicasReady);
    RC_ASSERT(ready + world.gauges.level(Gauge::kReplicasStarting) <= bounds.most(desired));
    RC_ASSERT(ready >= std::min(before, bounds.least_healthy(desired)) - (what == 0 ? 1 : 0));
  }
}

}  // namespace
}  // namespace models::ecs
