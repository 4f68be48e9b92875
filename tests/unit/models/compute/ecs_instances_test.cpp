// Tasks on container instances: where they go, what they wait for, and how the group of instances follows them.
#include <gtest/gtest.h>

#include "models/ports/skus.hpp"
#include "tests/unit/models/compute/ecs_world.hpp"

namespace models::ecs {
namespace {

using Times = std::vector<std::int64_t>;

// An instance boots 20 s after its launch and joins 5 s later; two tasks of an instance's two interfaces fit on it.
constexpr std::int64_t kUpMs = 25'000;

TEST(EcsInstances, TheFirstTasksOfAnEmptyClusterWaitForTwoInstances) {
  World world{ec2_config()};
  world.least = 1;
  world.build();
  EXPECT_EQ(world.group->desired(), 0);
  world.run_to(at_s(59));
  EXPECT_EQ(world.group->desired(), 0);
  world.run_to(at_s(61));
  EXPECT_EQ(world.group->desired(), 2);  // nothing runs and something is needed: the metric is 200
  world.run_to(at_s(200));
  EXPECT_EQ(world.times_of("instance_joined"), (Times{60'000 + kUpMs, 60'000 + kUpMs}));
  EXPECT_EQ(world.times_of("task_launched"), Times{0});
  EXPECT_EQ(world.times_of("task_placed"), Times{85'000});
  EXPECT_EQ(world.times_of("image_pulled"), Times{87'000});
  EXPECT_EQ(world.times_of("task_running"), Times{91'000});
  EXPECT_EQ(world.times_of("in_service"), Times{101'000});
  EXPECT_EQ(world.metered(sku::kEc2Instance, at_s(200)), 2 * (200'000 - 77'000));  // running 5 + 12 s after launch
}

TEST(EcsInstances, AnInstancePullsTheImageOnceAndTheNextTaskWaitsForTheSamePull) {
  EcsConfig config = ec2_config();
  config.registry.network = Network::kNat;
  config.instances->machines.zones = 1;
  config.network_mode = NetworkMode::kBridge;
  config.scheduler_burst = 1;
  config.scheduler_rate = sim::Rate::per_second(1.0);
  config.capacity_provider->min = 1;
  World world{config};
  world.build_on_instances(3);  // launched at 0, 1 and 2 s, on an instance that is there
  world.run_to(at_s(20));
  EXPECT_EQ(world.times_of("task_placed"), (Times{0, 1'000, 2'000}));
  EXPECT_EQ(world.times_of("image_pulled"), (Times{2'000, 2'000, 2'000}));
  world.set_desired(4);
  world.run_to(at_s(30));
  EXPECT_EQ(world.times_of("task_placed").back(), world.times_of("image_pulled").back());  // it is there
  EXPECT_EQ(world.metered(sku::kNatData, at_s(30)), 55'000'000);
}

TEST(EcsInstances, ATaskNeedsANetworkInterface) {
  EcsConfig config = ec2_config();
  config.capacity_provider->min = 1;
  config.capacity_provider->max = 1;
  World world{config};
  world.least = 4;  // the CPU and memory of one instance, but it has two interfaces to give
  world.build();
  world.run_to(at_s(300));
  EXPECT_EQ(world.gauges.level(Gauge::kReplicasReady), 2);
  EXPECT_EQ(world.gauges.level(Gauge::kReplicasStarting), 2);
  EXPECT_EQ(world.gauges.level(Gauge::kVcpuReserved), 1'000);
}

TEST(EcsInstances, BridgeModeAndTrunkingLiftThatLimit) {
  EcsConfig bridge = ec2_config();
  bridge.capacity_provider->min = 1;
  bridge.capacity_provider->max = 1;
  EcsConfig trunking = bridge;
  bridge.network_mode = NetworkMode::kBridge;
  trunking.tasks_per_instance = 10;
  for (const EcsConfig& config : {bridge, trunking}) {
    World world{config};
    world.least = 5;
    world.build();
    world.run_to(at_s(300));
    EXPECT_EQ(world.gauges.level(Gauge::kReplicasReady), 4);  // 2 vCPU carry four tasks of half a vCPU
  }
}

TEST(EcsInstances, MemoryLimitsTasksToo) {
  EcsConfig config = ec2_config();
  config.network_mode = NetworkMode::kBridge;
  config.capacity_provider->min = 1;
  config.capacity_provider->max = 1;
  config.task.memory = sim::Bytes::gib(3);
  World world{config};
  world.least = 4;
  world.build();
  world.run_to(at_s(300));
  EXPECT_EQ(world.gauges.level(Gauge::kReplicasReady), 2);
}

TEST(EcsInstances, TheRunBeginsWithTheInstancesThatItsTasksNeed) {
  World world{ec2_config()};
  world.initial = {InitialState::Kind::kCount, 5};
  world.build();
  EXPECT_EQ(world.group->desired(), 3);
  EXPECT_EQ(world.gauges.level(Gauge::kReplicasReady), 5);
  EXPECT_EQ(world.gauges.level(Gauge::kVmsReady), 3);
  world.run_to(at_s(300));
  EXPECT_EQ(world.group->desired(), 3);
}

TEST(EcsInstances, ScaleOutAddsWhatWaitingTasksNeedAndThenWaitsForTheWarmUp) {
  World world{ec2_config()};
  world.initial = {InitialState::Kind::kCount, 2};
  world.build();
  ASSERT_EQ(world.group->desired(), 1);
  world.set_desired(5);  // two more instances for three more tasks: M/N = 3/1
  world.run_to(at_s(61));
  EXPECT_EQ(world.group->desired(), 3);
  world.set_desired(9);
  world.run_to(at_s(180));  // launched at 60 s, warm only at 360 s
  EXPECT_EQ(world.group->desired(), 3);
  EXPECT_EQ(world.gauges.level(Gauge::kReplicasReady), 6);
  world.run_to(at_s(360));
  EXPECT_EQ(world.group->desired(), 3);
  world.run_to(at_s(361));
  EXPECT_EQ(world.group->desired(), 5);
  world.run_to(at_s(600));
  EXPECT_EQ(world.gauges.level(Gauge::kReplicasReady), 9);
}

/// Four of the small tasks fit on an instance, whose first boot takes so much longer.
EcsConfig slow_to_boot(sim::Duration user_data) {
  EcsConfig config = ec2_config();
  config.network_mode = NetworkMode::kBridge;
  config.instances->machines.user_data = user_data;
  return config;
}

// Twenty tasks need five instances, the first two of which are launched at 60 s: "now minus the instance launch time".
TEST(EcsInstances, Rule_2_4_TheWarmUpRunsFromTheLaunchHoweverLongTheBootTakes) {
  World world{slow_to_boot(sim::Duration::minutes(2))};
  world.least = 20;
  world.build();
  world.run_to(at_s(360));
  EXPECT_EQ(world.times_of("instance_joined"), (Times{205'000, 205'000}));
  EXPECT_EQ(world.group->desired(), 2);
  world.run_to(at_s(361));
  EXPECT_EQ(world.group->desired(), 5);
}

// The warm-up is over long before the instances of 60 s and of 420 s join, 325 s after their launch.
TEST(EcsInstances, Rule_2_4_WhatWasAskedForIsNotAskedForTwice) {
  EcsConfig config = slow_to_boot(sim::Duration::minutes(5));
  config.capacity_provider->warm_up = sim::Duration::minutes(1);
  World world{config};
  world.least = 20;
  world.build();
  world.run_to(at_s(420));
  EXPECT_EQ(world.group->desired(), 2);
  world.run_to(at_s(1'200));
  EXPECT_EQ(world.times_of("scale_out"), (Times{60'000, 420'000}));
  EXPECT_EQ(world.group->desired(), 5);
  EXPECT_EQ(world.gauges.level(Gauge::kReplicasReady), 20);
}

// EC2 has room for one instance in each of three zones; two tasks have interfaces on each.
TEST(EcsInstances, Rule_2_4_InstancesThatEc2CannotLaunchDoNotWarmUp) {
  World world{ec2_config()};
  world.hosts.host = {sim::Vcpu::whole(2), sim::Bytes::gib(8)};
  world.hosts.hosts_per_zone = 1;
  world.initial = {InitialState::Kind::kCount, 2};
  world.build();
  world.set_desired(14);
  world.run_to(at_s(361));  // warm again, but all seven have been asked for
  EXPECT_EQ(world.gauges.level(Gauge::kVmsReady), 3);
  EXPECT_EQ(world.group->desired(), 7);
  world.set_desired(16);
  world.run_to(at_s(421));
  EXPECT_EQ(world.group->desired(), 8);
}

TEST(EcsInstances, OnlyEmptyInstancesGoAfterFifteenMinutes) {
  EcsConfig config = ec2_config();
  World world{config};
  world.initial = {InitialState::Kind::kCount, 6};
  world.build();
  ASSERT_EQ(world.group->desired(), 3);
  world.run_to(at_s(30));
  world.set_desired(3);  // spread over zones: one of each instance's two goes, none is empty
  world.run_to(at_s(30 * 60));
  EXPECT_EQ(world.group->desired(), 3);
  world.set_desired(2);
  world.run_to(at_s(44 * 60));
  EXPECT_EQ(world.group->desired(), 3);
  world.run_to(at_s(45 * 60 + 1));
  EXPECT_EQ(world.group->desired(), 2);
  EXPECT_EQ(world.gauges.level(Gauge::kReplicasReady), 2);
  EXPECT_EQ(world.balancer->aborted_count, 0);
  world.run_to(at_s(60 * 60));
  EXPECT_EQ(world.gauges.level(Gauge::kVmsReady), 2);
  EXPECT_EQ(world.gauges.level(Gauge::kReplicasReady), 2);
}

TEST(EcsInstances, ABusyInstanceIsProtectedWhereTheGroupWouldChooseIt) {
  EcsConfig config = ec2_config();
  config.instances->machines.zones = 2;
  World world{config};
  world.initial = {InitialState::Kind::kCount, 2};  // both on the only instance, in zone 0
  world.build();
  world.set_desired(3);
  world.run_to(at_s(90));  // the third pulls its image on a second instance, in zone 1
  ASSERT_EQ(world.times_of("task_placed"), Times{85'000});
  world.set_desired(2);
  world.run_to(at_s(120 + 14 * 60));
  EXPECT_EQ(world.group->desired(), 2);
  world.run_to(at_s(120 + 14 * 60 + 1));  // the 15th minute in a row; the group's own choice would be the older one
  EXPECT_EQ(world.group->desired(), 1);
  world.run_to(at_s(1'200));
  EXPECT_EQ(world.gauges.level(Gauge::kVmsReady), 1);
  EXPECT_EQ(world.gauges.level(Gauge::kReplicasReady), 2);
  EXPECT_TRUE(world.times_of("task_deactivating").empty());
}

TEST(EcsInstances, TasksGoToTheZoneWithTheFewest) {
  EcsConfig config = ec2_config();
  config.network_mode = NetworkMode::kBridge;
  config.capacity_provider->min = 4;  // zones 0, 1, 2, 0
  World world{config};
  world.build_on_instances(6);
  std::vector<char> zones;
  for (const std::string& detail : world.details_of("task_placed")) {
    zones.push_back(detail.at(detail.find("zone ") + 5));
  }
  EXPECT_EQ(zones, (std::vector<char>{'0', '1', '2', '0', '1', '2'}));
}

TEST(EcsInstances, AtMostSoManyTasksWaitForRoom) {
  EcsConfig config = ec2_config();
  config.provisioning_limit = 3;
  config.capacity_provider->max = 1;
  World world{config};
  world.least = 8;
  world.build();
  EXPECT_EQ(world.times_of("task_launched").size(), 3U);
  world.run_to(at_s(300));  // two found room; two more wait
  EXPECT_EQ(world.times_of("task_launched").size(), 5U);
  EXPECT_EQ(world.gauges.level(Gauge::kReplicasReady), 2);
}

TEST(EcsInstances, TasksOfAnInstanceThatIsTakenAwayAreDrainedAndReplaced) {
  EcsConfig config = ec2_config();
  config.capacity_provider->min = 2;
  World world{config};
  world.initial = {InitialState::Kind::kCount, 2};
  world.drain = sim::Duration::seconds(20);
  world.build();
  world.run_to(at_s(30));
  world.group->terminate(MachineId{0}, at_s(30));
  EXPECT_EQ(world.times_of("task_deactivating"), Times{30'000});
  EXPECT_EQ(world.times_of("task_launched"), Times{30'000});
  EXPECT_EQ(world.times_of("task_placed"), Times{30'000});  // on the other instance
  EXPECT_EQ(world.gauges.level(Gauge::kVmsReady), 2);       // the draining one runs on
  world.run_to(at_s(51));
  EXPECT_EQ(world.times_of("task_stopped"), Times{50'000});
  EXPECT_EQ(world.gauges.level(Gauge::kVmsReady), 1);
  world.run_to(at_s(120));
  EXPECT_EQ(world.gauges.level(Gauge::kReplicasReady), 2);
}

TEST(EcsInstances, ReplicasOfOneInstanceShareItsProcessors) {
  EcsConfig config = ec2_config();
  config.instances->machines.zones = 1;
  World world{config};
  world.initial = {InitialState::Kind::kCount, 1};
  world.build();
  world.run_to(at_s(1));
  for (int i = 0; i < 2; ++i) {
    world.send(sim::Duration::seconds(10));  // a vCPU each, though the task reserves half of one
  }
  world.run_to(at_s(10));
  EXPECT_EQ(world.balancer->served_count, 0);
  world.run_to(at_s(12));
  EXPECT_EQ(world.balancer->served_count, 2);
  world.run_to(at_s(61));
  // 20 s of CPU in a period of 60 s, of half a vCPU: two thirds. More than the task's CPU would pass 100 %.
  EXPECT_EQ(world.policy->samples.at(0).cpu_used, sim::Duration::seconds(20).nanoseconds());
  EXPECT_EQ(world.policy->samples.at(0).cpu_capacity, sim::Duration::seconds(30).nanoseconds());
}

TEST(EcsInstances, TheProviderKeepsTwoAlarmsAndPublicAddressesBelongToInstances) {
  World world{ec2_config()};
  world.initial = {InitialState::Kind::kCount, 1};
  world.build();
  world.run_to(at_s(100));
  EXPECT_EQ(world.metered(sku::kCloudwatchAlarm, at_s(100)), (2 + 2) * 100'000);
  EXPECT_EQ(world.metered(sku::kPublicIpv4, at_s(100)), 100'000);
  EXPECT_EQ(world.metered(sku::kFargateVcpu, at_s(100)), 0);
}

}  // namespace
}  // namespace models::ecs
