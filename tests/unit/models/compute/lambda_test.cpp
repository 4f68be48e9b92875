// The life of an environment: cold start, invocation, rest, end; and who is turned away. All times by hand.
#include <cmath>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/unit/models/compute/lambda_world.hpp"

namespace models::lambda {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

TEST(Lambda, AColdStartIsPlacedInitialisedAndInvoked) {
  World world{plain_config()};
  world.build();
  world.send(at_ms(1'000), {ms(100), ms(20)});
  EXPECT_EQ(world.endings.cold_starts, 1);
  world.run_to(at_ms(1'499));
  EXPECT_EQ(world.level(Gauge::kReplicasStarting), 1);
  EXPECT_EQ(world.level(Gauge::kReplicasReady), 0);
  world.run_to(at_ms(1'501));
  EXPECT_EQ(world.level(Gauge::kReplicasStarting), 0);
  EXPECT_EQ(world.level(Gauge::kReplicasReady), 1);
  EXPECT_EQ(world.level(Gauge::kReplicasBusy), 1);
  world.run_to(at_ms(2'000));
  EXPECT_THAT(world.endings.completed_ms, ElementsAre(1'620));  // 1,000 + 200 + 300 + 100 + 20
  EXPECT_THAT(world.endings.waits_ms, ElementsAre(500));
  EXPECT_EQ(world.level(Gauge::kReplicasBusy), 0);
  EXPECT_EQ(world.level(Gauge::kReplicasReady), 1);
}

TEST(Lambda, AWarmRequestNeitherWaitsNorStartsAnything) {
  World world{plain_config()};
  world.build();
  world.send(at_ms(0), {ms(100)});
  world.send(at_ms(5'000), {ms(100)});
  world.run_to(at_ms(6'000));
  EXPECT_EQ(world.endings.cold_starts, 1);
  EXPECT_THAT(world.endings.completed_ms, ElementsAre(600, 5'100));
  EXPECT_THAT(world.endings.waits_ms, ElementsAre(500, 0));
}

TEST(Lambda, Rule4_1_ServesOneRequestPerEnvironment) {
  World world{plain_config()};
  world.build();
  world.send(at_ms(0), {ms(100)});
  world.send(at_ms(100), {ms(100)});  // the first environment is still starting, for the first request
  world.run_to(at_ms(1'000));
  EXPECT_EQ(world.endings.cold_starts, 2);
  EXPECT_THAT(world.endings.completed_ms, ElementsAre(600, 700));
  EXPECT_EQ(world.level(Gauge::kReplicasReady), 2);
}

TEST(Lambda, TakesTheEnvironmentThatWasUsedLast) {
  LambdaConfig config = instant_config();
  config.idle_expiry = sim::random::constant(ms(10'000));
  World world{config};
  world.build();
  world.send(at_ms(0), {ms(1'000)});      // A, idle from 1 s
  world.send(at_ms(0), {ms(2'000)});      // B, idle from 2 s
  world.send(at_ms(3'000), {ms(1'000)});  // B again, idle from 4 s; A would be idle from 4 s, B end at 12 s
  world.run_to(at_ms(11'001));
  EXPECT_EQ(world.function().replicas_ended(), 1);
  EXPECT_EQ(world.function().replica_lifetimes(), ms(11'000).nanoseconds());
  world.run_to(at_ms(14'001));
  EXPECT_EQ(world.function().replicas_ended(), 2);
  EXPECT_EQ(world.function().replica_lifetimes(), ms(11'000 + 14'000).nanoseconds());
  EXPECT_EQ(world.level(Gauge::kReplicasReady), 0);
}

TEST(Lambda, Rule4_8_ForgetsAnIdleEnvironmentAtItsExpiryAndNotBefore) {
  World world{instant_config()};
  world.build();
  world.send(at_ms(0), {ms(1'000)});
  world.run_to(at_ms(601'000));
  EXPECT_EQ(world.level(Gauge::kReplicasReady), 1);
  world.run_to(at_ms(601'001));
  EXPECT_EQ(world.level(Gauge::kReplicasReady), 0);
  world.send(at_ms(601'001), {ms(1)});
  EXPECT_EQ(world.endings.cold_starts, 2);
}

TEST(Lambda, AUseWithinTheExpiryStartsItAnew) {
  World world{instant_config()};
  world.build();
  world.send(at_ms(0), {ms(1'000)});
  world.send(at_ms(600'000), {ms(1'000)});
  world.run_to(at_ms(1'201'000));
  EXPECT_EQ(world.endings.cold_starts, 1);
  EXPECT_EQ(world.level(Gauge::kReplicasReady), 1);
  world.run_to(at_ms(1'201'001));
  EXPECT_EQ(world.level(Gauge::kReplicasReady), 0);
}

TEST(Lambda, DrawsExpiriesFromTheirRangeAndLooksEverySecond) {
  LambdaConfig config = instant_config();
  config.idle_expiry.kind = sim::random::DistributionSpec::Kind::kUniform;
  config.idle_expiry.low = ms(300'000);
  config.idle_expiry.high = ms(420'000);
  World world{config};
  world.build();
  constexpr int kCount = 400;
  for (int i = 0; i < kCount; ++i) {
    world.send(at_ms(0), {ms(1'000)});
  }
  world.run_to(at_ms(301'000));
  EXPECT_EQ(world.level(Gauge::kReplicasReady), kCount);
  // Half-way half are gone, by the binomial law: 200 with standard deviation 10. A look is at most a second late.
  world.run_to(at_ms(361'000));
  EXPECT_NEAR(static_cast<double>(world.level(Gauge::kReplicasReady)), 200.0, 4.0 * 10.0 + 400.0 / 120.0);
  world.run_to(at_ms(422'001));
  EXPECT_EQ(world.level(Gauge::kReplicasReady), 0);
  // Lives: 1 s of work and 360 s on average, standard deviation 120 / sqrt(12) s, up to a second of delay.
  const double mean = static_cast<double>(world.function().replica_lifetimes()) / 1e9 / kCount;
  EXPECT_GE(mean, 361.0 - 4.0 * 34.64 / std::sqrt(kCount));
  EXPECT_LE(mean, 362.0 + 4.0 * 34.64 / std::sqrt(kCount));
}

TEST(Lambda, Rule4_3_AnswersWith429AtTheQuota) {
  LambdaConfig config = plain_config();
  config.limits.concurrency_quota = 2;
  World world{config};
  world.build();
  world.send(at_ms(0), {ms(1'000)});
  world.send(at_ms(0), {ms(1'000)});
  world.send(at_ms(0), {ms(1'000)});
  EXPECT_THAT(world.endings.refusals, ElementsAre(Refusal::kThrottled));
  world.send(at_ms(1'499), {ms(1'000)});  // cold starts count as in progress
  EXPECT_EQ(world.endings.refusals.size(), 2U);
  world.send(at_ms(1'501), {ms(1'000)});
  EXPECT_EQ(world.endings.refusals.size(), 2U);
  EXPECT_EQ(world.endings.cold_starts, 2);
}

TEST(Lambda, Rule4_4_ReservedConcurrencyIsTheCapOfTheFunction) {
  LambdaConfig config = plain_config();
  config.limits.reserved_concurrency = 1;
  World world{config};
  world.build();
  world.send(at_ms(0), {ms(1'000)});
  world.send(at_ms(0), {ms(1'000)});
  EXPECT_EQ(world.endings.refusals.size(), 1U);
}

TEST(Lambda, Rule4_2_CreatesAThousandEnvironmentsAtOnceAndAHundredASecondAfterThat) {
  LambdaConfig config = plain_config();
  config.limits.concurrency_quota = 100'000;
  World world{config};
  world.build();
  const auto send_many = [&](std::int64_t at, int count) {
    for (int i = 0; i < count; ++i) {
      world.send(at_ms(at), {ms(3'000'000)});
    }
  };
  send_many(0, 1'500);
  EXPECT_EQ(world.endings.cold_starts, 1'000);
  EXPECT_EQ(world.endings.refusals.size(), 500U);
  send_many(1'000, 150);
  EXPECT_EQ(world.endings.cold_starts, 1'100);
  EXPECT_EQ(world.endings.refusals.size(), 550U);
  send_many(1'255, 30);  // 25.5 tokens since
  EXPECT_EQ(world.endings.cold_starts, 1'125);
  send_many(1'260, 1);  // the half and half a token more
  EXPECT_EQ(world.endings.cold_starts, 1'126);
  send_many(3'000'000 - 1, 2'000);  // full again, and no fuller than a thousand
  EXPECT_EQ(world.endings.cold_starts, 2'126);
}

TEST(Lambda, WarmRequestsNeedNoAllowance) {
  LambdaConfig config = instant_config();
  config.limits.scaling_burst = 1;
  config.limits.scaling_per_second = 0;
  World world{config};
  world.build();
  for (int i = 0; i < 100; ++i) {
    world.send(at_ms(10 * i), {ms(5)});
  }
  EXPECT_EQ(world.endings.cold_starts, 1);
  EXPECT_THAT(world.endings.refusals, IsEmpty());
}

TEST(Lambda, RefusesWhenNoHostHasRoom) {
  World world{plain_config()};
  world.hosts = {{sim::Vcpu::whole(2), sim::Bytes::gib(8)}, 1, 1};  // room for two environments
  world.build();
  for (int i = 0; i < 5; ++i) {
    world.send(at_ms(i), {ms(60'000)});
  }
  EXPECT_EQ(world.endings.cold_starts, 2);
  EXPECT_EQ(world.endings.refusals.size(), 3U);
  // One entry a second at most, or a full fleet would fill events.csv.
  std::int64_t told = 0;
  for (const RunEvent& event : world.events.take()) {
    told += event.what == "placement_refused" ? 1 : 0;
  }
  EXPECT_EQ(told, 1);
  world.send(at_ms(61'000), {ms(1)});  // the two are idle now
  EXPECT_EQ(world.endings.refusals.size(), 3U);
}

TEST(Lambda, Rule4_7_LessThanAVcpuSlowsTheRequestAndWaitingIsNotSlowed) {
  LambdaConfig config = instant_config();
  config.memory = sim::Bytes::mib(128);
  World world{config};
  world.build();
  world.send(at_ms(0), {ms(10), ms(20)});
  world.run_to(at_ms(1'000));
  EXPECT_THAT(world.endings.completed_ms, ElementsAre(158));  // 10 x 1,769 / 128 = 138.2; 20
  EXPECT_EQ(world.billed_ms(), 159);
}

TEST(Lambda, MoreThanAVcpuHelpsOnlyWhatRunsInParallel) {
  LambdaConfig config = instant_config();
  config.memory = sim::Bytes::mib(2 * 1'769);
  World alone{config};
  alone.build();
  alone.send(at_ms(0), {ms(100)});
  alone.run_to(at_ms(1'000));
  EXPECT_THAT(alone.endings.completed_ms, ElementsAre(100));
  World parallel{config};
  parallel.application.containers[0].second.parallelism = 2;
  parallel.build();
  parallel.send(at_ms(0), {ms(100)});
  parallel.run_to(at_ms(1'000));
  EXPECT_THAT(parallel.endings.completed_ms, ElementsAre(50));
  World limited{config};
  limited.application.containers[0].second.cpu_limit = sim::Vcpu::milli(250);
  limited.build();
  limited.send(at_ms(0), {ms(100)});
  limited.run_to(at_ms(1'000));
  EXPECT_THAT(limited.endings.completed_ms, ElementsAre(400));
}

TEST(Lambda, CpuTimeIsMeasuredInVcpuTimeOfTheFunction) {
  LambdaConfig config = instant_config();
  config.cpu_speed = 2.0;
  World world{config};
  world.build();
  world.send(at_ms(0), {ms(100), ms(20)});
  world.run_to(at_ms(1'000));
  EXPECT_THAT(world.endings.completed_ms, ElementsAre(70));
  EXPECT_EQ(world.function().cpu_used(at_ms(1'000)), ms(50).nanoseconds());
}

TEST(Lambda, StepsOfProxiesAreDropped) {
  World world{instant_config()};
  Container nginx;
  nginx.role = ContainerRole::kProxy;
  world.application.containers.emplace_back("nginx", nginx);
  world.application.request.insert(world.application.request.begin(), step_in("nginx"));
  world.build();
  world.send(at_ms(0), {ms(7), ms(3), ms(100), ms(20)});
  world.run_to(at_ms(1'000));
  EXPECT_THAT(world.endings.completed_ms, ElementsAre(120));
  EXPECT_EQ(entry().summarise(&world.config, world.application, NoCloud{}),
            "Lambda, 1769MiB (1 vCPU); without the steps in nginx");
}

TEST(Lambda, ContainersThatAreNamedRunInTheFunction) {
  LambdaConfig config = instant_config();
  config.containers = {"nginx", "app"};
  World world{config};
  Container nginx;
  nginx.role = ContainerRole::kProxy;
  world.application.containers.emplace_back("nginx", nginx);
  world.application.request.insert(world.application.request.begin(), step_in("nginx"));
  world.build();
  world.send(at_ms(0), {ms(7), ms(3), ms(100), ms(20)});
  world.run_to(at_ms(1'000));
  EXPECT_THAT(world.endings.completed_ms, ElementsAre(130));
}

TEST(Lambda, BeginsWithTheEnvironmentsThatTheLoadNeeds) {
  World world{plain_config()};
  world.application.request[0].cpu_time = sim::random::constant(ms(100));
  world.application.request[0].wait = sim::random::constant(ms(25));
  world.initial = {InitialState::Kind::kSteady, 0};
  world.initial_rate = sim::Rate::per_second(20.0);
  world.build();
  EXPECT_EQ(world.level(Gauge::kReplicasReady), 3);  // 20/s x 125 ms = 2.5
  world.send(at_ms(0), {ms(100)});
  EXPECT_EQ(world.endings.cold_starts, 0);
}

TEST(Lambda, BeginsWithWhatTheScenarioSaysButNotBeyondTheQuota) {
  LambdaConfig config = plain_config();
  config.limits.concurrency_quota = 5;
  World world{config};
  world.initial = {InitialState::Kind::kCount, 7};
  world.build();
  EXPECT_EQ(world.level(Gauge::kReplicasReady), 5);
  World minimum{plain_config()};
  minimum.initial = {InitialState::Kind::kMinimum, 0};
  minimum.build();
  EXPECT_EQ(minimum.level(Gauge::kReplicasReady), 0);
}

}  // namespace
}  // namespace models::lambda
