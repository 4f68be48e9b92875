// What turns requests away: worked examples of AWS's guides, to the request.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/unit/models/compute/lambda_world.hpp"

namespace models::lambda {
namespace {

using testing::IsEmpty;

/// Under the rule until November 2023, in a Region with a burst of 3,000.
LambdaConfig old_rule() {
  LambdaConfig config = plain_config();
  config.limits.concurrency_quota = 10'000;
  config.limits.scaling_rule = ScalingRule::kPerAccount;
  config.limits.account_burst = 3'000;
  config.limits.account_per_minute = 500;
  return config;
}

struct Minute {
  std::int64_t requests = 0;
  std::int64_t created = 0;
  std::int64_t throttled = 0;
};

/// All requests of a minute arrive at its beginning and take half a minute; what became of them.
void expect_minutes(const std::vector<Minute>& minutes) {
  World world{old_rule()};
  world.build();
  std::int64_t created = 0;
  std::size_t throttled = 0;
  for (std::size_t minute = 0; minute < minutes.size(); ++minute) {
    world.send_many(minutes[minute].requests, at_ms(60'000 * static_cast<std::int64_t>(minute)), ms(30'000));
    created += minutes[minute].created;
    throttled += static_cast<std::size_t>(minutes[minute].throttled);
    EXPECT_EQ(world.endings.cold_starts, created) << "minute " << minute + 1;
    EXPECT_EQ(world.endings.refusals.size(), throttled) << "minute " << minute + 1;
  }
}

/// 4.2, old rule: AWS Lambda Operator Guide, "On-demand scaling example" (serverlessland.com, 2021): 10,000 synchronous
/// requests, an account limit of 10,000, a burst of 3,000 and 500 more a minute, in four scenarios.
TEST(LambdaLimits, Rule4_2_OperatorGuideAllAtOnce) {
  expect_minutes({{10'000, 3'000, 7'000}});
}
TEST(LambdaLimits, Rule4_2_OperatorGuideOverTwoMinutes) {
  expect_minutes({{5'000, 3'000, 2'000}, {5'000, 500, 1'500}});
}
TEST(LambdaLimits, Rule4_2_OperatorGuideOverThreeMinutes) {
  expect_minutes({{3'333, 3'000, 333}, {3'333, 333, 0}, {3'334, 1, 0}});
}
TEST(LambdaLimits, Rule4_2_OperatorGuideOverFourMinutes) {
  expect_minutes({{2'500, 2'500, 0}, {2'500, 0, 0}, {2'500, 0, 0}, {2'500, 0, 0}});
}

/// 4.2 since November 2023: 1,000 every 10 s, refilled continuously, never more than 1,000; 12 times as fast as 500 a
/// minute. A ramp of 100 new requests a second is followed for ever; one of 150 loses a third of what is new.
TEST(LambdaLimits, Rule4_2_ARampOf100ASecondIsFollowed) {
  LambdaConfig config = plain_config();
  config.limits.concurrency_quota = 100'000;
  World world{config};
  world.build();
  world.send_many(1'000, at_ms(0), ms(3'000'000));  // the whole allowance
  for (std::int64_t second = 1; second <= 60; ++second) {
    world.send_many(100, at_ms(1'000 * second), ms(3'000'000));
  }
  EXPECT_THAT(world.endings.refusals, IsEmpty());
  for (std::int64_t second = 61; second <= 120; ++second) {
    world.send_many(150, at_ms(1'000 * second), ms(3'000'000));
  }
  EXPECT_EQ(world.endings.refusals.size(), 60U * 50U);
  EXPECT_EQ(world.endings.cold_starts, 1'000 + 120 * 100);
}

TEST(LambdaLimits, Rule4_2_NothingAccruesBeyondAThousand) {
  LambdaConfig config = plain_config();
  config.limits.concurrency_quota = 100'000;
  World world{config};
  world.build();
  world.send_many(2'500, at_ms(3'600'000), ms(1'000));
  EXPECT_EQ(world.endings.cold_starts, 1'000);
}

/// 4.3: at most 10 requests a second for each unit of concurrency. Ten milliseconds each, a limit of 20: 200 a second.
TEST(LambdaLimits, Rule4_3_TenRequestsASecondPerConcurrency) {
  LambdaConfig config = instant_config();
  config.limits.reserved_concurrency = 20;
  World world{config};
  world.build();
  for (std::int64_t i = 0; i < 10'000; ++i) {  // 500 a second, 5 in progress
    world.send(at_ms(2 * i), {ms(10)});
  }
  // The bucket's 200 and one every 5 ms: 1 + (19,998 ms + 199 x 5 ms) / 5 ms, cut, by the time of the last request.
  EXPECT_EQ(world.endings.refusals.size(), 10'000U - 4'199U);
}

/// It does not bind where requests take 100 ms or more.
TEST(LambdaLimits, Rule4_3_DoesNotBindAbove100Milliseconds) {
  LambdaConfig config = instant_config();
  config.limits.reserved_concurrency = 20;
  World world{config};
  world.build();
  for (std::int64_t i = 0; i < 10'000; ++i) {  // 199 a second of 100 ms: 19.9 in progress
    world.send(sim::Time::at_nanoseconds(i * 5'025'126), {ms(100)});
  }
  EXPECT_THAT(world.endings.refusals, IsEmpty());
}

TEST(LambdaLimits, RequestRateComesBackContinuously) {
  RequestRate rate{10.0, at_ms(0)};
  for (int i = 0; i < 10; ++i) {
    EXPECT_TRUE(rate.take(at_ms(0))) << i;
  }
  EXPECT_FALSE(rate.take(at_ms(0)));
  EXPECT_FALSE(rate.take(at_ms(99)));
  EXPECT_TRUE(rate.take(at_ms(100)));
  EXPECT_FALSE(rate.take(at_ms(199)));
  EXPECT_TRUE(rate.take(at_ms(200)));
  for (int i = 0; i < 10; ++i) {  // full again after a second, and no fuller later
    EXPECT_TRUE(rate.take(at_ms(60'000))) << i;
  }
  EXPECT_FALSE(rate.take(at_ms(60'000)));
}

TEST(LambdaLimits, Rule4_5_SynchronousRequestsGet429AndAreNotTriedAgain) {
  LambdaConfig config = plain_config();
  config.limits.reserved_concurrency = 0;
  World world{config};
  world.build();
  world.send(at_ms(0), {ms(100)});
  world.run_to(at_ms(600'000));
  EXPECT_THAT(world.endings.refusals, testing::ElementsAre(Refusal::kThrottled));
  EXPECT_EQ(world.metered(sku::kLambdaRequest), 0);
}

}  // namespace
}  // namespace models::lambda
