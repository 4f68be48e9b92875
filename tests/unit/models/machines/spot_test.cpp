// Several types and purchase options, what EC2 takes back, and how the group makes up for it.
#include <algorithm>
#include <cstdint>
#include <utility>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "models/machines/purchase_plan.hpp"
#include "tests/unit/models/machines/group_run.hpp"

namespace models::machines {
namespace {

using sim::Duration;
using testing::ElementsAre;
using testing::IsEmpty;

MixedInstancesConfig mixed(std::int64_t base, std::int64_t percent) {
  MixedInstancesConfig config;
  config.on_demand_base_capacity = base;
  config.on_demand_percentage_above_base_capacity = sim::Fraction::percent(percent);
  config.interruption_notice = Duration::minutes(2);
  return config;
}

/// The times of GroupSetup; what is gone is noticed after a minute.
GroupSetup setup_of(const MixedInstancesConfig& config) {
  GroupSetup setup;
  setup.config.options.mixed_instances = config;
  setup.config.options.health_check_period = Duration::minutes(1);
  return setup;
}

SpotReclaim reclaim_at(std::int64_t seconds) {
  SpotReclaim reclaim;
  reclaim.at = Duration::seconds(seconds);
  reclaim.share = sim::Fraction::percent(100);
  return reclaim;
}

class MixedRun : public GroupRun {
 public:
  using GroupRun::GroupRun;
  std::int64_t running(std::string_view type, std::string_view purchase_option) {
    return meters.level_of(
        meters.open({std::string{sku::kEc2Instance}, std::string{type}, std::string{purchase_option}}));
  }
  std::int64_t on_demand() { return running("m7i.large", sku::kOnDemand); }
  std::int64_t spot() { return running("m7i.large", sku::kSpot); }
};

TEST(PurchasePlan, Rule_1_12_TheBaseFirstThenAShareOfWhatIsAbove) {
  const PurchasePlan plan{mixed(2, 25)};
  const std::vector<std::int64_t> wanted{0, 1, 2, 3, 3, 3, 3, 4};  // of groups of 0 to 7
  for (std::size_t size = 0; size < wanted.size(); ++size) {
    EXPECT_EQ(plan.on_demand(static_cast<std::int64_t>(size)), wanted[size]) << size;
  }
  EXPECT_EQ(PurchasePlan{std::nullopt}.on_demand(7), 7);
  EXPECT_FALSE(PurchasePlan{std::nullopt}.has_spot());
  EXPECT_FALSE((PurchasePlan{mixed(0, 0)}.has_on_demand()));
}

TEST(MixedInstances, Rule_1_12_LaunchesAndLeavesInTheirShares) {
  MixedRun run{setup_of(mixed(1, 50))};
  run.set_desired(5, true);
  EXPECT_EQ(run.on_demand(), 3);
  EXPECT_EQ(run.spot(), 2);
  run.set_desired(3);
  EXPECT_EQ(run.on_demand(), 2);
  EXPECT_EQ(run.spot(), 1);
  run.set_desired(1);
  EXPECT_EQ(run.on_demand(), 1);
  EXPECT_EQ(run.spot(), 0);
}

TEST(MixedInstances, TheFirstTypeWithCapacityInTheZone) {
  MixedInstancesConfig config = mixed(0, 0);
  config.instance_types = {"m7i.large", "m5.large"};
  SpotReclaim reclaim = reclaim_at(0);
  reclaim.instance_type = "m7i.large";
  reclaim.zone = 1;
  reclaim.lasts = Duration::hours(1);
  config.reclaims = {reclaim};
  MixedRun run{setup_of(config)};
  run.set_desired(3, true);
  EXPECT_EQ(run.running("m7i.large", sku::kSpot), 2);
  EXPECT_EQ(run.running("m5.large", sku::kSpot), 1);
  EXPECT_NEAR(run.group->speed_of(run.booted[1]).value(), 14'197.0 / 23'390.4, 1e-9);
  EXPECT_NEAR(run.group->speed_of(run.booted[0]).value(), 1.0, 1e-9);
}

TEST(Spot, Rule_1_12_TwoMinutesFromTheNoticeThenReplacedWhenTheGroupNotices) {
  MixedInstancesConfig config = mixed(1, 0);
  config.reclaims = {reclaim_at(1'000)};
  MixedRun run{setup_of(config)};
  run.set_desired(2, true);
  run.run_until(1'119.0);
  EXPECT_THAT(run.lost, IsEmpty());
  EXPECT_EQ(run.spot(), 1);
  run.run_until(1'121.0);
  EXPECT_THAT(run.lost, ElementsAre(run.booted[1]));
  EXPECT_EQ(run.spot(), 0);
  EXPECT_EQ(run.on_demand(), 1) << "On-Demand is not taken";
  run.run_until(1'120.0 + 60.0 + 26.0);
  ASSERT_EQ(run.booted.size(), 3U);
  EXPECT_EQ(run.booted_at[2], sim::Time::at(Duration::seconds(1'120 + 60 + 25)));
  EXPECT_EQ(run.spot(), 1);
  EXPECT_EQ(run.metered(sku::kEc2Instance, "m7i.large", sku::kSpot), 1'120'000);
}

TEST(Spot, Rule_1_12_TheOwnerHearsOfTheNoticeUnlessTheInstanceLeaves) {
  MixedInstancesConfig config = mixed(0, 0);
  config.reclaims = {reclaim_at(600)};
  MixedRun run{setup_of(config)};
  run.set_desired(2, true);
  run.run_until(500.0);
  run.set_desired(1);
  run.run_until(601.0);
  ASSERT_EQ(run.leaving.size(), 1U);
  ASSERT_EQ(run.noticed.size(), 1U);
  EXPECT_NE(run.noticed[0].first, run.leaving[0]);
  EXPECT_EQ(run.noticed[0].second, sim::Time::at(Duration::seconds(600)));
}

TEST(Spot, AGroupWithANameHasInterruptionsAndStartTimesOfItsOwn) {
  MixedInstancesConfig config = mixed(0, 0);
  config.interrupted_per_month = sim::Fraction::percent(99);
  GroupSetup setup = setup_of(config);
  setup.duration = Duration::hours(730);
  setup.config.pending.kind = sim::random::DistributionSpec::Kind::kExponential;
  setup.config.pending.mean = Duration::seconds(20);
  GroupSetup named = setup;
  named.config.name = "spot";
  MixedRun one{setup};
  MixedRun same{setup};
  MixedRun other{named};
  for (MixedRun* run : {&one, &same, &other}) {
    run->set_desired(3);
    run->run_until(730.0 * 3'600.0);
  }
  EXPECT_EQ(one.booted_at, same.booted_at);
  EXPECT_EQ(one.lost_at, same.lost_at);
  ASSERT_FALSE(other.lost_at.empty());
  EXPECT_NE(one.booted_at.front(), other.booted_at.front());
  EXPECT_NE(one.lost_at.front() - one.booted_at.front(), other.lost_at.front() - other.booted_at.front());
}

TEST(Spot, WhileAReclaimLastsNoneIsToBeHadAndOnDemandDoesNotStandIn) {
  MixedInstancesConfig config = mixed(1, 0);
  config.reclaims = {reclaim_at(600)};
  config.reclaims[0].lasts = Duration::minutes(30);
  MixedRun run{setup_of(config)};
  run.set_desired(3, true);
  run.run_until(600.0 + 1'800.0 - 1.0);
  EXPECT_EQ(run.lost.size(), 2U);
  EXPECT_EQ(run.booted.size(), 3U);
  EXPECT_EQ(run.group->desired(), 3);
  run.run_until(600.0 + 1'800.0 + 90.0);
  EXPECT_EQ(run.booted.size(), 5U);
  EXPECT_EQ(run.spot(), 2);
}

TEST(Spot, AShareIsRoundedUpAndTakesTheOldest) {
  MixedInstancesConfig config = mixed(0, 0);
  config.reclaims = {reclaim_at(600)};
  config.reclaims[0].share = sim::Fraction::percent(50);
  MixedRun run{setup_of(config)};
  run.set_desired(3, true);
  run.run_until(721.0);
  EXPECT_THAT(run.lost, ElementsAre(run.booted[0], run.booted[1]));
}

TEST(Spot, Rule_1_12_CapacityRebalancingReplacesBeforeTheInstanceIsTaken) {
  MixedInstancesConfig config = mixed(0, 0);
  config.instance_types = {"m7i.large", "m5.large"};
  config.capacity_rebalance = true;
  config.reclaims = {reclaim_at(1'000)};
  config.reclaims[0].instance_type = "m7i.large";
  config.reclaims[0].lasts = Duration::hours(1);
  MixedRun run{setup_of(config)};
  run.group->set_maximum(10);
  run.set_desired(1, true);
  run.run_until(1'024.0);
  EXPECT_EQ(run.level(Gauge::kVmsReady), 1);
  EXPECT_EQ(run.level(Gauge::kVmsStarting), 1);
  EXPECT_EQ(run.group->desired(), 1);
  run.run_until(1'026.0);  // 4 + 16 + 5 s after the recommendation, which comes with the notice
  EXPECT_THAT(run.leaving, ElementsAre(run.booted[0]));
  EXPECT_EQ(run.running("m7i.large", sku::kSpot), 0);
  EXPECT_EQ(run.running("m5.large", sku::kSpot), 1);
  run.run_until(2'000.0);
  EXPECT_THAT(run.lost, IsEmpty());
}

TEST(Spot, ARecommendationCanComeBeforeTheNotice) {
  MixedInstancesConfig config = mixed(0, 0);
  config.rebalance_recommendation = Duration::minutes(5);
  config.reclaims = {reclaim_at(1'000)};
  MixedRun run{setup_of(config)};
  run.set_desired(1, true);
  run.run_until(2'000.0);
  EXPECT_THAT(run.lost_at, ElementsAre(sim::Time::at(Duration::seconds(1'120))));
  const std::vector<std::string> names = run.event_names();
  std::vector<std::string> order;
  std::copy_if(names.begin(), names.end(), std::back_inserter(order), [](const std::string& name) {
    return name == "rebalance_recommendation" || name == "interruption_notice" || name == "interrupted";
  });
  EXPECT_THAT(order, ElementsAre("rebalance_recommendation", "interruption_notice", "interrupted"));
}

TEST(Spot, Rule_1_10_ReplacementsExceedTheMaximumByATenthButAtLeastOne) {
  MixedInstancesConfig config = mixed(0, 0);
  config.capacity_rebalance = true;
  config.reclaims = {reclaim_at(1'000)};
  MixedRun run{setup_of(config)};
  run.group->set_maximum(4);
  run.serves_at_once = false;
  run.set_desired(4, true);
  run.run_until(1'100.0);
  EXPECT_EQ(run.level(Gauge::kVmsReady) + run.level(Gauge::kVmsStarting), 5);
  run.group->in_service(run.booted[4], run.kernel.now());
  EXPECT_THAT(run.leaving, ElementsAre(run.booted[0]));
  run.run_until(1'119.0);
  EXPECT_EQ(run.level(Gauge::kVmsReady) + run.level(Gauge::kVmsStarting), 5);
}

TEST(Spot, AnInstanceThatDrainsIsLetFinish) {
  MixedInstancesConfig config = mixed(0, 0);
  config.reclaims = {reclaim_at(1'000)};
  MixedRun run{setup_of(config)};
  run.releases_at_once = false;
  run.set_desired(1, true);
  run.run_until(1'060.0);
  run.set_desired(0);
  run.run_until(1'200.0);
  EXPECT_THAT(run.lost, IsEmpty());
  EXPECT_EQ(run.spot(), 1);
  run.group->release(run.leaving.at(0), run.kernel.now());
  EXPECT_EQ(run.spot(), 0);
  EXPECT_EQ(run.level(Gauge::kVmsReady), 0);
}

/// 5 % in 730 h is a mean life of 730 h / -ln 0.95. With 95 % in 730 h, 243.7 h: 3,000 lives give it to 4 standard
/// errors.
TEST(Spot, TheShareOfAMonthSaysHowLongInstancesLive) {
  MixedInstancesConfig config = mixed(0, 0);
  config.interrupted_per_month = sim::Fraction::percent(95);
  GroupSetup setup = setup_of(config);
  setup.machines_per_host = 1'000;
  setup.duration = Duration::hours(1);
  MixedRun run{setup};
  run.set_desired(3'000, true);
  run.run_until(3'600.0 * 100.0);
  // Replaced ones live again, so that interruptions are a Poisson process: 3,000 x 100 h / 243.7 h, less the time that
  // replacing takes (205 s of 243.7 h).
  const double expected = 3'000.0 * 100.0 / 243.68;
  EXPECT_NEAR(static_cast<double>(run.lost.size()), expected, 4.0 * 35.1);
  EXPECT_GE(run.level(Gauge::kVmsReady) + run.level(Gauge::kVmsStarting),
            3'000 - static_cast<std::int64_t>(std::count_if(run.lost_at.begin(), run.lost_at.end(), [&](sim::Time at) {
              return at > run.kernel.now() - Duration::minutes(1);
            })));
}

TEST(Zones, Rule_1_10_RebalancingLaunchesBeforeItTerminates) {
  GroupSetup setup;
  setup.hosts_per_zone = 1;
  setup.machines_per_host = 2;
  setup.config.zones = 2;
  setup.config.options.az_rebalance = true;
  GroupRun run{setup};
  const MachineShape whole{sim::Vcpu::whole(4), sim::Bytes::gib(16)};
  const auto foreign = run.fleet.place(ZoneId{0}, whole, sim::Time{});
  run.set_desired(2, true);
  EXPECT_EQ(run.booted_in_zones(), (std::vector<std::int64_t>{0, 2, 0}));
  run.run_until(90.0);
  EXPECT_EQ(run.level(Gauge::kVmsStarting), 0) << "no room yet";
  run.fleet.release(*foreign, whole, run.kernel.now());
  run.run_until(120.0 + 24.0);
  EXPECT_EQ(run.level(Gauge::kVmsReady), 2);
  EXPECT_EQ(run.level(Gauge::kVmsStarting), 1) << "the next try is at two minutes";
  run.run_until(120.0 + 26.0);
  EXPECT_THAT(run.leaving, ElementsAre(run.booted[0]));
  EXPECT_EQ(run.group->zone_of(run.booted[2]), ZoneId{0});
  EXPECT_EQ(run.level(Gauge::kVmsReady), 2);
  run.run_until(900.0);
  EXPECT_EQ(run.leaving.size(), 1U);
}

TEST(Zones, ProtectedInstancesAreNotMoved) {
  GroupSetup setup;
  setup.config.zones = 2;
  setup.config.options.az_rebalance = true;
  GroupRun run{setup};
  run.set_desired(4, true);  // two in each zone
  run.group->protect(run.booted[0], true);
  run.group->protect(run.booted[2], true);
  run.group->terminate(run.booted[1], run.kernel.now());
  run.group->terminate(run.booted[3], run.kernel.now());
  run.set_desired(2);
  run.run_until(600.0);
  EXPECT_EQ(run.booted.size(), 4U);
}

TEST(Health, Rule_1_8_AnUnhealthyInstanceIsTerminatedAndReplaced) {
  GroupRun run;
  run.set_desired(2, true);
  run.run_until(100.0);
  run.group->replace(run.booted[0], run.kernel.now());
  EXPECT_THAT(run.leaving, ElementsAre(run.booted[0]));
  run.run_until(126.0);
  EXPECT_EQ(run.booted.size(), 3U);
  EXPECT_EQ(run.group->desired(), 2);
  EXPECT_EQ(run.level(Gauge::kVmsReady), 2);
}

RC_GTEST_PROP(SpotProperty, KeepsItsBooks, ()) {
  MixedInstancesConfig config = mixed(*rc::gen::inRange(0, 3), *rc::gen::inRange(0, 100));
  config.instance_types = {"m7i.large", "m5.large"};
  config.capacity_rebalance = *rc::gen::arbitrary<bool>();
  for (int i = 0; i < 3; ++i) {
    SpotReclaim reclaim = reclaim_at(*rc::gen::inRange(0, 600));
    reclaim.share = sim::Fraction::percent(*rc::gen::inRange(0, 101));
    reclaim.lasts = Duration::seconds(*rc::gen::inRange(0, 300));
    config.reclaims.push_back(reclaim);
  }
  GroupSetup setup = setup_of(config);
  setup.config.options.az_rebalance = *rc::gen::arbitrary<bool>();
  MixedRun run{setup};
  run.group->set_maximum(10);
  double now = 0.0;
  for (int i = 0; i < 15; ++i) {
    run.set_desired(*rc::gen::inRange<std::int64_t>(0, 11));
    now += *rc::gen::inRange(1, 90);
    run.run_until(now);
    RC_ASSERT(run.level(Gauge::kVmsReady) + run.level(Gauge::kVmsStarting) <= 11);
  }
  run.run_until(now + 1'500.0);
  RC_ASSERT(run.level(Gauge::kVmsReady) == run.group->desired());
  const std::int64_t on_demand = run.on_demand() + run.running("m5.large", sku::kOnDemand);
  const std::int64_t spot = run.spot() + run.running("m5.large", sku::kSpot);
  RC_ASSERT(on_demand + spot == run.group->desired());
  run.set_desired(0);
  run.run_until(now + 1'600.0);
  RC_ASSERT(run.level(Gauge::kVcpuBilled) == 0 && run.level(Gauge::kVmsReady) == 0);
  (void)run.fleet.sample(sim::Time{}, run.kernel.now());
  RC_ASSERT(run.fleet.sample(run.kernel.now(), run.kernel.now() + Duration::seconds(1)).hosts_in_use == 0.0);
}

}  // namespace
}  // namespace models::machines
