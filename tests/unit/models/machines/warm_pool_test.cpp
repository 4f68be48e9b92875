// The rules of warm pools, by hand: how large the pool is, what it costs, how soon its instances are of use.
#include <cstdint>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "tests/unit/models/machines/group_run.hpp"

namespace models::machines {
namespace {

using sim::Duration;
using testing::ElementsAre;
using testing::IsEmpty;

/// New: 4 s API, 16 s pending, 5 s boot, 100 s user data, 7 s of application. From the pool: 2 + 10 + 3 s, 1 s to
/// resume; 20 s to stop. The group has at most 5.
GroupSetup pooled(PoolState state) {
  GroupSetup setup;
  setup.config.user_data = Duration::seconds(100);
  setup.config.application_start = Duration::seconds(7);
  WarmPoolConfig pool;
  pool.state = state;
  pool.stop = Duration::seconds(20);
  pool.start_api = Duration::seconds(2);
  pool.start_pending = Duration::seconds(10);
  pool.start_boot = Duration::seconds(3);
  pool.resume = Duration::seconds(1);
  setup.config.options.warm_pool = pool;
  return setup;
}

class PooledRun : public GroupRun {
 public:
  explicit PooledRun(const GroupSetup& setup) : GroupRun{setup} { group->set_maximum(5); }
  /// Instances whose volumes exist, in the group or beside it.
  std::int64_t volumes() { return meters.level_of(meters.open({std::string{sku::kEbsGp3}, "", "on_demand"})) / 8; }
};

TEST(WarmPool, Rule_0_1_4_ADirectLaunchPaysForTheUserDataAndOneFromThePoolDoesNot) {
  GroupSetup direct = pooled(PoolState::kStopped);
  direct.config.options.warm_pool.reset();
  PooledRun cold{direct};
  cold.set_desired(1);
  cold.run_until(1'000.0);
  EXPECT_THAT(cold.booted_at, ElementsAre(sim::Time::at(Duration::seconds(125))));
  for (const auto& [state, seconds] :
       {std::pair{PoolState::kStopped, 15}, std::pair{PoolState::kHibernated, 13}, std::pair{PoolState::kRunning, 0}}) {
    PooledRun warm{pooled(state)};
    warm.set_desired(1, true);
    warm.run_until(500.0);
    warm.set_desired(2);
    warm.run_until(1'000.0);
    ASSERT_EQ(warm.booted_at.size(), 2U);
    EXPECT_EQ(warm.booted_at[1], sim::Time::at(Duration::seconds(500 + seconds)));
    EXPECT_EQ(warm.group->is_resumed(warm.booted[1]), state != PoolState::kStopped);
  }
}

TEST(WarmPool, Rule_1_9_ItsSizeIsTheMaximumLessTheDesired) {
  PooledRun run{pooled(PoolState::kStopped)};
  run.set_desired(2, true);
  EXPECT_EQ(run.volumes(), 5);
  run.set_desired(4);
  run.run_until(600.0);
  EXPECT_EQ(run.volumes(), 5);
  EXPECT_EQ(run.level(Gauge::kVmsReady), 4);
  run.set_desired(1);
  run.run_until(1'200.0);
  EXPECT_EQ(run.volumes(), 5) << "the pool is filled up again by new launches";
  EXPECT_EQ(run.level(Gauge::kVmsReady), 1);
}

TEST(WarmPool, Rule_1_9_MaxGroupPreparedCapacityAndMinSize) {
  GroupSetup setup = pooled(PoolState::kStopped);
  setup.config.options.warm_pool->max_group_prepared_capacity = 3;
  setup.config.options.warm_pool->min_size = 1;
  PooledRun run{setup};
  run.set_desired(1, true);
  EXPECT_EQ(run.volumes(), 3);
  run.set_desired(4, true);
  run.run_until(600.0);
  EXPECT_EQ(run.volumes(), 5) << "four in the group, one waits";
}

TEST(WarmPool, Rule_1_9_StoppedCostsItsVolumeOnlyAndEveryStartAMinimum) {
  GroupSetup setup = pooled(PoolState::kStopped);
  setup.config.options.warm_pool->max_group_prepared_capacity = 1;
  PooledRun run{setup};
  run.set_desired(0);  // one goes into the pool: runs from 20 s to 20 + 5 + 100 s, stopped at 145 s
  run.run_until(500.0);
  EXPECT_EQ(run.instance_ms(), 105'000);
  EXPECT_EQ(run.level(Gauge::kVcpuBilled), 0);
  run.set_desired(1);  // runs from 512 s, up at 515 s
  run.run_until(520.0);
  EXPECT_EQ(run.level(Gauge::kVcpuBilled), 2'000);
  run.set_desired(0);  // a new minimum of 60 s; the pool's next one is launched: runs from 540 to 645 s
  run.run_until(1'000.0);
  EXPECT_EQ(run.instance_ms(), 105'000 + 60'000 + 105'000);
  // The first volume from 4 s until 10 s after 520 s, the second one from 524 s on.
  EXPECT_EQ(run.meters.finish(run.kernel.now()).meters.at(1).per_hour.at(0), 8 * ((530 - 4) + (1'000 - 524)) * 1'000);
}

TEST(WarmPool, Rule_1_9_RunningIsBilledAllAlongAndServesAtOnce) {
  GroupSetup setup = pooled(PoolState::kRunning);
  setup.config.options.warm_pool->max_group_prepared_capacity = 2;
  PooledRun run{setup};
  run.set_desired(1, true);
  EXPECT_EQ(run.level(Gauge::kVcpuBilled), 4'000);
  EXPECT_EQ(run.level(Gauge::kVmsReady), 1) << "what waits does not serve";
  run.run_until(300.0);
  run.set_desired(2);
  EXPECT_EQ(run.level(Gauge::kVmsReady), 2);
  EXPECT_EQ(run.level(Gauge::kVmsStarting), 0);
  run.run_until(400.0);
  run.set_desired(0);
  EXPECT_EQ(run.instance_ms(), 2 * 400'000);
}

TEST(WarmPool, Rule_1_14_StoppingIsNotBilledButOnTheWayToHibernation) {
  for (const auto& [state, ms] :
       {std::pair{PoolState::kStopped, 105'000}, std::pair{PoolState::kHibernated, 105'000 + 7'000 + 20'000}}) {
    GroupSetup setup = pooled(state);
    setup.config.options.warm_pool->max_group_prepared_capacity = 1;
    PooledRun run{setup};
    run.set_desired(0);
    run.run_until(500.0);
    EXPECT_EQ(run.instance_ms(), ms);
  }
}

TEST(WarmPool, Rule_1_9_ReuseSendsInstancesBack) {
  GroupSetup setup = pooled(PoolState::kStopped);
  setup.config.options.warm_pool->max_group_prepared_capacity = 3;
  setup.config.options.warm_pool->reuse_on_scale_in = true;
  PooledRun run{setup};
  run.set_desired(2, true);
  run.run_until(100.0);
  run.set_desired(1);
  run.run_until(200.0);
  EXPECT_EQ(run.volumes(), 3);
  run.set_desired(3);
  run.run_until(300.0);
  EXPECT_EQ(run.volumes(), 3);
  EXPECT_EQ(run.level(Gauge::kVmsReady), 3);
  const auto names = run.event_names();
  EXPECT_EQ(
      std::count(names.begin(), names.end(), "launch") + std::count(names.begin(), names.end(), "launch_into_pool"), 3)
      << "nothing was launched anew";
}

TEST(WarmPool, Rule_1_10_WhatComesOutOfThePoolKeepsTheZonesEven) {
  GroupSetup setup = pooled(PoolState::kStopped);
  setup.config.options.az_rebalance = true;
  PooledRun run{setup};
  run.set_desired(1, true);
  run.run_until(100.0);
  for (std::int64_t desired = 2; desired <= 5; ++desired) {
    run.set_desired(desired);
    run.run_until(100.0 * static_cast<double>(desired));
  }
  EXPECT_THAT(run.booted_in_zones(), ElementsAre(2, 2, 1));
  EXPECT_THAT(run.leaving, IsEmpty());
}

TEST(WarmPool, WhatIsNotReadyIsNotTaken) {
  PooledRun run{pooled(PoolState::kStopped)};
  run.set_desired(1);  // the pool's four are being prepared until 145 s
  run.run_until(50.0);
  run.set_desired(2);
  run.run_until(1'000.0);
  EXPECT_THAT(run.booted_at, ElementsAre(sim::Time::at(Duration::seconds(125)), sim::Time::at(Duration::seconds(175))));
}

TEST(WarmPool, AStoppedInstanceHoldsNoHost) {
  GroupSetup setup = pooled(PoolState::kStopped);
  setup.hosts_per_zone = 1;
  setup.machines_per_host = 1;
  setup.config.zones = 1;
  setup.config.options.warm_pool->max_group_prepared_capacity = 1;
  PooledRun run{setup};
  run.set_desired(0);
  run.run_until(200.0);
  const MachineShape shape{sim::Vcpu::whole(2), sim::Bytes::gib(8)};
  const auto foreign = run.fleet.place(ZoneId{0}, shape, run.kernel.now());
  ASSERT_TRUE(foreign);
  run.set_desired(1);
  run.run_until(230.0);
  EXPECT_THAT(run.booted, IsEmpty()) << "its host was given away";
  run.fleet.release(*foreign, shape, run.kernel.now());
  run.run_until(300.0);
  EXPECT_EQ(run.booted.size(), 1U);
}

RC_GTEST_PROP(WarmPoolProperty, EverythingIsGivenBack, ()) {
  GroupSetup setup = pooled(*rc::gen::element(PoolState::kStopped, PoolState::kRunning, PoolState::kHibernated));
  setup.config.options.warm_pool->reuse_on_scale_in = *rc::gen::arbitrary<bool>();
  PooledRun run{setup};
  double now = 0.0;
  for (int i = 0; i < 15; ++i) {
    run.set_desired(*rc::gen::inRange<std::int64_t>(0, 6));
    now += *rc::gen::inRange(1, 90);
    run.run_until(now);
    RC_ASSERT(run.level(Gauge::kVmsReady) + run.level(Gauge::kVmsStarting) == run.group->desired());
  }
  run.run_until(now + 400.0);
  RC_ASSERT(run.volumes() == 5);
  run.group->set_maximum(0);
  run.set_desired(0);
  run.run_until(now + 800.0);
  RC_ASSERT(run.volumes() == 0);
  RC_ASSERT(run.level(Gauge::kVcpuBilled) == 0 && run.level(Gauge::kMemoryUsed) == 0);
  RC_ASSERT(run.level(Gauge::kVmsReady) == 0 && run.level(Gauge::kVmsStarting) == 0);
  (void)run.fleet.sample(sim::Time{}, run.kernel.now());
  RC_ASSERT(run.fleet.sample(run.kernel.now(), run.kernel.now() + Duration::seconds(1)).hosts_in_use == 0.0);
}

}  // namespace
}  // namespace models::machines
