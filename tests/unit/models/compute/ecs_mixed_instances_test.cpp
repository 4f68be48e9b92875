// A cluster of several instance types and Spot instances: room, speed and constraints by type (2.1, 2.4, 2.9), and what
// an interruption does to tasks (1.12). Two types are had where a host has room for one of each.
#include <gtest/gtest.h>

#include "models/ports/skus.hpp"
#include "tests/unit/models/compute/ecs_world.hpp"

namespace models::ecs {
namespace {

using Times = std::vector<std::int64_t>;

MixedInstancesConfig types(std::vector<std::string> names) {
  MixedInstancesConfig mixed;
  mixed.instance_types = std::move(names);
  mixed.on_demand_percentage_above_base_capacity = sim::Fraction::percent(100);
  return mixed;
}

/// Two instances in one zone: an m7i.xlarge, and, since its host has no room for another one, an m7i.large.
World two_types(NetworkMode mode, PlacementConstraints constraints = {}) {
  EcsConfig config = ec2_config();
  config.network_mode = mode;
  config.placement.placement_constraints = std::move(constraints);
  config.instances->machines.zones = 1;
  config.instances->machines.instance_type = "m7i.xlarge";
  config.instances->mixed_instances = types({"m7i.xlarge", "m7i.large"});
  config.capacity_provider->min = 2;
  config.capacity_provider->max = 2;
  return World{config};
}

void build_on_one_host(World& world, std::int64_t tasks) {
  world.hosts = {{sim::Vcpu::whole(6), sim::Bytes::gib(24)}, 1, 1};
  world.build_on_instances(tasks);
  world.run_to(at_s(100));
}

TEST(EcsMixedInstances, Rule_2_9_EachInstanceHoldsWhatItsTypeHolds) {
  World world = two_types(NetworkMode::kAwsvpc);
  build_on_one_host(world, 20);
  EXPECT_EQ(world.gauges.level(Gauge::kReplicasReady), 3 + 2);  // of four and of three interfaces one is the instance's
}

TEST(EcsMixedInstances, EachInstanceOffersTheVcpusOfItsTypeAndIsBilledAsSuch) {
  World world = two_types(NetworkMode::kBridge);
  build_on_one_host(world, 20);
  EXPECT_EQ(world.gauges.level(Gauge::kReplicasReady), 8 + 4);  // of half a vCPU
  EXPECT_EQ(world.metered(sku::kEc2Instance, at_s(100), "m7i.xlarge"), 100'000);
  EXPECT_EQ(world.metered(sku::kEc2Instance, at_s(100), "m7i.large"), 100'000);
}

TEST(EcsMixedInstances, Rule_2_1_MemberOfNamesInstanceTypes) {
  PlacementConstraints constraints;
  constraints.member_of.instance_types = {"m7i.large"};
  World world = two_types(NetworkMode::kBridge, constraints);
  build_on_one_host(world, 20);
  EXPECT_EQ(world.gauges.level(Gauge::kReplicasReady), 4);  // the larger one stays empty
}

TEST(EcsMixedInstances, TheCpuIsAsFastAsItsType) {
  EcsConfig config = ec2_config();
  config.instances->machines.cpu_speed.reset();
  config.instances->machines.instance_type = "m7i.xlarge";
  config.instances->mixed_instances = types({"m7i.xlarge", "m5.large"});
  config.capacity_provider->min = 1;
  World world{config};
  world.hosts = {{sim::Vcpu::whole(2), sim::Bytes::gib(8)}, 3, 1};  // no room for the first type
  world.initial = {InitialState::Kind::kCount, 1};
  world.build();
  world.send(sim::Duration::milliseconds(100));
  world.run_to(at_ms(164));  // 100 ms x 23,390,400 / 14,200,000 = 164.72 ms
  EXPECT_EQ(world.balancer->served_count, 0);
  world.run_to(at_ms(165));
  EXPECT_EQ(world.balancer->served_count, 1);
}

// One instance with eight tasks of half a vCPU is full; the other twelve need two of the largest type. Counted in
// instances of the smallest one they would be three.
TEST(EcsMixedInstances, Rule_2_4_TheGroupGrowsByInstancesOfTheLargestType) {
  EcsConfig config = ec2_config();
  config.network_mode = NetworkMode::kBridge;
  config.instances->machines.instance_type = "m7i.xlarge";
  config.instances->mixed_instances = types({"m7i.xlarge", "m7i.large"});
  config.capacity_provider->min = 1;
  World world{config};
  world.build_on_instances(20);
  world.run_to(at_s(61));
  EXPECT_EQ(world.group->desired(), 3);
}

/// One On-Demand and two Spot instances with a task each; one of the latter is noticed after 10 min.
EcsConfig spot_config() {
  EcsConfig config = ec2_config();
  MixedInstancesConfig& mixed = config.instances->mixed_instances.emplace();
  mixed.on_demand_base_capacity = 1;
  mixed.interruption_notice = sim::Duration::minutes(2);
  SpotReclaim reclaim;
  reclaim.at = sim::Duration::minutes(10);
  reclaim.share = sim::Fraction::percent(50);
  mixed.reclaims = {reclaim};
  config.instances->health_check_period = sim::Duration::minutes(1);
  config.capacity_provider->min = 3;
  return config;
}

void build_with_three_tasks(World& world) {
  world.initial = {InitialState::Kind::kCount, 3};
  world.least = 3;
  world.build();
}

TEST(EcsMixedInstances, Rule_1_12_OnDemandAndSpotAreMeteredApart) {
  World world{spot_config()};
  build_with_three_tasks(world);
  world.run_to(at_s(1'000));
  EXPECT_EQ(world.metered(sku::kEc2Instance, at_s(1'000), "m7i.large", sku::kOnDemand), 1'000'000);
  // One runs on; the other is gone at 720 s, missed at 780 s and replaced, running 17 s later.
  EXPECT_EQ(world.metered(sku::kEc2Instance, at_s(1'000), "m7i.large", sku::kSpot),
            1'000'000 + 720'000 + (1'000 - 797) * 1'000);
}

TEST(EcsMixedInstances, Rule_1_12_WithDrainingTasksAreReplacedAtTheNotice) {
  EcsConfig config = spot_config();
  config.instances->spot_instance_draining = true;
  World world{config};
  world.drain = sim::Duration::seconds(30);
  build_with_three_tasks(world);
  world.run_to(at_s(1'000));
  EXPECT_EQ(world.times_of("task_evicted"), Times{600'000});
  EXPECT_EQ(world.times_of("task_launched"), Times{600'000});
  EXPECT_EQ(world.times_of("in_service").back(), 614'000);  // the image is there; 4 s to start, 10 s to be healthy
  EXPECT_EQ(world.times_of("task_stopped"), Times{630'000});
  EXPECT_EQ(world.times_of("interrupted"), Times{720'000});
  EXPECT_TRUE(world.times_of("task_lost").empty());
}

TEST(EcsMixedInstances, Rule_1_12_WithoutDrainingTasksRunOnUntilTheInstanceIsGone) {
  EcsConfig config = spot_config();
  config.deprovisioning = sim::Duration::seconds(20);  // of a task whose instance is gone nothing is left to do
  World world{config};
  build_with_three_tasks(world);
  world.run_to(at_ms(719'999));
  EXPECT_EQ(world.gauges.level(Gauge::kReplicasReady), 3);
  world.run_to(at_s(1'000));
  EXPECT_TRUE(world.times_of("task_evicted").empty());
  EXPECT_EQ(world.times_of("task_lost"), Times{720'000});
  EXPECT_EQ(world.times_of("task_stopped"), Times{720'000});
  EXPECT_EQ(world.times_of("task_launched"), Times{720'000});
  EXPECT_EQ(world.times_of("in_service").back(), 734'000);
  EXPECT_EQ(world.gauges.level(Gauge::kReplicasReady), 3);
  EXPECT_EQ(world.gauges.level(Gauge::kReplicasStarting), 0);
  EXPECT_EQ(world.gauges.level(Gauge::kVcpuReserved), 1'500);
}

// All three instances are Spot, with room for another task each, and EC2 takes two of them at once. What runs on those
// goes to the third one: never to one whose notice comes at the same instant.
TEST(EcsMixedInstances, Rule_2_1_NoTaskGoesToAnInstanceThatIsNoticedAtTheSameInstant) {
  EcsConfig config = spot_config();
  config.instances->spot_instance_draining = true;
  config.instances->mixed_instances->on_demand_base_capacity = 0;
  config.network_mode = NetworkMode::kBridge;  // four tasks fit
  World world{config};
  build_with_three_tasks(world);
  world.run_to(at_s(700));
  EXPECT_EQ(world.times_of("task_evicted"), Times(2, 600'000)) << "each once";
  EXPECT_EQ(world.times_of("task_launched"), Times(2, 600'000));
  EXPECT_EQ(world.gauges.level(Gauge::kReplicasReady), 3);
  EXPECT_EQ(world.gauges.level(Gauge::kVcpuReserved), 1'500);
}

/// One Spot instance runs from 17 s on, and EC2 takes it when it has run for so many minutes.
World spot_alone(std::int64_t minutes) {
  EcsConfig config = spot_config();
  MixedInstancesConfig& mixed = *config.instances->mixed_instances;
  mixed.on_demand_base_capacity = 0;
  mixed.reclaims[0].at = sim::Duration::seconds(17 + minutes * 60 - 120);
  mixed.reclaims[0].share = sim::Fraction::percent(100);
  mixed.reclaims[0].lasts = sim::Duration::hours(2);
  config.capacity_provider->min = 1;
  return World{config};
}

TEST(EcsMixedInstances, Rule_1_12_AContainerInstanceInterruptedInItsFirstHourIsNotCharged) {
  for (const auto& [minutes, charged_ms] : {std::pair{59, 0}, std::pair{61, 61 * 60'000}}) {
    World world = spot_alone(minutes);
    world.initial = {InitialState::Kind::kEmpty, 0};
    world.build();
    world.run_to(at_s(5'000));
    ASSERT_EQ(world.times_of("interrupted"), Times{(17 + minutes * 60) * 1'000});
    EXPECT_EQ(world.metered(sku::kEc2Instance, at_s(5'000), "m7i.large", sku::kSpot), charged_ms) << minutes << " min";
  }
}

// The drain takes longer than the notice: what is left of it is lost with the instance.
TEST(EcsMixedInstances, Rule_1_12_ADrainEndsWithItsInstance) {
  EcsConfig config = spot_config();
  config.instances->spot_instance_draining = true;
  World world{config};
  world.drain = sim::Duration::seconds(300);
  build_with_three_tasks(world);
  world.run_to(at_s(1'000));
  EXPECT_EQ(world.times_of("task_evicted"), Times{600'000});
  EXPECT_EQ(world.times_of("task_lost"), Times{720'000});
  EXPECT_EQ(world.times_of("task_launched"), Times{600'000});  // it was replaced when it was told
  EXPECT_EQ(world.gauges.level(Gauge::kReplicasReady), 3);
  EXPECT_EQ(world.gauges.level(Gauge::kVcpuReserved), 1'500);
}

// All instances are full. Of the two tasks that must go at 630 s managed scaling hears at 660 s: 3 instances in use,
// and one needed besides. It has joined 25 s later; the pull takes 2 s, the start 4 s, the health check 10 s.
TEST(EcsMixedInstances, Rule_2_4_TheTasksOfADrainedInstanceBringAnotherOne) {
  EcsConfig config = spot_config();
  config.instances->spot_instance_draining = true;
  config.instances->mixed_instances->reclaims[0].at = sim::Duration::seconds(630);
  World world{config};
  world.initial = {InitialState::Kind::kCount, 6};
  world.least = 6;
  world.build();
  world.run_to(at_s(740));
  EXPECT_EQ(world.times_of("task_evicted"), Times(2, 630'000));
  EXPECT_EQ(world.times_of("scale_out"), Times{660'000});
  EXPECT_EQ(world.group->desired(), 4);
  EXPECT_EQ(world.times_of("instance_joined"), Times{685'000});
  EXPECT_EQ(world.times_of("in_service").back(), 701'000);
}

// The replacement is asked for at 600 s, boots in 20 s and joins in 5 s; then the old one drains and goes.
TEST(EcsMixedInstances, Rule_1_12_CapacityRebalancingReplacesTheInstanceFirst) {
  EcsConfig config = spot_config();
  config.instances->mixed_instances->capacity_rebalance = true;
  World world{config};
  build_with_three_tasks(world);
  world.run_to(at_s(1'000));
  EXPECT_EQ(world.times_of("instance_joined"), Times{625'000});
  EXPECT_EQ(world.times_of("task_evicted"), Times{625'000});
  EXPECT_TRUE(world.times_of("interrupted").empty());
  EXPECT_EQ(world.gauges.level(Gauge::kVmsReady), 3);
  EXPECT_EQ(world.gauges.level(Gauge::kReplicasReady), 3);
}

TEST(EcsMixedInstances, OtherServicesLoseTheirTasksToo) {
  EcsConfig config = spot_config();
  OtherServiceConfig other;
  other.cpu = sim::Vcpu::milli(500);
  other.memory = sim::Bytes::mib(512);
  other.replicas = 3;
  config.other_services = {{"batch", other}};
  World world{config};
  build_with_three_tasks(world);
  EXPECT_EQ(world.gauges.level(Gauge::kVcpuReserved), 3'000);
  world.run_to(at_ms(720'001));  // four places are left for six tasks
  EXPECT_EQ(world.gauges.level(Gauge::kVcpuReserved), 2'000);
  world.run_to(at_s(1'000));
  EXPECT_EQ(world.gauges.level(Gauge::kVcpuReserved), 3'000);
}

TEST(EcsMixedInstances, LaunchesSayWhichTasksRunOnSpot) {
  EcsConfig config = spot_config();
  config.instances->mixed_instances->on_demand_base_capacity = 0;
  World world{config};
  world.build_on_instances(1);
  world.run_to(at_s(100));
  std::vector<Launch> launches = world.events.take_launches();
  std::erase_if(launches, [](const Launch& launch) { return launch.kind != LaunchKind::kTask; });
  ASSERT_EQ(launches.size(), 1U);
  EXPECT_TRUE(launches[0].is_spot);
}

}  // namespace
}  // namespace models::ecs
