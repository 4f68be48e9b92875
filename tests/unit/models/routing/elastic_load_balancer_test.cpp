// The balancer on a real kernel and real workers: targets come and go, requests end, hours and LCUs are metered.
#include "models/routing/elastic_load_balancer.hpp"

#include <algorithm>
#include <cstdint>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

#include "tests/unit/models/routing/balanced.hpp"

namespace models::routing {
namespace {

using sim::literals::operator""_h;
using sim::literals::operator""_min;
using sim::literals::operator""_ms;
using sim::literals::operator""_s;

using Endings = std::vector<test_support::Ending>;
using Events = std::vector<std::pair<ReplicaId, sim::Time>>;

TEST(ElasticLoadBalancer, ATargetServesOnlyAfterItsFirstHealthCheckWithinOneInterval) {
  Balanced setup;
  std::vector<ReplicaId> replicas;
  for (int i = 0; i < 200; ++i) {
    replicas.push_back(setup.join(false));
  }
  const RequestId early = setup.send(1);
  EXPECT_EQ(setup.endings(), (Endings{{early, Refusal::kNoHealthyTarget, sim::Time{}}}));
  setup.run_to(15_s);
  // Uniform over the interval: 100 of 200 expected, standard deviation 7.1; four of those is 29.
  EXPECT_NEAR(static_cast<double>(setup.owner.came.size()), 100.0, 29.0);
  setup.run_to(30_s);
  ASSERT_EQ(setup.owner.came.size(), 200U);
  for (const ReplicaId replica : replicas) {
    EXPECT_EQ(std::count_if(setup.owner.came.begin(), setup.owner.came.end(),
                            [&](const auto& event) { return event.first == replica; }),
              1);
  }
  setup.send(1);
  EXPECT_EQ(setup.balancer->requests_routed(), 1);
}

TEST(ElasticLoadBalancer, WithoutAnIntervalOrAtAssemblyATargetServesAtOnce) {
  Balanced zero{checked_every({})};
  const ReplicaId unchecked = zero.join(false);
  EXPECT_EQ(zero.owner.came, (Events{{unchecked, sim::Time{}}}));
  Balanced checked;
  const ReplicaId ready = checked.join(true);
  EXPECT_EQ(checked.owner.came, (Events{{ready, sim::Time{}}}));
}

TEST(ElasticLoadBalancer, AFullQueueIsARejectionOfItsOwnKind) {
  Balanced setup{checked_every(30_s), {1, 0, std::nullopt}};
  setup.join();
  const RequestId first = setup.send(10);
  const RequestId second = setup.send(10);
  EXPECT_EQ(setup.endings(), (Endings{{second, Refusal::kQueueFull, sim::Time{}}}));
  setup.run_to(1_s);
  EXPECT_EQ(setup.endings().back(), (test_support::Ending{first, std::nullopt, sim::Time::at(10_ms)}));
  EXPECT_EQ(setup.balancer->requests_routed(), 2) << "scaling by requests must see overload, not only what is served";
}

TEST(ElasticLoadBalancer, AQueueTimeoutIsPassedOn) {
  Balanced setup{checked_every(30_s), {1, std::nullopt, 5_ms}};
  setup.join();
  setup.send(10);
  const RequestId second = setup.send(10);
  setup.run_to(1_s);
  EXPECT_EQ(setup.endings().front(), (test_support::Ending{second, Refusal::kQueueTimeout, sim::Time::at(5_ms)}));
}

TEST(ElasticLoadBalancer, AnIdleTargetIsDrainedFromInsideTheCall) {
  Balanced setup;
  const ReplicaId replica = setup.join();
  setup.leave(replica);
  EXPECT_EQ(setup.owner.went, (Events{{replica, sim::Time{}}}));
  setup.send(1);
  EXPECT_EQ(setup.endings().back().refusal, Refusal::kNoHealthyTarget);
  setup.run_to(1_h);
  EXPECT_EQ(setup.owner.went.size(), 1U);
}

TEST(ElasticLoadBalancer, ATargetThatWasNeverHealthyLeavesAtOnceAndNeverServes) {
  Balanced setup;
  const ReplicaId replica = setup.join(false);
  setup.leave(replica);
  EXPECT_EQ(setup.owner.went.size(), 1U);
  setup.run_to(60_s);
  EXPECT_TRUE(setup.owner.came.empty());
  EXPECT_EQ(setup.owner.went.size(), 1U);
  const ReplicaId again = setup.join(true);
  EXPECT_EQ(again, replica) << "the place is free for another";
}

TEST(ElasticLoadBalancer, Rule5_2_ALeaverFinishesWhatItHoldsAndIsDrainedOnceThen) {
  Balanced setup;
  const ReplicaId leaver = setup.join();
  const RequestId first = setup.send(20);
  const RequestId second = setup.send(50);
  const RequestId third = setup.send(50);
  const ReplicaId stays = setup.join();
  setup.run_to(10_ms);
  setup.leave(leaver);
  EXPECT_TRUE(setup.owner.went.empty());
  const RequestId fourth = setup.send(5);
  setup.run_to(1_h);
  EXPECT_EQ(setup.owner.went, (Events{{leaver, sim::Time::at(50_ms)}}));
  EXPECT_EQ(setup.endings(), (Endings{{fourth, std::nullopt, sim::Time::at(15_ms)},
                                      {first, std::nullopt, sim::Time::at(20_ms)},
                                      {second, std::nullopt, sim::Time::at(50_ms)},
                                      {third, std::nullopt, sim::Time::at(50_ms)}}));
  EXPECT_EQ(setup.workers.outstanding(stays), 0);
}

TEST(ElasticLoadBalancer, Rule5_2_WhatIsNotFinishedWithinTheDelayIsAborted) {
  TargetGroupConfig targets = checked_every(30_s);
  targets.deregistration_delay = 2_s;
  Balanced setup{targets};
  const ReplicaId leaver = setup.join();
  const RequestId quick = setup.send(1'000);
  const RequestId computing = setup.send(5'000);
  const RequestId waiting = setup.send(1, 5'000);
  setup.leave(leaver);
  setup.run_to(1_h);
  EXPECT_EQ(setup.owner.went, (Events{{leaver, sim::Time::at(2_s)}}));
  EXPECT_EQ(setup.endings(), (Endings{{quick, std::nullopt, sim::Time::at(1_s)},
                                      {computing, Refusal::kReplicaStopped, sim::Time::at(2_s)},
                                      {waiting, Refusal::kReplicaStopped, sim::Time::at(2_s)}}));
  EXPECT_EQ(setup.run.requests.in_use(), 0U);
}

/// That many requests without demand at 0, through the kernel as arrivals come.
struct Burst {
  Balanced& setup;
  int left = 0;
  sim::Time next() const { return left > 0 ? sim::Time{} : sim::Time::never(); }
  void fire() {
    --left;
    setup.send(0);
  }
};

// aws-behaviour 5.4. An LCU is 25 new connections a second, 3,000 active ones, 1 GB an hour, 1,000 rule evaluations a
// second; the largest counts.
TEST(CapacityUnits, Rule5_4_EachDimensionByHand) {
  constexpr sim::Int128 kHour = 3'600'000'000'000;
  EXPECT_EQ(unit_millionths(kLcu, {}), 0);
  EXPECT_EQ(unit_millionths(kLcu, {90'000, 0, 0, 0}), 1'000'000);
  EXPECT_EQ(unit_millionths(kLcu, {45'000, 0, 0, 0}), 500'000);
  EXPECT_EQ(unit_millionths(kLcu, {0, 3'000 * kHour, 0, 0}), 1'000'000);
  EXPECT_EQ(unit_millionths(kLcu, {0, 7'500 * kHour, 0, 0}), 2'500'000);
  EXPECT_EQ(unit_millionths(kLcu, {0, 0, std::int64_t{1} << 30, 0}), 1'000'000);
  EXPECT_EQ(unit_millionths(kLcu, {0, 0, std::int64_t{3} << 29, 0}), 1'500'000);
  EXPECT_EQ(unit_millionths(kLcu, {0, 0, 0, 9'000'000}), 2'500'000);
  EXPECT_EQ(unit_millionths(kLcu, {90'000, 6'000 * kHour, std::int64_t{3} << 29, 3'600'000}), 2'000'000);
  // A million requests a second for an hour, 100 kB each: 360 TB.
  EXPECT_EQ(unit_millionths(kLcu, {0, 0, 360'000'000'000'000, 0}), 335'276'126'861);
}

// aws-behaviour 5.5: an NLCU is 800 new connections a second, 100,000 active ones, 1 GB an hour; there are no rules.
TEST(CapacityUnits, Rule5_5_ANetworkLoadBalancersOwn) {
  constexpr CapacityUnit kNlcu{800, 100'000, std::int64_t{1} << 30, 0};
  EXPECT_EQ(unit_millionths(kNlcu, {2'880'000, 0, 0, 0}), 1'000'000);
  EXPECT_EQ(unit_millionths(kNlcu, {0, 50'000 * sim::Int128{3'600'000'000'000}, 0, 0}), 500'000);
  EXPECT_EQ(unit_millionths(kNlcu, {0, 0, 0, 9'000'000}), 0);
}

TEST(ElasticLoadBalancer, HoursAddressesAndUnitsAreMeteredWithinTheWindow) {
  Traffic traffic;
  traffic.request_bytes = sim::Bytes::bytes(24);
  traffic.response_bytes = sim::Bytes::bytes(1'000);
  traffic.requests_per_connection = 4;
  Balanced setup{checked_every(30_s), {}, sim::Time::at(-600_s), traffic};
  setup.join();
  for (int i = 0; i < 70'000; ++i) {
    setup.send(0);  // warm-up: not billed
  }
  setup.run_to(sim::Duration{});
  Burst burst{setup, 90'001};  // at 0 exactly: they belong to the first hour
  setup.run.kernel.run_until(sim::Time::at(1_h), burst);
  // 22,501 new connections of 90,000 (the last one not full); 92,161,024 bytes are 0.0858 of 1 GiB.
  setup.run_to(90_min);
  EXPECT_EQ(setup.run.metered(sku::kAlbLcu), 250'011);
  // Then half an hour in which 12 requests wait all the time: 6 hours of 3,000; 3 connections are 33 millionths.
  for (int i = 0; i < 12; ++i) {
    setup.send(0, 3'600'000);
  }
  setup.run_to(2_h);
  setup.balancer->finish(sim::Time::at(2_h));
  EXPECT_EQ(setup.run.metered(sku::kAlbLcu), 250'011 + 2'000);
  const Usage usage = setup.run.meters.finish(sim::Time::at(2_h));
  for (const MeterUsage& meter : usage.meters) {
    std::int64_t total = 0;
    for (const std::int64_t quantity : meter.per_hour) {
      total += quantity;
    }
    if (meter.key.sku == sku::kAlbHour) {
      EXPECT_EQ(total, 2 * 3'600'000);
    } else if (meter.key.sku == sku::kPublicIpv4) {
      EXPECT_EQ(total, 3 * 2 * 3'600'000) << "one address per zone";
    } else {
      EXPECT_EQ(meter.per_hour, (std::vector<std::int64_t>{250'011, 2'000}));
    }
  }
}

}  // namespace
}  // namespace models::routing
