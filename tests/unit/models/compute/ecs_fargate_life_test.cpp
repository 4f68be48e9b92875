// The phases of a task's life on Fargate, what each launch waited for, storage and lazy loading, by hand.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "models/ports/skus.hpp"
#include "tests/unit/models/compute/ecs_world.hpp"

namespace models::ecs {
namespace {

using testing::ElementsAre;
using Times = std::vector<std::int64_t>;

/// The waits of a launch by phase, in milliseconds.
std::vector<std::int64_t> waits_of(const Launch& launch) {
  std::vector<std::int64_t> waits;
  for (const sim::Duration wait : launch.waits) {
    waits.push_back(wait.nanoseconds() / 1'000'000);
  }
  return waits;
}

// Rule 2.8: PROVISIONING → PENDING → ACTIVATING → RUNNING → DEACTIVATING → STOPPING → DEPROVISIONING → STOPPED.
// Rule 2.22: billed from the start of the pull until the containers have ended.
TEST(EcsFargateLife, ATaskGoesThroughAllItsPhases) {
  EcsConfig config = fargate_config();
  config.activating = sim::Duration::seconds(7);
  config.stop = sim::Duration::seconds(3);
  config.deprovisioning = sim::Duration::seconds(11);
  World world{config};
  world.least = 1;
  world.drain = sim::Duration::seconds(5);
  world.build();
  world.run_to(at_s(200));
  world.set_desired(0);
  world.run_to(at_s(215));
  EXPECT_EQ(world.times_of("task_placed"), Times{40'000}) << "PROVISIONING ends, PENDING begins";
  EXPECT_EQ(world.times_of("image_pulled"), Times{42'000});
  EXPECT_EQ(world.times_of("task_running"), Times{53'000}) << "containers started at 46 s, ACTIVATING until 53 s";
  EXPECT_EQ(world.times_of("in_service"), Times{63'000});
  EXPECT_EQ(world.times_of("task_deactivating"), Times{200'000});
  EXPECT_EQ(world.times_of("task_deprovisioning"), Times{208'000}) << "drained at 205 s, STOPPING until 208 s";
  EXPECT_TRUE(world.times_of("task_stopped").empty());
  EXPECT_EQ(world.gauges.level(Gauge::kVcpuBilled), 0);
  world.run_to(at_s(300));
  EXPECT_EQ(world.times_of("task_stopped"), Times{219'000});
  EXPECT_EQ(world.metered(sku::kFargateVcpu, at_s(7'200)), (208'000 - 40'000) * 500);
}

// Rule 2.8: SIGKILL at the end of stopTimeout.
TEST(EcsFargateLife, AProgramThatDoesNotEndIsKilledAtTheStopTimeout) {
  EcsConfig config = fargate_config();
  config.stop = sim::Duration::minutes(10);
  World world{config};
  world.least = 1;
  world.build();
  world.run_to(at_s(100));
  world.set_desired(0);
  world.run_to(at_s(200));
  EXPECT_EQ(world.times_of("task_stopped"), Times{130'000});
}

TEST(EcsFargateLife, ATaskThatIsStoppedWhileItsPlaceIsFreedIsReplacedOnAnotherPlace) {
  EcsConfig config = fargate_config();
  config.deprovisioning = sim::Duration::seconds(100);
  World world{config};
  world.hosts.zones = 1;
  world.hosts.hosts_per_zone = 1;
  world.hosts.host = {sim::Vcpu::milli(500), sim::Bytes::gib(1)};  // room for one
  world.least = 1;
  world.build();
  world.run_to(at_s(100));
  world.set_desired(0);
  world.set_desired(1);
  world.run_to(at_s(300));
  EXPECT_EQ(world.times_of("task_deprovisioning"), Times{100'000});
  EXPECT_EQ(world.times_of("task_placed"), (Times{40'000, 200'000})) << "tried every 10 s from 140 s on";
}

TEST(EcsFargateLife, ALaunchTellsWhatItWaitedFor) {
  EcsConfig config = fargate_config();
  config.activating = sim::Duration::seconds(7);
  config.launch_burst = 1;
  config.launch_rate = sim::Rate::per_second(0.5);
  World world{config};
  world.least = 2;
  world.build();
  world.run_to(at_s(100));
  const std::vector<Launch> launches = world.events.take_launches();
  ASSERT_EQ(launches.size(), 2U);
  EXPECT_THAT(waits_of(launches[0]), ElementsAre(0, 0, 0, 0, 0, 0, 0, 40'000, 2'000, 4'000, 7'000, 10'000));
  EXPECT_THAT(waits_of(launches[1]), ElementsAre(2'000, 0, 0, 0, 0, 0, 0, 40'000, 2'000, 4'000, 7'000, 10'000));
  EXPECT_EQ(launches[1].subject, "task-2");
  EXPECT_EQ(launches[1].wanted_at, at_s(0));
  EXPECT_EQ(launches[1].end, LaunchEnd::kInService);
  EXPECT_EQ(launches[1].total(), sim::Duration::seconds(65));
}

TEST(EcsFargateLife, ALaunchThatIsStoppedOrUnderWayTellsHowFarItCame) {
  World world{fargate_config()};
  world.least = 2;
  world.build();
  world.run_to(at_s(41));
  world.set_desired(1);  // the newer goes, one second into its pull
  world.run_to(at_s(44));
  world.service().finish(at_s(44));
  world.run_to(at_s(100));
  const std::vector<Launch> launches = world.events.take_launches();
  ASSERT_EQ(launches.size(), 2U) << "the one under way when the window ended is not told again";
  EXPECT_THAT(waits_of(launches[0]), ElementsAre(0, 0, 0, 0, 0, 0, 0, 40'000, 2'000, 2'000, 0, 0));
  EXPECT_EQ(launches[0].end, LaunchEnd::kUnderWay);
  EXPECT_THAT(waits_of(launches[1]), ElementsAre(0, 0, 0, 0, 0, 0, 0, 40'000, 1'000, 0, 0, 0));
  EXPECT_EQ(launches[1].end, LaunchEnd::kStopped);
}

TEST(EcsFargateLife, AReplacementIsWantedFromWhenItsPredecessorWent) {
  World world{fargate_config()};
  world.least = 1;
  world.build();
  world.run_to(at_s(100));
  world.balancer->find_unhealthy(at_s(100));
  world.run_to(at_s(300));
  const std::vector<Launch> launches = world.events.take_launches();
  ASSERT_EQ(launches.size(), 2U);
  EXPECT_EQ(launches[1].wanted_at, at_s(100));
}

// Rule 2.21: 20 GiB are free. 100 GiB for an hour from the pull's start: 80 GB-h × 0.000111 = 0.00888 USD.
TEST(EcsFargateLife, StorageBeyondTheFreePartIsBilledFromThePullOn) {
  EcsConfig config = fargate_config();
  config.fargate.ephemeral_storage = sim::Bytes::gib(100);
  World world{config};
  world.least = 1;
  world.build();
  world.run_to(at_s(3'640));
  world.set_desired(0);
  world.run_to(at_s(3'700));
  EXPECT_EQ(world.metered(sku::kFargateEphemeral, at_s(7'200)), 80 * 3'600'000);
}

TEST(EcsFargateLife, TheFreeStorageHasNoMeter) {
  World world{fargate_config()};
  world.least = 1;
  world.build();
  for (const MeterUsage& meter : world.meters.finish(at_s(60)).meters) {
    EXPECT_NE(meter.key.sku, sku::kFargateEphemeral);
  }
}

// Rule 2.11 and 0.3: Fargate caches nothing, so that every task pulls; with lazy loading 6.4 % of it before it starts.
TEST(EcsFargateLife, WithLazyLoadingATaskWaitsForAPartOfItsImage) {
  EcsConfig config = fargate_config();
  config.registry.network = Network::kNat;
  config.fargate.lazy_loading = LazyLoading{sim::Fraction::billionths(64'000'000)};
  World world{config};
  world.least = 2;
  world.build();
  world.run_to(at_s(120));
  EXPECT_EQ(world.times_of("image_pulled"), (Times{40'128, 40'128})) << "6.4 % of 2 s";
  EXPECT_EQ(world.metered(sku::kNatData, at_s(120)), 2 * 55'000'000) << "the rest comes too, and is paid for";
}

// Rule 2.20, and what it costs: half a vCPU and 512 MiB are rounded up to 0.5 vCPU and 1 GiB.
TEST(EcsFargateLife, TheServiceSaysWhatIsRoundedUp) {
  World world{fargate_config()};
  world.build();
  const std::optional<RoundedSize> size = world.service().rounded_size();
  ASSERT_TRUE(size.has_value());
  EXPECT_EQ(size->billed.vcpu, size->reserved.vcpu);
  EXPECT_EQ(size->billed.memory, sim::Bytes::gib(1));
  EXPECT_EQ(size->reserved.memory, sim::Bytes::mib(512));
}

TEST(EcsInstancesLaunch, ATaskWaitsForTheMinuteThenForItsInstanceThenForItself) {
  World world{ec2_config()};
  world.least = 1;
  world.build();
  world.run_to(at_s(200));
  const std::vector<Launch> launches = world.events.take_launches();
  ASSERT_EQ(launches.size(), 3U) << "two instances, which are told first, and the task";
  // 5 + 12 s pending, 3 s boot, 5 s registration.
  for (const Launch& instance : {launches[0], launches[1]}) {
    EXPECT_THAT(waits_of(instance), ElementsAre(0, 0, 0, 0, 17'000, 3'000, 5'000, 0, 0, 0, 0, 0));
    EXPECT_EQ(instance.wanted_at, at_s(60));
    EXPECT_EQ(instance.kind, LaunchKind::kInstance);
  }
  // The capacity provider decides at the full minute; then the instance; then its own start.
  EXPECT_THAT(waits_of(launches[2]), ElementsAre(0, 0, 60'000, 0, 17'000, 3'000, 5'000, 0, 2'000, 4'000, 0, 10'000));
  EXPECT_EQ(launches[2].kind, LaunchKind::kTask);
  EXPECT_EQ(launches[2].instance, "i-00001");
}

/// By hand in the event list: the task is launched; the provider asks for instances at the full minute; the one of them
/// that the task is put on, which its event names, is launched, ready and joins; the image is pulled.
TEST(EcsInstancesLaunch, TheSameWaitCanBeFollowedThroughTheEvents) {
  World world{ec2_config()};
  world.least = 1;
  world.build();
  world.run_to(at_s(200));
  std::string instance;
  for (const std::string& detail : world.details_of("task_placed")) {
    instance = detail.substr(0, detail.find(','));
  }
  EXPECT_EQ(world.details_of("task_placed"), std::vector<std::string>{"i-00001, zone 0, provisioning took 85 s"});
  std::vector<std::pair<std::string, std::int64_t>> way;
  for (const RunEvent& event : world.log()) {
    if (event.subject == "task-1" || event.subject == instance || event.what == "scale_out") {
      way.emplace_back(event.what, event.at.nanoseconds() / 1'000'000'000);
    }
  }
  using Step = std::pair<std::string, std::int64_t>;
  EXPECT_THAT(way, ElementsAre(Step{"task_launched", 0}, Step{"scale_out", 60}, Step{"launch", 60}, Step{"ready", 80},
                               Step{"instance_joined", 85}, Step{"task_placed", 85}, Step{"image_pulled", 87},
                               Step{"task_running", 91}, Step{"in_service", 101}));
}

TEST(EcsInstancesLaunch, AFargateTaskHasNoInstance) {
  World world{fargate_config()};
  world.least = 1;
  world.build();
  world.run_to(at_s(200));
  const std::vector<Launch> launches = world.events.take_launches();
  ASSERT_EQ(launches.size(), 1U);
  EXPECT_EQ(launches[0].instance, "");
}

/// `initial: empty` is the same for a cluster as for a group of instances: nothing is there, the minimum boots.
TEST(EcsInstancesLaunch, AnEmptyClusterBootsItsMinimum) {
  EcsConfig config = ec2_config();
  config.capacity_provider->min = 2;
  World world{config};
  world.initial = {InitialState::Kind::kEmpty, 0};
  world.least = 1;
  world.build();
  EXPECT_EQ(world.gauges.level(Gauge::kVmsReady), 0);
  EXPECT_EQ(world.group->desired(), 2);
  world.run_to(at_s(59));
  EXPECT_EQ(world.times_of("instance_joined"), (Times{25'000, 25'000})) << "20 s of boot, 5 s until the agent joins";
  EXPECT_EQ(world.times_of("task_placed"), Times{25'000});
}

TEST(EcsInstancesLaunch, WithRoomNothingOfTheInstanceCounts) {
  World world{ec2_config()};
  world.initial = {InitialState::Kind::kCount, 1};
  world.build();
  world.run_to(at_s(100));
  world.set_desired(2);  // the instance of two vCPUs has room for another
  world.run_to(at_s(200));
  const std::vector<Launch> launches = world.events.take_launches();
  ASSERT_EQ(launches.size(), 1U) << "what ran before the run began was not launched";
  EXPECT_THAT(waits_of(launches[0]), ElementsAre(0, 0, 0, 0, 0, 0, 0, 0, 0, 4'000, 0, 10'000)) << "its image is cached";
}

TEST(LaunchLog, KeepsEverySecondWhereThereAreTooMany) {
  LaunchLog log;
  for (std::uint64_t number = 1; number <= 2 * LaunchLog::kMost + 1; ++number) {
    Launch launch;
    launch.number = number;
    log.add(std::move(launch));
  }
  const std::vector<Launch> kept = log.take();
  EXPECT_EQ(kept.size(), LaunchLog::kMost / 2 + 1);
  EXPECT_EQ(kept[0].number, 1U);
  EXPECT_EQ(kept[1].number, 5U) << "every second at 10,001, every fourth at 20,001";
}

}  // namespace
}  // namespace models::ecs
