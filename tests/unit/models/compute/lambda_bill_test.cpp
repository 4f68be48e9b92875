// What a function is billed: by hand.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "models/pricing/charges.hpp"
#include "tests/unit/models/compute/lambda_world.hpp"

namespace models::lambda {
namespace {

using testing::ElementsAre;

TEST(LambdaBill, PlacementIsFreeAndInitIsNot) {
  World world{plain_config()};
  world.build();
  world.send(at_ms(1'000), {ms(100), ms(20)});
  EXPECT_EQ(world.billed_ms(), 300 + 120);
  EXPECT_EQ(world.metered(sku::kLambdaRequest), 1);
}

TEST(LambdaBill, WaitingIsBilledLikeWork) {
  World world{instant_config()};
  world.build();
  world.send(at_ms(0), {ms(0), ms(900)});
  EXPECT_EQ(world.billed_ms(), 900);
}

TEST(LambdaBill, InvocationsAreRoundedUpToAMillisecond) {
  World world{instant_config()};
  world.build();
  world.send(at_ms(0), {sim::Duration::nanoseconds(1)});
  world.send(at_ms(10), {sim::Duration::nanoseconds(5'000'001)});
  world.send(at_ms(20), {ms(7)});
  EXPECT_EQ(world.billed_ms(), 1 + 6 + 7);
  EXPECT_EQ(world.metered(sku::kLambdaRequest), 3);
}

TEST(LambdaBill, NothingIsBilledWithoutRequests) {
  World world{plain_config()};
  world.initial = {InitialState::Kind::kCount, 50};
  world.build();
  EXPECT_EQ(world.metered(sku::kLambdaDuration), 0);
  EXPECT_EQ(world.metered(sku::kLambdaRequest), 0);
}

TEST(LambdaBill, ThrottledRequestsAreFree) {
  LambdaConfig config = plain_config();
  config.concurrency_quota = 1;
  World world{config};
  world.build();
  world.send(at_ms(0), {ms(100)});
  world.send(at_ms(0), {ms(100)});
  EXPECT_EQ(world.billed_ms(), 400);
  EXPECT_EQ(world.metered(sku::kLambdaRequest), 1);
}

TEST(LambdaBill, WhatBeganBeforeTheWindowIsBilledFromItsStart) {
  World world{instant_config(), at_ms(-10'000)};
  world.build();
  world.send(at_ms(-4'000), {ms(1'000)});  // over before the window
  world.send(at_ms(-1'500), {ms(2'000)});  // 500 ms of it inside
  EXPECT_EQ(world.billed_ms(), 500);
  EXPECT_EQ(world.metered(sku::kLambdaRequest), 0);  // requests are billed when they begin
}

TEST(LambdaBill, WhatRunsAtTheEndIsBilledUpToIt) {
  World world{plain_config(), {}, ms(10'000)};
  world.build();
  world.send(at_ms(1'000), {ms(100'000)});  // INIT 1,200 to 1,500, then busy to the end: 8,500
  world.send(at_ms(9'600), {ms(100)});      // INIT from 9,800
  world.send(at_ms(9'900), {ms(100)});      // not placed yet
  EXPECT_EQ(world.billed_ms(), 300 + 8'500 + 200);
  EXPECT_EQ(world.metered(sku::kLambdaRequest), 1);
}

TEST(LambdaBill, BusyVcpusAndMemoryAreThoseOfInitAndInvocation) {
  LambdaConfig config = plain_config();
  config.memory = sim::Bytes::mib(3'538);
  World world{config};
  world.build();
  world.send(at_ms(0), {ms(500)});
  world.run_to(at_ms(60'000));
  constexpr sim::Int128 kBusy = 800'000'000;  // ns: INIT and invocation
  EXPECT_TRUE(world.gauges.integral(Gauge::kVcpuBilled, at_ms(60'000)) == kBusy * 2'000);
  EXPECT_TRUE(world.gauges.integral(Gauge::kMemoryBilled, at_ms(60'000)) == kBusy * sim::Bytes::mib(3'538).count());
  // The containers' 64 MiB while a request is served.
  EXPECT_TRUE(world.gauges.integral(Gauge::kMemoryUsed, at_ms(60'000)) ==
              sim::Int128{500'000'000} * sim::Bytes::mib(64).count());
}

/// 128 MiB come with 128/1,769 of a vCPU, 0.0723559: cut to thousandths it would be 0.5 % less.
TEST(LambdaBill, TheCpuOfASmallMemoryIsNotRounded) {
  LambdaConfig config = instant_config();
  config.memory = sim::Bytes::mib(128);
  World world{config};
  world.build();
  world.send(at_ms(0), {ms(50)});
  world.run_to(at_ms(60'000));
  const sim::Int128 busy = world.gauges.integral(Gauge::kReplicasBusy, at_ms(60'000));
  EXPECT_TRUE(busy > 0);
  EXPECT_TRUE(world.gauges.integral(Gauge::kVcpuBilled, at_ms(60'000)) == busy * 128'000 / 1'769);
}

/// 512 MiB for 350 ms, a hundred times: 100 x 0.5 GB x 0.35 s = 17.5 GB-s at USD 0.0000166667, and 100 requests at
/// USD 0.20 a million (AWS Lambda pricing, us-east-1, x86_64).
TEST(LambdaBill, ToTheNanoDollar) {
  LambdaConfig config = instant_config();
  config.memory = sim::Bytes::mib(512);
  World world{config};
  world.build();
  for (int i = 0; i < 100; ++i) {
    world.send(at_ms(1'000 * i), {ms(0), ms(350)});
  }
  world.run_to(sim::Time::at(world.meters.duration()));
  world.function().finish(world.kernel.now());
  const Usage usage = world.meters.finish(world.kernel.now());
  const pricing::PriceBook book = pricing::PriceBook::embedded();
  const pricing::Bill bill = pricing::price(usage, book, {"us-east-1", sim::Duration::hours(730), false});
  EXPECT_THAT(bill.problems, testing::IsEmpty());
  EXPECT_NEAR(bill.cost_total.amount(), 17.5 * 0.0000166667 + 100 * 0.2e-6, 2e-9);
}

}  // namespace
}  // namespace models::lambda
