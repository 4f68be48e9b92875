// Function errors, timeouts, and events: when they are tried again and when they are given up. All times by hand.
#include <cmath>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/unit/models/compute/lambda_world.hpp"

namespace models::lambda {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

LambdaConfig event_config() {
  LambdaConfig config = instant_config();
  config.invocation.type = InvocationType::kEvent;
  return config;
}

/// 4.5: a function error is tried again after 1 and 2 minutes, then the event is discarded. Each try is billed.
TEST(LambdaAsync, Rule4_5_TwoRetriesAfterOneAndTwoMinutes) {
  LambdaConfig config = event_config();
  config.invocation.error_rate = sim::Fraction::percent(100);
  World world{config};
  world.build();
  world.send(at_ms(0), {ms(500)});
  world.run_to(at_ms(600'000));
  EXPECT_THAT(world.endings.refusals, ElementsAre(Refusal::kReplicaStopped));
  EXPECT_THAT(world.endings.refused_ms, ElementsAre(500 + 60'000 + 500 + 120'000 + 500));
  EXPECT_EQ(world.metered(sku::kLambdaRequest), 3);
  EXPECT_EQ(world.billed_ms(), 1'500);
}

TEST(LambdaAsync, Rule4_5_FewerRetriesAsConfigured) {
  LambdaConfig config = event_config();
  config.invocation.error_rate = sim::Fraction::percent(100);
  config.invocation.maximum_retry_attempts = 0;
  World world{config};
  world.build();
  world.send(at_ms(0), {ms(500)});
  world.run_to(at_ms(600'000));
  EXPECT_THAT(world.endings.refused_ms, ElementsAre(500));
}

/// 4.5: throttled events come back after 1, 2, 4 ... seconds, at most 5 minutes apart. The only environment that may be
/// is busy for 100 s: tried at 1, 3, 7, 15, 31, 63 and 127 s.
TEST(LambdaAsync, Rule4_5_ThrottledEventsBackOffExponentially) {
  LambdaConfig config = event_config();
  config.limits.reserved_concurrency = 1;
  World world{config};
  world.build();
  world.send(at_ms(0), {ms(100'000)});
  world.send(at_ms(0), {ms(500)});
  world.run_to(at_ms(600'000));
  EXPECT_THAT(world.endings.completed_ms, ElementsAre(100'000, 127'500));
  EXPECT_THAT(world.endings.refusals, IsEmpty());
  EXPECT_EQ(world.metered(sku::kLambdaRequest), 2);
}

/// With no concurrency at all: 1 + 2 + ... + 256 s, then every 300 s; discarded after 6 hours.
TEST(LambdaAsync, Rule4_5_GivesUpAfterSixHours) {
  LambdaConfig config = event_config();
  config.limits.reserved_concurrency = 0;
  World world{config, {}, sim::Duration::hours(8)};
  world.build();
  world.send(at_ms(5'000), {ms(500)});
  world.run_to(at_ms(5'000 + 6 * 3'600'000));
  EXPECT_THAT(world.endings.refusals, IsEmpty());
  world.run_to(at_ms(5'001 + 6 * 3'600'000));
  EXPECT_THAT(world.endings.refusals, ElementsAre(Refusal::kQueueTimeout));
}

TEST(LambdaAsync, Rule4_5_MaximumEventAge) {
  LambdaConfig config = event_config();
  config.limits.reserved_concurrency = 0;
  config.invocation.maximum_event_age = ms(60'000);
  World world{config};
  world.build();
  world.send(at_ms(0), {ms(500)});
  world.run_to(at_ms(600'000));
  EXPECT_THAT(world.endings.refused_ms, ElementsAre(60'000));
}

/// Backlogs: many events at once, one environment, each tried until it is done, nothing lost.
TEST(LambdaAsync, EventsAreNeverLost) {
  LambdaConfig config = event_config();
  config.limits.reserved_concurrency = 2;
  World world{config};
  world.build();
  world.send_many(50, at_ms(0), ms(1'000));
  world.run_to(at_ms(7'000'000));
  EXPECT_EQ(world.endings.completed_ms.size(), 50U);
  EXPECT_THAT(world.endings.refusals, IsEmpty());
}

/// Synchronous: the caller gets the error; the environment stays warm.
TEST(LambdaAsync, ASynchronousErrorFailsTheRequest) {
  LambdaConfig config = instant_config();
  config.invocation.error_rate = sim::Fraction::percent(100);
  World world{config};
  world.build();
  world.send(at_ms(0), {ms(500)});
  world.send(at_ms(10'000), {ms(500)});
  world.run_to(at_ms(600'000));
  EXPECT_THAT(world.endings.refused_ms, ElementsAre(500, 10'500));
  EXPECT_EQ(world.endings.cold_starts, 1);
  EXPECT_EQ(world.billed_ms(), 1'000);
}

/// Of 10,000 invocations a tenth: 1,000 with a standard deviation of 30.
TEST(LambdaAsync, ErrorsComeAtTheirRate) {
  LambdaConfig config = instant_config();
  config.invocation.error_rate = sim::Fraction::percent(10);
  World world{config};
  world.build();
  for (std::int64_t i = 0; i < 10'000; ++i) {
    world.send(at_ms(100 * i), {ms(10)});
  }
  world.run_to(at_ms(1'100'000));
  EXPECT_NEAR(static_cast<double>(world.endings.refusals.size()), 1'000.0, 4.0 * 30.0);
}

/// 4.7: cut off at the timeout and billed up to it; the environment is lost. CPU is what was spent until then.
TEST(LambdaAsync, Rule4_7_AnInvocationTimesOut) {
  LambdaConfig config = instant_config();
  config.invocation.timeout = ms(3'000);
  World world{config};
  world.build();
  world.send(at_ms(0), {ms(6'000)});
  world.send(at_ms(10'000), {ms(3'000)});
  world.run_to(at_ms(600'000));
  EXPECT_THAT(world.endings.refusals, ElementsAre(Refusal::kReplicaStopped));
  EXPECT_THAT(world.endings.refused_ms, ElementsAre(3'000));
  EXPECT_THAT(world.endings.completed_ms, ElementsAre(13'000));
  EXPECT_EQ(world.endings.cold_starts, 2);
  EXPECT_EQ(world.function().cpu_used(at_ms(600'000)), ms(6'000).nanoseconds());
  EXPECT_EQ(world.billed_ms(), 6'000);
}

}  // namespace
}  // namespace models::lambda
