// Tasks on Fargate: the times of a task's life, launch quotas, refusals, and the bill by hand.
#include <gtest/gtest.h>

#include "models/ports/skus.hpp"
#include "tests/unit/models/compute/ecs_world.hpp"

namespace models::ecs {
namespace {

using Times = std::vector<std::int64_t>;

// 0.5 vCPU and 512 MiB of containers: the smallest size that holds both.
constexpr std::int64_t kMilliVcpu = 500;
constexpr std::int64_t kMemoryMib = 1'024;

TEST(EcsFargate, ATaskPassesItsPhasesAtTheExactTimes) {
  World world{fargate_config()};
  world.least = 1;
  world.build();
  world.run_to(at_s(100));
  EXPECT_EQ(world.times_of("task_launched"), Times{0});
  EXPECT_EQ(world.times_of("task_placed"), Times{40'000});
  EXPECT_EQ(world.times_of("image_pulled"), Times{42'000});  // 55 MB at 27.5 MB/s
  EXPECT_EQ(world.times_of("task_running"), Times{46'000});
  EXPECT_EQ(world.times_of("in_service"), Times{56'000});
  EXPECT_EQ(world.gauges.level(Gauge::kReplicasReady), 1);
  EXPECT_EQ(world.gauges.level(Gauge::kReplicasStarting), 0);
  EXPECT_EQ(world.gauges.level(Gauge::kVcpuReserved), kMilliVcpu);
  EXPECT_EQ(world.gauges.level(Gauge::kVcpuBilled), kMilliVcpu);
  EXPECT_EQ(world.gauges.level(Gauge::kMemoryBilled), sim::Bytes::gib(1).count());
  EXPECT_EQ(world.gauges.level(Gauge::kMemoryUsed), sim::Bytes::mib(512).count());
}

TEST(EcsFargate, PlacedMeansBilledAndReservedRunningMeansMemoryUsed) {
  World world{fargate_config()};
  world.least = 1;
  world.build();
  world.run_to(at_s(39));
  EXPECT_EQ(world.gauges.level(Gauge::kReplicasStarting), 1);
  EXPECT_EQ(world.gauges.level(Gauge::kVcpuBilled), 0);
  EXPECT_EQ(world.gauges.level(Gauge::kVcpuReserved), 0);
  world.run_to(at_s(41));
  EXPECT_EQ(world.gauges.level(Gauge::kVcpuBilled), kMilliVcpu);
  EXPECT_EQ(world.gauges.level(Gauge::kVcpuReserved), kMilliVcpu);
  EXPECT_EQ(world.gauges.level(Gauge::kMemoryUsed), 0);
  world.run_to(at_s(50));
  EXPECT_EQ(world.gauges.level(Gauge::kMemoryUsed), sim::Bytes::mib(512).count());
  EXPECT_EQ(world.gauges.level(Gauge::kReplicasReady), 0);
}

TEST(EcsFargate, BillsFromTheStartOfThePullToTheStop) {
  EcsConfig config = fargate_config();
  config.stop = sim::Duration::seconds(3);
  World world{config};
  world.least = 1;
  world.drain = sim::Duration::seconds(5);
  world.build();
  world.run_to(at_s(200));
  world.set_desired(0);
  world.run_to(at_s(300));
  EXPECT_EQ(world.times_of("task_stopped"), Times{208'000});
  constexpr std::int64_t kBilledMs = 208'000 - 40'000;
  EXPECT_EQ(world.metered(sku::kFargateVcpu, at_s(7'200)), kBilledMs * kMilliVcpu);
  EXPECT_EQ(world.metered(sku::kFargateMemory, at_s(7'200)), kBilledMs * kMemoryMib);
  EXPECT_EQ(world.metered(sku::kPublicIpv4, at_s(7'200)), kBilledMs);
  EXPECT_EQ(world.metered(sku::kCloudwatchAlarm, at_s(7'200)), 2 * 7'200'000);
  EXPECT_EQ(world.metered(sku::kVpcEndpoint, at_s(7'200)), 0);
}

TEST(EcsFargate, BillsStartedSecondsInFull) {
  World world{fargate_config()};
  world.least = 1;
  world.build();
  world.run_to(at_ms(102'300));  // 62.3 s after the pull began
  world.set_desired(0);
  EXPECT_EQ(world.metered(sku::kFargateVcpu, at_s(7'200)), 63'000 * kMilliVcpu);
}

TEST(EcsFargate, BillsAMinuteAtLeast) {
  World world{fargate_config()};
  world.least = 1;
  world.build();
  world.run_to(at_s(41));  // in the middle of its pull
  world.set_desired(0);
  world.run_to(at_s(120));
  EXPECT_EQ(world.metered(sku::kFargateVcpu, at_s(7'200)), 60'000 * kMilliVcpu);
  EXPECT_EQ(world.metered(sku::kFargateMemory, at_s(7'200)), 60'000 * kMemoryMib);
  EXPECT_TRUE(world.times_of("task_running").empty());
  EXPECT_EQ(world.gauges.level(Gauge::kVcpuBilled), 0);
}

TEST(EcsFargate, ATaskThatWasNeverPlacedCostsNothing) {
  World world{fargate_config()};
  world.least = 1;
  world.build();
  world.run_to(at_s(39));
  world.set_desired(0);
  world.run_to(at_s(120));
  EXPECT_EQ(world.metered(sku::kFargateVcpu, at_s(7'200)), 0);
  EXPECT_TRUE(world.times_of("task_placed").empty());
}

TEST(EcsFargate, WhatRunsFromBeforeTheWindowToItsEndIsMeteredForTheWindow) {
  World world{fargate_config(), at_s(-600)};
  world.initial = {InitialState::Kind::kCount, 2};
  world.build();
  EXPECT_EQ(world.gauges.level(Gauge::kReplicasReady), 2);
  EXPECT_EQ(world.gauges.level(Gauge::kReplicasDesired), 2);
  world.run_to(at_s(7'200));
  EXPECT_EQ(world.metered(sku::kFargateVcpu, at_s(7'200)), 2 * 7'200'000 * kMilliVcpu);
}

TEST(EcsFargate, LaunchesABurstAndThenAtTheRefillRate) {
  EcsConfig config = fargate_config();
  config.scheduler_burst = 5'000;
  World world{config};
  world.least = 140;
  world.build();
  world.run_to(at_s(30));
  const Times launched = world.times_of("task_launched");
  ASSERT_EQ(launched.size(), 140U);
  EXPECT_EQ(std::count(launched.begin(), launched.end(), 0), 100);
  for (std::size_t i = 100; i < launched.size(); ++i) {
    EXPECT_EQ(launched[i], static_cast<std::int64_t>(i - 99) * 50);  // 20 a second
  }
}

TEST(EcsFargate, TheSchedulerLaunches80AtOnceAnd500AMinute) {
  World world{fargate_config()};
  world.least = 100;
  world.build();
  world.run_to(at_s(30));
  const Times launched = world.times_of("task_launched");
  ASSERT_EQ(launched.size(), 100U);
  EXPECT_EQ(std::count(launched.begin(), launched.end(), 0), 80);
  for (std::size_t i = 80; i < launched.size(); ++i) {
    EXPECT_EQ(launched[i], static_cast<std::int64_t>(i - 79) * 120);  // 60 s / 500
  }
}

TEST(EcsFargate, ARefusedTaskTriesAgainUntilThereIsRoom) {
  World world{fargate_config()};
  world.hosts.zones = 1;
  world.hosts.hosts_per_zone = 1;
  world.hosts.host = {sim::Vcpu::milli(1'000), sim::Bytes::gib(2)};  // room for two
  world.least = 2;
  world.build();
  world.place_foreign();  // of which somebody else takes one
  world.run_to(at_s(65));
  EXPECT_EQ(world.times_of("task_placed"), (Times{40'000}));
  EXPECT_EQ(world.times_of("placement_refused"), (Times{40'000, 50'000, 60'000}));
  EXPECT_EQ(world.gauges.level(Gauge::kReplicasReady), 1);
  EXPECT_EQ(world.gauges.level(Gauge::kReplicasStarting), 1);
  EXPECT_EQ(world.gauges.level(Gauge::kVcpuBilled), kMilliVcpu);
  world.release_foreign();
  world.run_to(at_s(75));
  EXPECT_EQ(world.times_of("task_placed"), (Times{40'000, 70'000}));
}

TEST(EcsFargate, InitialTasksThatFindNoRoomAreLaunchedAsUsual) {
  World world{fargate_config()};
  world.hosts.zones = 1;
  world.hosts.hosts_per_zone = 1;
  world.hosts.host = {sim::Vcpu::milli(1'000), sim::Bytes::gib(2)};  // room for two
  world.initial = {InitialState::Kind::kCount, 3};
  world.build();
  EXPECT_EQ(world.gauges.level(Gauge::kReplicasReady), 2);
  EXPECT_EQ(world.gauges.level(Gauge::kReplicasStarting), 1);
  world.run_to(at_s(45));
  EXPECT_EQ(world.times_of("placement_refused"), Times{40'000});
}

TEST(EcsFargate, NatIsBilledPerZoneAndForEveryImageAndLogByte) {
  EcsConfig config = fargate_config();
  config.registry.network = Network::kNat;
  World world{config};
  world.least = 3;
  world.build();
  world.run_to(at_s(90));
  for (int i = 0; i < 5; ++i) {
    world.send(sim::Duration::milliseconds(10));
  }
  world.run_to(at_s(120));
  world.service().finish(at_s(120));
  EXPECT_EQ(world.metered(sku::kNatData, at_s(120)), 3 * 55'000'000 + 5 * 300);
  EXPECT_EQ(world.metered(sku::kNatHour, at_s(120)), 3 * 120'000);
  EXPECT_EQ(world.metered(sku::kPublicIpv4, at_s(120)), 3 * 120'000) << "a gateway has an address; tasks have none";
}

TEST(EcsFargate, EndpointsAreBilledPerZoneAndForLogsButNotForImages) {
  EcsConfig config = fargate_config();
  config.registry.network = Network::kEndpoints;
  World world{config};
  world.least = 3;
  world.build();
  world.run_to(at_s(90));
  world.send(sim::Duration::milliseconds(10));
  world.run_to(at_s(120));
  world.service().settle(at_s(120));
  EXPECT_EQ(world.metered(sku::kVpcEndpoint, at_s(120)), 3 * 3 * 120'000);
  EXPECT_EQ(world.metered(sku::kVpcEndpointData, at_s(120)), 300);
  EXPECT_EQ(world.metered(sku::kNatHour, at_s(120)), 0);
}

TEST(EcsFargate, TasksGoToTheZoneWithTheFewest) {
  World world{fargate_config()};
  world.least = 4;
  world.build();
  world.run_to(at_s(41));
  EXPECT_EQ(world.details_of("task_placed"),
            (std::vector<std::string>{"zone 0, provisioning took 40 s", "zone 1, provisioning took 40 s",
                                      "zone 2, provisioning took 40 s", "zone 0, provisioning took 40 s"}));
}

TEST(EcsFargate, ArmIsAnotherVariant) {
  EcsConfig config = fargate_config();
  config.architecture = CpuArchitecture::kArm;
  World world{config};
  world.initial = {InitialState::Kind::kCount, 1};
  world.build();
  for (const MeterUsage& meter : world.meters.finish(at_s(60)).meters) {
    if (meter.key.sku == sku::kFargateVcpu || meter.key.sku == sku::kFargateMemory) {
      EXPECT_EQ(meter.key.variant, sku::kArm);
    }
  }
}

}  // namespace
}  // namespace models::ecs
