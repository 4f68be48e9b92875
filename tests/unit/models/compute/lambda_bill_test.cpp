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

/// 4.7: INIT and the first invocation are rounded up together. As measured: 1307.68 ms and 1058.15 ms were billed as
/// 2366 ms, 1258.24 ms and 1002.25 ms as 2261 ms (bitesizedserverless.com, 2022), a millisecond less than one by one.
TEST(LambdaBill, Rule4_7_InitAndTheFirstInvocationAreRoundedTogether) {
  const auto billed = [](std::int64_t init_us, std::int64_t invocation_us) {
    LambdaConfig config = plain_config();
    config.init = sim::random::constant(sim::Duration::microseconds(init_us));
    World world{config};
    world.build();
    world.send(at_ms(0), {sim::Duration::microseconds(invocation_us)});
    world.run_to(at_ms(60'000));
    return world.billed_ms();
  };
  EXPECT_EQ(billed(1'307'680, 1'058'150), 2'366);
  EXPECT_EQ(billed(1'258'240, 1'002'250), 2'261);
  EXPECT_EQ(billed(1'293'830, 1'049'630), 2'344);
}

/// 4.7: /tmp above 512 MiB, by the billed duration. 1,536 MiB more for 1 s + INIT 0.3 s.
TEST(LambdaBill, Rule4_7_EphemeralStorageAbove512MiB) {
  LambdaConfig config = plain_config();
  config.ephemeral_storage = sim::Bytes::gib(2);
  World world{config};
  world.build();
  world.send(at_ms(0), {ms(1'000)});
  EXPECT_EQ(world.metered(sku::kLambdaEphemeral), 1'300 * 1'536);
  LambdaConfig included = plain_config();
  included.ephemeral_storage = sim::Bytes::mib(512);
  World without{included};
  without.build();
  without.send(at_ms(0), {ms(1'000)});
  EXPECT_EQ(without.metered(sku::kLambdaEphemeral), 0);
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
  config.limits.concurrency_quota = 1;
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

/// SnapStart of Python: 1 GiB cached for a month of 730 h is 2,628,000 GB-s at USD 0.0000015046; each restore of 1 GiB
/// costs USD 0.0001397998 (AWS Lambda pricing, us-east-1, 2025-10), two of them in two hours.
TEST(LambdaBill, Rule4_6_SnapStartToTheNanoDollar) {
  LambdaConfig config = instant_config();
  config.memory = sim::Bytes::gib(1);
  config.runtime = Runtime::kPython313;
  config.snap_start = true;
  config.restore = sim::random::constant(ms(174));
  World world{config};
  world.build();
  world.send_many(2, at_ms(0), ms(0));
  world.run_to(sim::Time::at(world.meters.duration()));
  world.function().finish(world.kernel.now());
  const Usage usage = world.meters.finish(world.kernel.now());
  const pricing::PriceBook book = pricing::PriceBook::embedded();
  const pricing::Bill bill = pricing::price(usage, book, {"us-east-1", sim::Duration::hours(730), false});
  EXPECT_THAT(bill.problems, testing::IsEmpty());
  EXPECT_NEAR(bill.cost_per_month.amount(), 2'628'000 * 0.0000015046 + 365 * 2 * (0.0001397998 + 0.2e-6), 1e-6);
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
