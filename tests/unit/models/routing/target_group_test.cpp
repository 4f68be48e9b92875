// aws-behaviour 5.3: health checks, their thresholds, and the group that fails open.
#include "models/routing/target_group.hpp"

#include <gtest/gtest.h>

#include "tests/unit/models/routing/balanced.hpp"

namespace models::routing {
namespace {

using sim::literals::operator""_s;
using sim::literals::operator""_min;
using Told = Owner::Told;

/// One request at a time and a long queue: a long request makes those behind it wait, and checks with them.
constexpr std::int64_t kMinute = 60'000;
const ReplicaLimits kOneAtATime{1, std::nullopt, std::nullopt};

TEST(TargetGroup, Rule5_3_TwoFailuresTakeATargetOutAndFiveSuccessesBringItBack) {
  Balanced setup{checked_every(30_s), kOneAtATime};
  const ReplicaId busy = setup.join();
  const ReplicaId idle = setup.join();
  setup.run_to(10_s);
  setup.send(2 * kMinute);  // busy until 130 s
  setup.send(1);
  setup.send(1);  // waits behind it from 10 s on
  setup.send(1);
  // Checks at 30, 60, 90 ... Who stands first in the queue has waited 20 s at 30 s: the first failure; out at 60 s.
  setup.run_to(60_s);
  EXPECT_TRUE(setup.owner.went_out.empty());
  setup.run_to(61_s);
  EXPECT_EQ(setup.owner.went_out, (Told{{busy, sim::Time::at(60_s)}}));
  for (int i = 0; i < 4; ++i) {
    setup.send(1);
  }
  EXPECT_EQ(setup.workers.outstanding(idle), 4) << "all go to the healthy one";
  // It answers again from 130 s on: successes at 150, 180, 210, 240 and 270 s.
  setup.run_to(270_s);
  EXPECT_TRUE(setup.owner.came_back.empty());
  setup.run_to(271_s);
  EXPECT_EQ(setup.owner.came_back, (Told{{busy, sim::Time::at(270_s)}}));
  EXPECT_EQ(setup.owner.came.size(), 2U) << "in_service() is told once";
}

TEST(TargetGroup, OneFailureIsForgottenWhenTheNextCheckSucceeds) {
  Balanced setup{checked_every(30_s), kOneAtATime};
  setup.join();
  for (int i = 0; i < 10; ++i) {
    setup.run_to(sim::Duration::seconds(20 + 60 * i));
    setup.send(15'000);  // a failure at 30 s, a success at 60 s
    setup.send(1);
  }
  setup.run_to(11_min);
  EXPECT_TRUE(setup.owner.went_out.empty());
  EXPECT_EQ(setup.endings().size(), 20U);
}

TEST(TargetGroup, ACheckThatDoesNotWaitFindsABusyReplicaUp) {
  TargetGroupConfig targets = checked_every(30_s);
  targets.health_check_waits = false;
  Balanced setup{targets, kOneAtATime};
  setup.join();
  setup.send(5 * kMinute);
  setup.send(1);
  setup.run_to(10_min);
  EXPECT_TRUE(setup.owner.went_out.empty());
}

TEST(TargetGroup, AFullQueueFailsTheCheck) {
  Balanced setup{checked_every(30_s), {1, 0, std::nullopt}};
  const ReplicaId full = setup.join();
  setup.join();
  setup.send(5 * kMinute);
  setup.run_to(61_s);
  EXPECT_EQ(setup.owner.went_out, (Told{{full, sim::Time::at(60_s)}}));
}

TEST(TargetGroup, Rule5_3_AGroupOfOnlyUnhealthyTargetsFailsOpen) {
  Balanced setup{checked_every(30_s), kOneAtATime};
  const ReplicaId first = setup.join();
  const ReplicaId second = setup.join();
  setup.send(119'000);       // busy until 119 s
  setup.send(10 * kMinute);  // until 600 s
  setup.send(1);
  setup.send(1);
  setup.run_to(61_s);
  ASSERT_EQ(setup.owner.went_out.size(), 2U);
  setup.send(1);
  setup.send(1);
  EXPECT_EQ(setup.workers.outstanding(first), 3) << "requests go to all of them";
  EXPECT_EQ(setup.workers.outstanding(second), 3);
  // The first recovers at 119 s: five successes, from 120 s on, end it. The second gets nothing more.
  setup.run_to(241_s);
  EXPECT_EQ(setup.owner.came_back, (Told{{first, sim::Time::at(240_s)}}));
  setup.send(kMinute);
  setup.send(kMinute);
  EXPECT_EQ(setup.workers.outstanding(first), 2);
  EXPECT_EQ(setup.workers.outstanding(second), 3);
}

TEST(TargetGroup, WhenTheLastHealthyTargetLeavesTheOthersServe) {
  Balanced setup{checked_every(30_s), kOneAtATime};
  const ReplicaId unhealthy = setup.join();
  const ReplicaId healthy = setup.join();
  setup.send(5 * kMinute);
  setup.send(1);
  setup.send(1);
  setup.run_to(61_s);
  ASSERT_EQ(setup.owner.went_out.size(), 1U);
  setup.leave(healthy);
  setup.send(1);
  EXPECT_EQ(setup.workers.outstanding(unhealthy), 3);
  EXPECT_TRUE(setup.endings().back().refusal == std::nullopt);
}

TEST(TargetGroup, ALostTargetGetsNothingMoreAndIsNotDrained) {
  Balanced setup;
  const ReplicaId lost = setup.join();
  const ReplicaId stays = setup.join();
  const RequestId held = setup.send(1'000);
  setup.balancer->target_lost(lost, setup.run.kernel.now());
  setup.workers.remove_replica(lost, setup.run.kernel.now());
  EXPECT_EQ(setup.endings(), (std::vector<test_support::Ending>{{held, Refusal::kReplicaStopped, sim::Time{}}}));
  setup.send(1'000);
  setup.send(1'000);
  EXPECT_EQ(setup.workers.outstanding(stays), 2);
  setup.run_to(10_min);
  EXPECT_TRUE(setup.owner.went.empty());
}

TEST(TargetGroup, ATargetThatLeavesIsCheckedNoMore) {
  Balanced setup{checked_every(30_s), kOneAtATime};
  const ReplicaId leaver = setup.join();
  setup.join();
  setup.send(4 * kMinute);
  setup.send(1);
  setup.send(1);
  setup.run_to(35_s);
  setup.leave(leaver);
  setup.run_to(10_min);
  EXPECT_TRUE(setup.owner.went_out.empty());
  EXPECT_EQ(setup.owner.went, (Told{{leaver, sim::Time::at(sim::Duration::milliseconds(240'001))}}));
}

}  // namespace
}  // namespace models::routing
