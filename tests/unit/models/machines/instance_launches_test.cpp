// What the launches of instances waited for, phase by phase. New ones: 4 s API, 16 s pending, 5 s boot.
#include <cstdint>
#include <string>
#include <tuple>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "models/ports/missing_launches.hpp"
#include "tests/unit/models/machines/group_run.hpp"

namespace models::machines {
namespace {

using sim::Duration;
using testing::ElementsAre;
using testing::IsEmpty;

std::int64_t in_seconds(sim::Duration duration) {
  return duration.nanoseconds() / 1'000'000'000;
}

std::int64_t wait_of(const Launch& launch, LaunchPhase phase) {
  return in_seconds(launch.waits[static_cast<std::size_t>(phase)]);
}

/// Capacity, pending, boot, and all phases together, in seconds.
std::vector<std::int64_t> waits_of(const Launch& launch) {
  return {wait_of(launch, LaunchPhase::kEc2Capacity), wait_of(launch, LaunchPhase::kInstancePending),
          wait_of(launch, LaunchPhase::kInstanceBoot), in_seconds(launch.total())};
}

TEST(InstanceLaunches, ANewInstanceIsPendingAndBootsAndThoseFromBeforeTheRunAreNone) {
  GroupRun run;
  run.set_desired(1, true);
  run.run_until(100.0);
  run.set_desired(2);
  run.run_until(200.0);
  const std::vector<Launch> launches = run.events.take_launches();
  ASSERT_EQ(launches.size(), 1U);
  EXPECT_THAT(waits_of(launches[0]), ElementsAre(0, 20, 5, 25));
  EXPECT_EQ(launches[0].number, 1U);
  EXPECT_EQ(launches[0].kind, LaunchKind::kInstance);
  EXPECT_EQ(launches[0].subject, "i-00002");
  EXPECT_EQ(launches[0].instance, "i-00002");
  EXPECT_EQ(launches[0].end, LaunchEnd::kInService);
  EXPECT_EQ(launches[0].wanted_at, sim::Time::at(Duration::seconds(100)));
}

// Room for one. It is replaced at 100 s and its host is free at 110 s; the group tries every 60 s from the last refusal
// at 100 s on: at 160 s. That launch is the one that was wanted at 0 s; the other is missing to the end.
TEST(InstanceLaunches, WithoutCapacityAnInstanceWaitsFromWhenItWasWanted) {
  GroupSetup setup;
  setup.zones = 1;
  setup.config.zones = 1;
  setup.hosts_per_zone = 1;
  setup.machines_per_host = 1;
  GroupRun run{setup};
  run.set_desired(2);
  run.run_until(100.0);
  run.group->replace(run.booted.front(), run.kernel.now());
  run.run_until(500.0);
  const std::vector<Launch> launches = run.events.take_launches();
  ASSERT_EQ(launches.size(), 2U);
  EXPECT_THAT(waits_of(launches[0]), ElementsAre(0, 20, 5, 25));
  EXPECT_THAT(waits_of(launches[1]), ElementsAre(160, 20, 5, 185));
  EXPECT_EQ(launches[1].wanted_at, sim::Time{});
}

// EC2 takes the only instance at 720 s, of which the group hears at 780 s; there is no Spot capacity until 1,200 s, and
// the group tries every 60 s: at 1,200 s.
TEST(InstanceLaunches, AfterAnInterruptionTheGroupMustNoticeAndThenWaitForCapacity) {
  GroupSetup setup;
  MixedInstancesConfig& mixed = setup.config.options.mixed_instances.emplace();
  mixed.interruption_notice = Duration::minutes(2);
  SpotReclaim reclaim;
  reclaim.at = Duration::minutes(10);
  reclaim.share = sim::Fraction::percent(100);
  reclaim.lasts = Duration::minutes(10);
  mixed.reclaims = {reclaim};
  setup.config.options.health_check_period = Duration::minutes(1);
  GroupRun run{setup};
  run.set_desired(1, true);
  run.run_until(1'500.0);
  const std::vector<Launch> launches = run.events.take_launches();
  ASSERT_EQ(launches.size(), 1U);
  EXPECT_EQ(launches[0].wanted_at, sim::Time::at(Duration::seconds(720)));
  EXPECT_EQ(wait_of(launches[0], LaunchPhase::kGroupHealthCheck), 60);
  EXPECT_THAT(waits_of(launches[0]), ElementsAre(420, 20, 5, 60 + 420 + 25));
  EXPECT_EQ(wait_of(launches[0], LaunchPhase::kLaunchQuota), 0);
}

TEST(InstanceLaunches, OneThatIsStoppedOrUnderWayTellsHowFarItCame) {
  GroupSetup setup;
  setup.zones = 1;
  setup.config.zones = 1;
  GroupRun run{setup};
  run.set_desired(2);
  run.run_until(10.0);
  run.set_desired(1);  // the older one goes
  run.run_until(23.0);
  run.group->finish(run.kernel.now());
  run.run_until(100.0);
  run.set_desired(2);
  run.run_until(200.0);
  const std::vector<Launch> launches = run.events.take_launches();
  ASSERT_EQ(launches.size(), 2U) << "what comes into service after the window is not told";
  EXPECT_EQ(launches[0].end, LaunchEnd::kStopped);
  EXPECT_THAT(waits_of(launches[0]), ElementsAre(0, 10, 0, 10));
  EXPECT_EQ(launches[1].end, LaunchEnd::kUnderWay);
  EXPECT_THAT(waits_of(launches[1]), ElementsAre(0, 20, 3, 23));
}

// From a stopped instance: 2 s API, 10 s pending, 3 s boot. From a running one: nothing.
TEST(InstanceLaunches, OneFromTheWarmPoolWaitsForItsStartAlone) {
  for (const auto& [state, pending, boot] :
       {std::tuple{PoolState::kStopped, 12, 3}, std::tuple{PoolState::kRunning, 0, 0}}) {
    GroupSetup setup;
    WarmPoolConfig pool;
    pool.state = state;
    pool.start_api = Duration::seconds(2);
    pool.start_pending = Duration::seconds(10);
    pool.start_boot = Duration::seconds(3);
    setup.config.options.warm_pool = pool;
    GroupRun run{setup};
    run.group->set_maximum(2);
    run.set_desired(1, true);
    run.run_until(500.0);
    EXPECT_THAT(run.events.take_launches(), IsEmpty()) << "on its way into the pool it is no launch";
    run.set_desired(2);
    run.run_until(600.0);
    const std::vector<Launch> launches = run.events.take_launches();
    ASSERT_EQ(launches.size(), 1U);
    EXPECT_EQ(launches[0].kind, LaunchKind::kPooledInstance);
    EXPECT_THAT(waits_of(launches[0]), ElementsAre(0, pending, boot, pending + boot));
  }
}

TEST(MissingLaunches, WhatIsPutBackIsTakenFirstAgain) {
  const auto at = [](std::int64_t second) { return sim::Time::at(Duration::seconds(second)); };
  MissingLaunches missing;
  missing.set(1, at(10));
  missing.notice(at(15));
  missing.set(2, at(20));
  const MissingLaunch first{at(10), at(15)};
  EXPECT_EQ(missing.take(), first);
  missing.put_back(first);
  missing.notice(at(30));
  EXPECT_EQ(missing.take(), first) << "it was noticed before";
  EXPECT_EQ(missing.take(), (MissingLaunch{at(20), at(30)}));
  EXPECT_TRUE(missing.none());
}

}  // namespace
}  // namespace models::machines
