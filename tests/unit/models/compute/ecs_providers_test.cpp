// Several capacity providers of a cluster: how tasks are divided among them, and that each waits for, and scales, its
// own instances.
#include <algorithm>

#include <gtest/gtest.h>

#include "models/compute/ecs/provider_division.hpp"
#include "models/ports/skus.hpp"
#include "tests/unit/models/compute/ecs_world.hpp"

namespace models::ecs {
namespace {

using Counts = std::vector<std::int64_t>;
using Times = std::vector<std::int64_t>;

TEST(ProviderDivision, TheBaseComesFirstAndTheRestFollowsTheWeights) {
  EXPECT_EQ((ProviderDivision{{{2, 1}, {0, 3}}}.divide(10)), (Counts{4, 6}));  // 2, and of 8 more 2 and 6
  EXPECT_EQ((ProviderDivision{{{2, 1}, {0, 3}}}.divide(1)), (Counts{1, 0}));
  EXPECT_EQ((ProviderDivision{{{0, 1}, {0, 4}}}.divide(5)), (Counts{1, 4}));  // the example of AWS's guide
  EXPECT_EQ((ProviderDivision{{{0, 1}, {0, 1}, {5, 2}}}.divide(13)), (Counts{2, 2, 9}));
  EXPECT_EQ((ProviderDivision{{{3, 0}, {0, 1}}}.divide(10)), (Counts{3, 7}));
}

TEST(ProviderDivision, WhoHasLostTasksIsFurthestBehind) {
  ProviderDivision division{{{0, 1}, {0, 1}}};
  for (const std::size_t expected : {0U, 1U, 0U, 1U}) {
    EXPECT_EQ(division.next(0), expected);
    division.add(expected, 0);
  }
  division.remove(1, 0);
  EXPECT_EQ(division.next(0), 1U);
}

TEST(ProviderDivision, ADeploymentsTasksAreDividedAmongThemselves) {
  ProviderDivision division{{{2, 1}, {0, 3}}};
  const auto add = [&division](std::size_t deployment, int tasks) {
    Counts parts(2);
    for (int i = 0; i < tasks; ++i) {
      const std::size_t provider = division.next(deployment);
      division.add(provider, deployment);
      ++parts[provider];
    }
    return parts;
  };
  EXPECT_EQ(add(0, 10), (Counts{4, 6}));
  division.add_deployment();
  EXPECT_EQ(add(1, 5), (Counts{3, 2}));  // the base, and one in four of the rest
  division.remove(0, 0);
  EXPECT_EQ(add(1, 5), (Counts{1, 4}));  // ten are four and six again
  EXPECT_EQ(division.next(0), 0U);       // three and six of the first are left
}

/// Two tasks on On-Demand instances and of the rest one in four; the others on Spot, of which EC2 takes all at minute
/// 10, for an hour. Two tasks fit on an instance.
EcsConfig two_providers() {
  EcsConfig config = ec2_config();
  CapacityProviderConfig on_demand;
  on_demand.share = {2, 1};
  on_demand.instances = *config.instances;
  on_demand.instances.machines.zones = 1;
  on_demand.managed_scaling = *config.capacity_provider;
  CapacityProviderConfig spot = on_demand;
  spot.share = {0, 3};
  spot.instances.spot_instance_draining = true;
  MixedInstancesConfig& mixed = spot.instances.mixed_instances.emplace();
  mixed.interruption_notice = sim::Duration::minutes(2);
  SpotReclaim reclaim;
  reclaim.at = sim::Duration::minutes(10);
  reclaim.share = sim::Fraction::percent(100);
  reclaim.lasts = sim::Duration::hours(1);
  mixed.reclaims = {reclaim};
  config.instances.reset();
  config.capacity_provider.reset();
  config.capacity_providers = {{"on_demand", on_demand}, {"spot", spot}};
  return config;
}

void build_with_ten_tasks(World& world) {
  world.initial = {InitialState::Kind::kCount, 10};
  world.least = 10;
  world.build();
}

TEST(EcsProviders, TenTasksAreFourAndSixOnTwoAndThreeInstances) {
  World world{two_providers()};
  build_with_ten_tasks(world);
  world.run_to(at_s(500));
  EXPECT_EQ(world.gauges.level(Gauge::kReplicasReady), 10);
  EXPECT_EQ(world.metered(sku::kEc2Instance, at_s(500), "m7i.large", sku::kOnDemand), 2 * 500'000);
  EXPECT_EQ(world.metered(sku::kEc2Instance, at_s(500), "m7i.large", sku::kSpot), 3 * 500'000);
}

// The four on On-Demand stay; the other six wait for Spot instances, and the On-Demand group does not grow for them.
TEST(EcsProviders, TasksWaitForTheirOwnProvider) {
  World world{two_providers()};
  build_with_ten_tasks(world);
  world.run_to(at_s(1'500));
  EXPECT_EQ(world.times_of("task_evicted"), Times(6, 600'000));
  EXPECT_EQ(world.times_of("interrupted"), Times(3, 720'000));
  EXPECT_EQ(world.gauges.level(Gauge::kReplicasReady), 4);
  EXPECT_EQ(world.gauges.level(Gauge::kReplicasStarting), 6);
  EXPECT_EQ(world.gauges.level(Gauge::kVmsReady), 2);
}

TEST(EcsProviders, EventsOfATaskThatWaitsNameItsProvider) {
  EcsConfig config = two_providers();
  config.provisioning_timeout = sim::Duration::minutes(5);
  World world{config};
  build_with_ten_tasks(world);
  world.run_to(at_s(1'500));
  const std::vector<std::string> launched = world.details_of("task_launched");
  ASSERT_GE(launched.size(), 6U);
  EXPECT_EQ(launched[0], "10 of 10 tasks, capacity provider spot");
  EXPECT_EQ(world.details_of("provisioning_timeout").at(0), "no instance of spot had room in time");
}

// Of fourteen tasks five are the On-Demand provider's: it adds its third instance while Spot tasks wait before them.
TEST(EcsProviders, ThoseThatWaitForOneProviderHoldUpNobodyElse) {
  World world{two_providers()};
  build_with_ten_tasks(world);
  world.run_to(at_s(900));
  world.set_desired(14);
  world.run_to(at_s(1'100));
  EXPECT_EQ(world.gauges.level(Gauge::kReplicasReady), 5);
  EXPECT_EQ(world.gauges.level(Gauge::kReplicasStarting), 9);
  EXPECT_EQ(world.gauges.level(Gauge::kVmsReady), 3);
  const std::vector<std::string> scaled = world.subjects_of("scale_out");
  EXPECT_EQ(std::count(scaled.begin(), scaled.end(), "on_demand"), 1);
}

TEST(EcsProviders, EachHasItsOwnAlarmsAndNumbersItsInstances) {
  World world{two_providers()};
  build_with_ten_tasks(world);
  EXPECT_EQ(world.subjects_of("ready"), (std::vector<std::string>{"on_demand/i-00001", "on_demand/i-00002",
                                                                  "spot/i-00001", "spot/i-00002", "spot/i-00003"}));
  world.run_to(at_s(100));
  // Two of the service's policy, and two for each provider.
  EXPECT_EQ(world.metered(sku::kCloudwatchAlarm, at_s(100)), 6 * 100'000);
}

}  // namespace
}  // namespace models::ecs
