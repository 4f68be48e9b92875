// What tasks wait for before they have a place, phase by phase, each second in one phase; and for which instances.
#include <algorithm>

#include <gtest/gtest.h>

#include "tests/unit/models/compute/ecs_world.hpp"

namespace models::ecs {
namespace {

using Times = std::vector<std::int64_t>;

/// In whole seconds.
std::int64_t wait_of(const Launch& launch, LaunchPhase phase) {
  return launch.waits[static_cast<std::size_t>(phase)].nanoseconds() / 1'000'000'000;
}

Launch first_task(const std::vector<Launch>& launches) {
  const auto task = std::find_if(launches.begin(), launches.end(),
                                 [](const Launch& launch) { return launch.kind == LaunchKind::kTask; });
  EXPECT_NE(task, launches.end());
  return task == launches.end() ? Launch{} : *task;
}

/// One host, which holds one instance when the foreign microVM on it has gone.
void build_on_full_host(World& world) {
  world.config.instances->machines.zones = 1;
  world.hosts = {{sim::Vcpu::whole(2), sim::Bytes::gib(8)}, 1, 1};
  world.least = 1;
  world.build();
  world.place_foreign();
}

// The provider decides at 60 s. The group tries at 60, 120 and 180 s; there is room from 150 s on.
TEST(EcsWaits, WhatEc2LacksIsNoWaitForTheCapacityProvider) {
  World world{ec2_config()};
  build_on_full_host(world);
  world.run_to(at_s(150));
  world.release_foreign();
  world.run_to(at_s(300));
  const Launch task = first_task(world.events.take_launches());
  EXPECT_EQ(task.end, LaunchEnd::kInService);
  EXPECT_EQ(wait_of(task, LaunchPhase::kCapacityProvider), 60);
  EXPECT_EQ(wait_of(task, LaunchPhase::kEc2Capacity), 120);
  EXPECT_EQ(wait_of(task, LaunchPhase::kInstancePending), 17);
  EXPECT_EQ(wait_of(task, LaunchPhase::kInstanceBoot), 3);
  EXPECT_EQ(wait_of(task, LaunchPhase::kRegistration), 5);
  EXPECT_EQ(wait_of(task, LaunchPhase::kPull), 2);
  EXPECT_EQ(task.total(), sim::Duration::seconds(60 + 120 + 17 + 3 + 5 + 2 + 4 + 10));
}

TEST(EcsWaits, ATaskThatWaitsForEc2AtTheEndSaysSo) {
  World world{ec2_config()};
  build_on_full_host(world);
  world.run_to(at_s(400));
  world.service().finish(at_s(400));
  const Launch task = first_task(world.events.take_launches());
  EXPECT_EQ(task.end, LaunchEnd::kUnderWay);
  EXPECT_EQ(wait_of(task, LaunchPhase::kCapacityProvider), 60);
  EXPECT_EQ(wait_of(task, LaunchPhase::kEc2Capacity), 340);
}

TEST(EcsWaits, OneThatWaitsForSpotInstancesAloneIsBoughtAsSpot) {
  for (const std::int64_t on_demand : {0, 1}) {
    EcsConfig config = ec2_config();
    MixedInstancesConfig& mixed = config.instances->mixed_instances.emplace();
    mixed.on_demand_base_capacity = on_demand;
    mixed.interruption_notice = sim::Duration::minutes(2);
    World world{config};
    build_on_full_host(world);
    world.run_to(at_s(100));
    world.service().finish(at_s(100));
    EXPECT_EQ(first_task(world.events.take_launches()).is_spot, on_demand == 0);
  }
}

// The metric of 60 s can be read at 150 s, when the next one has been computed.
TEST(EcsWaits, TheGroupIsAskedWhenTheMetricCanBeRead) {
  EcsConfig config = ec2_config();
  config.capacity_provider->publication_delay = sim::Duration::seconds(90);
  World world{config};
  world.least = 1;
  world.build();
  world.run_to(at_s(150));
  EXPECT_EQ(world.group->desired(), 0);
  world.run_to(at_s(600));
  EXPECT_EQ(world.times_of("scale_out"), Times{150'000});  // those of 120 and 180 s show no instance either
  EXPECT_EQ(world.group->desired(), 2);
  EXPECT_EQ(wait_of(first_task(world.events.take_launches()), LaunchPhase::kCapacityProvider), 150);
}

// Two instances have every other task. Two of the eight are stopped and launched again, under other numbers.
TEST(EcsWaits, AnInstanceThatGoesTakesItsOwnTasksAlone) {
  EcsConfig config = ec2_config();
  config.network_mode = NetworkMode::kBridge;
  config.instances->machines.zones = 1;
  config.capacity_provider->min = 2;
  config.capacity_provider->max = 2;
  World world{config};
  world.build_on_instances(8);
  world.run_to(at_s(100));
  world.set_desired(6);
  world.set_desired(8);
  world.run_to(at_s(200));
  std::vector<std::string> expected;
  std::map<std::string, std::string> instance_of;
  for (const RunEvent& event : world.log()) {
    if (event.what == "task_placed") {
      instance_of[event.subject] = event.detail.substr(0, event.detail.find(','));
    } else if (event.what == "task_stopped") {
      instance_of.erase(event.subject);
    }
  }
  for (const auto& [task, instance] : instance_of) {
    if (instance == "i-00001") {
      expected.push_back(task);
    }
  }
  ASSERT_EQ(expected.size(), 4U);
  world.group->terminate(MachineId{0}, at_s(200));
  std::vector<std::string> evicted = world.subjects_of("task_evicted");
  std::sort(evicted.begin(), evicted.end());
  EXPECT_EQ(evicted, expected);
}

}  // namespace
}  // namespace models::ecs
