// Provisioned concurrency: when it is there, who gets it, what scales it, and its bill. All times by hand.
#include <cmath>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "models/pricing/charges.hpp"
#include "models/scaling/target_tracking.hpp"
#include "tests/unit/models/compute/lambda_world.hpp"

namespace models::lambda {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

LambdaConfig provisioned_config() {
  LambdaConfig config = plain_config();
  config.provisioned_concurrency.emplace();
  config.provisioned_concurrency->preparation = sim::random::constant(ms(90'000));
  config.provisioned_concurrency->allotted_per_minute = 6'000;
  return config;
}

/// At 100 s from `before` to `after`.
LambdaConfig scheduled_config(std::int64_t count) {
  LambdaConfig config = provisioned_config();
  ScheduledConcurrency action;
  action.start_time = ms(100'000);
  action.min_capacity = count;
  action.max_capacity = count;
  config.provisioned_concurrency->scheduled_actions.push_back(action);
  return config;
}

void build(World& world, std::int64_t count) {
  world.initial = {InitialState::Kind::kMinimum, 0};
  world.scaling = std::make_unique<FixedPolicy>(count);
  world.build();
}

/// 4.4: requests take provisioned environments without INIT, and spill over to on-demand ones.
TEST(LambdaProvisioned, Rule4_4_RequestsTakeItFirstAndSpillOver) {
  World world{provisioned_config()};
  build(world, 2);
  EXPECT_EQ(world.level(Gauge::kReplicasReady), 2);
  world.send_many(3, at_ms(0), ms(1'000));
  EXPECT_EQ(world.endings.cold_starts, 1);
  world.run_to(at_ms(60'000));
  EXPECT_THAT(world.endings.completed_ms, ElementsAre(1'000, 1'000, 1'500));
  EXPECT_THAT(world.endings.waits_ms, ElementsAre(0, 0, 500));
  EXPECT_EQ(world.metered(sku::kLambdaRequest, sku::kProvisioned), 2);
  EXPECT_EQ(world.metered(sku::kLambdaRequest, sku::kOnDemand), 1);
  EXPECT_EQ(world.billed_ms(sku::kProvisioned), 2'000);
  EXPECT_EQ(world.billed_ms(sku::kOnDemand), 1'300);
}

/// It counts towards the reserved concurrency: what is provisioned is not there on demand.
TEST(LambdaProvisioned, Rule4_4_CountsTowardsTheConcurrency) {
  LambdaConfig config = provisioned_config();
  config.limits.reserved_concurrency = 5;
  World world{config};
  build(world, 3);
  world.send_many(6, at_ms(0), ms(1'000));
  EXPECT_EQ(world.endings.cold_starts, 2);
  EXPECT_EQ(world.endings.refusals.size(), 1U);
}

TEST(LambdaProvisioned, Rule4_4_IsHeldToWhatTheFunctionMayHave) {
  LambdaConfig config = provisioned_config();
  config.limits.reserved_concurrency = 5;
  World world{config};
  build(world, 9);
  EXPECT_EQ(world.level(Gauge::kReplicasReady), 5);
  EXPECT_THAT(world.events.take_limits(), ElementsAre(testing::HasSubstr("held to 5")));
  LambdaConfig unreserved = provisioned_config();
  World other{unreserved};
  build(other, 1'000);
  EXPECT_EQ(other.level(Gauge::kReplicasReady), 900);  // 4.3: 100 must stay unreserved
}

/// 4.4: 10 requests a second for each; further ones spill over.
TEST(LambdaProvisioned, Rule4_4_TenRequestsASecondEach) {
  World world{provisioned_config()};
  build(world, 2);
  for (std::int64_t i = 0; i < 100; ++i) {
    world.send(at_ms(i), {ms(1)});
  }
  world.run_to(at_ms(60'000));
  // 20 at once, and one every 50 ms: 1 + (99 + 19 x 50) / 50, cut.
  EXPECT_EQ(world.metered(sku::kLambdaRequest, sku::kProvisioned), 21);
  EXPECT_EQ(world.metered(sku::kLambdaRequest, sku::kOnDemand), 79);
}

/// Lambda developer guide: after the preparation (here 90 s) 6,000 a minute, and none before all are there.
TEST(LambdaProvisioned, Rule4_4_IsThereWhenAllOfItIsAllotted) {
  World world{scheduled_config(200)};
  build(world, 0);
  world.run_to(at_ms(100'000 + 90'000 + 2'000));
  EXPECT_EQ(world.level(Gauge::kReplicasReady), 0);
  world.run_to(at_ms(100'000 + 90'000 + 2'000 + 1));
  EXPECT_EQ(world.level(Gauge::kReplicasReady), 200);
}

/// INIT of what is allotted in the run is billed at the price of provisioned duration, at the memory's share of CPU.
TEST(LambdaProvisioned, Rule4_7_InitIsBilledThoughNobodyComes) {
  LambdaConfig config = scheduled_config(2);
  config.memory = sim::Bytes::mib(885);
  World world{config};
  build(world, 0);
  EXPECT_EQ(world.billed_ms(sku::kProvisioned), 2 * static_cast<std::int64_t>(std::ceil(300.0 * 1'769.0 / 885.0)));
  EXPECT_EQ(world.metered(sku::kLambdaRequest), 0);
}

/// 4.4: billed from enabling to disabling, rounded up to 5 minutes: 3 for 7 min are 10 min; 2 are there to the end.
TEST(LambdaProvisioned, Rule4_4_IsBilledInFiveMinutes) {
  LambdaConfig config = scheduled_config(5);
  ScheduledConcurrency down = config.provisioned_concurrency->scheduled_actions.front();
  down.start_time = ms(100'000 + 7 * 60'000);
  down.min_capacity = 2;
  down.max_capacity = 2;
  config.provisioned_concurrency->scheduled_actions.push_back(down);
  World world{config, {}, sim::Duration::hours(1)};
  build(world, 0);
  const std::int64_t to_the_end = 3'600'000 - 100'000;
  EXPECT_EQ(world.metered(sku::kLambdaProvisionedConcurrency), (3 * 600'000 + 2 * to_the_end) * 1'769);
  EXPECT_EQ(world.level(Gauge::kReplicasReady), 2);
}

/// Those in use go when they are done.
TEST(LambdaProvisioned, BusyEnvironmentsGoWhenTheyAreDone) {
  World world{scheduled_config(1)};
  build(world, 3);
  world.send_many(3, at_ms(99'000), ms(10'000));
  world.run_to(at_ms(105'000));
  EXPECT_EQ(world.level(Gauge::kReplicasReady), 3);
  world.run_to(at_ms(110'000));
  EXPECT_EQ(world.level(Gauge::kReplicasReady), 1);
  EXPECT_EQ(world.endings.completed_ms.size(), 3U);
  world.run_to(at_ms(7'000'000));
  EXPECT_EQ(world.level(Gauge::kReplicasReady), 1) << "provisioned environments do not expire";
}

/// Semantics: all that are allotted are billed vCPUs, busy or not; on-demand ones while they work.
TEST(LambdaProvisioned, BilledVcpusAreAllThatIsAllotted) {
  World world{provisioned_config()};
  build(world, 2);
  world.send_many(3, at_ms(0), ms(1'000));
  world.run_to(at_ms(60'000));
  const sim::Int128 expected = sim::Int128{2} * 60'000'000'000 + 1'300'000'000;
  EXPECT_TRUE(world.gauges.integral(Gauge::kMemoryBilled, at_ms(60'000)) == expected * world.config.memory.count());
}

/// AWS Lambda pricing, provisioned concurrency, example 1: 1,024 MB, 1,000 for two hours, 1.2 million requests of one
/// second in them. A tenth of each here, at the same price: USD 3.00 + 0.024 + 1.167 = 4.19.
TEST(LambdaProvisioned, Rule4_4_ThePricePagesExample) {
  LambdaConfig config = provisioned_config();
  config.memory = sim::Bytes::gib(1);
  World world{config};
  build(world, 100);
  for (std::int64_t i = 0; i < 7'200; ++i) {
    for (int k = 0; k < (i % 3 == 0 ? 16 : 17); ++k) {  // 120,000 in all
      world.send(sim::Time::at(ms(1'000 * i)), {ms(0), ms(1'000)});
    }
  }
  world.run_to(at_ms(7'199'999));
  EXPECT_THAT(world.endings.refusals, IsEmpty());
  world.run_to(sim::Time::at(world.meters.duration()));
  world.function().finish(world.kernel.now());
  const Usage usage = world.meters.finish(world.kernel.now());
  const pricing::Bill bill =
      pricing::price(usage, pricing::PriceBook::embedded(), {"us-east-1", sim::Duration::hours(2), false});
  EXPECT_THAT(bill.problems, IsEmpty());
  EXPECT_NEAR(bill.cost_total.amount(), 720'000 * 0.0000041667 + 120'000 * 0.2e-6 + 120'000 * 0.0000097222, 0.0005);
  EXPECT_NEAR(bill.cost_total.amount(), 4.19, 0.005);
}

/// Application Auto Scaling: three minutes above 70 % and the delay of publication, then desired = ceil(n m / target):
/// ceil(10 x 1.0 / 0.7) = 15.
TEST(LambdaProvisioned, Rule4_4_TargetTrackingScalesOut) {
  LambdaConfig config = provisioned_config();
  World world{config};
  world.initial = {InitialState::Kind::kMinimum, 0};
  scaling::ConcurrencyTrackingConfig tracking;
  tracking.target = sim::Fraction::percent(70);
  tracking.min = 10;
  tracking.max = 100;
  tracking.out_datapoints = 3;
  tracking.in_datapoints = 15;
  tracking.publication_delay = ms(60'000);
  world.scaling =
      std::make_unique<scaling::TargetTracking>(tracking.tracking(), scaling::TrackingPace{sim::Duration{}, {}, {}});
  world.build();
  for (std::int64_t minute = 0; minute < 8; ++minute) {
    world.send_many(10, at_ms(60'000 * minute), ms(59'999));
  }
  std::vector<std::string> decisions;
  for (const RunEvent& event : world.events.take()) {
    if (event.what == "scale_out") {
      decisions.push_back(event.detail.substr(0, 8));
      EXPECT_EQ(event.at, at_ms(240'000));
    }
  }
  EXPECT_THAT(decisions, ElementsAre("10 -> 15"));
}

}  // namespace
}  // namespace models::lambda
