// What a cluster's instances offer and who shares them: interfaces and trunking (2.9), registered memory (2.10), the
// limit and the timeout of waiting tasks and termination protection (2.4), daemons, other services.
#include <gtest/gtest.h>

#include "models/compute/ecs/cluster_check.hpp"
#include "models/compute/ecs/instance_room.hpp"
#include "tests/unit/models/compute/ecs_world.hpp"

namespace models::ecs {
namespace {

using Times = std::vector<std::int64_t>;

EcsConfig bridge_config() {
  EcsConfig config = ec2_config();
  config.network_mode = NetworkMode::kBridge;
  return config;
}
/// As many instances, always.
EcsConfig with_instances(std::int64_t count, EcsConfig config = bridge_config()) {
  config.capacity_provider->min = count;
  config.capacity_provider->max = count;
  return config;
}
InstanceFacts m7i_large() {
  return WorldFacts{}.instance("m7i.large").value_or(InstanceFacts{});
}

class Problems final : public ConfigProblems {
 public:
  void error(std::string_view field, std::string message) override {
    errors.push_back(std::string{field} + ": " + message);
  }
  void warning(std::string_view field, std::string message) override {
    warnings.push_back(std::string{field} + ": " + message);
  }
  std::vector<std::string> errors{};
  std::vector<std::string> warnings{};
};

TEST(EcsCluster, Rule_2_9_TrunkingGivesAnInstanceMoreInterfaces) {
  for (const bool trunking : {false, true}) {
    EcsConfig config = with_instances(1, ec2_config());
    config.awsvpc_trunking = trunking;
    World world{config};
    world.facts.trunked_tasks = 10;
    world.application.containers.front().second.cpu = sim::Vcpu::milli(100);
    world.application.containers.front().second.memory = sim::Bytes::mib(256);
    world.least = 12;
    world.build();
    world.run_to(at_s(100));
    EXPECT_EQ(world.gauges.level(Gauge::kReplicasReady), trunking ? 10 : 2);
  }
}

TEST(EcsCluster, Rule_2_9_ATypeWithoutAFigureIsAnErrorThatNamesTheField) {
  EcsConfig config = ec2_config();
  config.awsvpc_trunking = true;
  Problems problems;
  check_cluster(config, {sim::Vcpu::milli(500), sim::Bytes::gib(1)}, config.providers().front(), {m7i_large()},
                problems);
  ASSERT_EQ(problems.errors.size(), 1U);
  EXPECT_NE(problems.errors[0].find("give tasks_per_instance"), std::string::npos) << problems.errors[0];
  config.tasks_per_instance = 10;
  problems.errors.clear();
  check_cluster(config, {sim::Vcpu::milli(500), sim::Bytes::gib(1)}, config.providers().front(), {m7i_large()},
                problems);
  EXPECT_TRUE(problems.errors.empty());
}

// m7i.large has three interfaces, one of them its own; the figure with trunking is given here.
TEST(EcsCluster, Rule_2_9_MoreTasksThanInterfacesAreAnErrorThatSaysWhatToWriteInstead) {
  EcsConfig config = ec2_config();
  config.tasks_per_instance = 11;
  InstanceFacts instance = m7i_large();
  instance.trunked_tasks = 10;
  const auto errors = [&] {
    Problems problems;
    check_cluster(config, {sim::Vcpu::milli(500), sim::Bytes::gib(1)}, config.providers().front(), {instance},
                  problems);
    return problems.errors;
  };
  EXPECT_EQ(errors(),
            std::vector<std::string>{
                "tasks_per_instance: 11 tasks with an interface of their own are more than m7i.large has room "
                "for: at most 2; give `awsvpc_trunking: true` (up to 10), use `network_mode: bridge`, or leave "
                "it out"});
  config.awsvpc_trunking = true;
  EXPECT_EQ(errors(),
            std::vector<std::string>{
                "tasks_per_instance: 11 tasks with an interface of their own are more than m7i.large has room "
                "for with trunking: at most 10; use `network_mode: bridge`, or leave it out"});
  config.tasks_per_instance = 10;
  EXPECT_TRUE(errors().empty());
  config.awsvpc_trunking = false;
  config.network_mode = NetworkMode::kBridge;
  EXPECT_TRUE(errors().empty());
}

TEST(EcsCluster, Rule_2_10_TheAgentRegistersTheSystemsMemoryLessWhatIsReserved) {
  EcsConfig config = bridge_config();
  config.instances->machines.guest_os.hidden_memory = sim::Fraction::percent(25);
  config.instances->machines.guest_os.memory = sim::Bytes::mib(200);  // in use, but offered to tasks all the same
  config.reserved_memory = sim::Bytes::mib(256);
  EXPECT_EQ(instance_room(config, config.instances->machines, m7i_large()).room.memory,
            sim::Bytes::gib(6) - sim::Bytes::mib(256));
}

TEST(EcsCluster, Rule_2_10_MemoryIsAHardReservation) {
  EcsConfig config = with_instances(1);
  config.task.memory = sim::Bytes::gib(3);
  config.reserved_memory = sim::Bytes::gib(3);
  World world{config};
  world.least = 2;
  world.build();
  world.run_to(at_s(100));
  EXPECT_EQ(world.gauges.level(Gauge::kReplicasReady), 1);
}

TEST(EcsCluster, Rule_2_4_ATaskGivesUpAfterHalfAnHourAndAnotherIsLaunched) {
  World world{with_instances(1, ec2_config())};  // two interfaces
  world.least = 4;
  world.build();
  world.run_to(at_s(30 * 60));
  EXPECT_TRUE(world.times_of("provisioning_timeout").empty());
  EXPECT_EQ(world.times_of("task_launched"), Times(4, 0));
  world.run_to(at_s(60 * 60 + 1));
  EXPECT_EQ(world.times_of("provisioning_timeout"), (Times{1'800'000, 1'800'000, 3'600'000, 3'600'000}));
  EXPECT_EQ(world.times_of("task_launched").size(), 8U);
  EXPECT_EQ(world.gauges.level(Gauge::kReplicasStarting), 2);
  EXPECT_EQ(world.events.take_limits().size(), 1U);
}

TEST(EcsCluster, Rule_2_5_TheSchedulerLaunchesFiveHundredTasksAMinute) {
  World world{with_instances(50)};
  world.least = 130;
  world.build();
  world.run_to(at_s(7));
  const Times launched = world.times_of("task_launched");
  ASSERT_EQ(launched.size(), 130U);
  EXPECT_EQ(launched[79], 0);  // the burst
  EXPECT_EQ(launched[80], 120);
  EXPECT_EQ(launched[129], 50 * 120);
}

TEST(EcsCluster, Rule_2_4_AtMostFiveHundredTasksWait) {
  World world{with_instances(1)};
  world.config.scheduler_burst = 5'000;
  world.build_on_instances(1'000);
  EXPECT_EQ(world.times_of("task_launched").size(), 504U);  // four found room
}

// The tasks lie on an instance of the zone that has more of them: where the group's own policy takes one away.
TEST(EcsCluster, Rule_2_4_WithoutTerminationProtectionTheGroupMayTakeABusyInstance) {
  for (const bool is_protected : {true, false}) {
    EcsConfig config = ec2_config();
    config.instances->machines.zones = 2;
    config.capacity_provider->managed_termination_protection = is_protected;
    World world{config};
    world.initial = {InitialState::Kind::kCount, 2};  // both on the only instance, in zone 0
    world.build();
    world.set_desired(3);
    world.run_to(at_s(90));  // the third pulls its image on a second instance, in zone 1
    world.set_desired(2);
    world.run_to(at_s(120 + 14 * 60 + 1));
    EXPECT_EQ(world.group->desired(), 1);
    EXPECT_EQ(world.times_of("task_deactivating").size(), is_protected ? 0U : 2U);
    world.run_to(at_s(1'300));
    EXPECT_EQ(world.gauges.level(Gauge::kReplicasReady), 2);
    EXPECT_EQ(world.gauges.level(Gauge::kVmsReady), 1);
  }
}

TEST(EcsCluster, Rule_2_4_TasksThatWantAnInstanceEachAreCountedSo) {
  EcsConfig config = bridge_config();
  config.placement.placement_constraints.distinct_instance = true;
  World world{config};
  world.initial = {InitialState::Kind::kCount, 1};
  world.build();
  world.set_desired(5);
  world.run_to(at_s(61));
  EXPECT_EQ(world.group->desired(), 5);
  world.run_to(at_s(200));
  EXPECT_EQ(world.gauges.level(Gauge::kReplicasReady), 5);
}

TEST(EcsCluster, DaemonsTakeRoomOnEveryInstance) {
  EcsConfig config = with_instances(2);
  config.daemons = {{"logs", {sim::Vcpu::milli(300), sim::Bytes::mib(256)}},
                    {"metrics", {sim::Vcpu::milli(300), sim::Bytes::mib(256)}}};
  World world{config};
  world.least = 8;
  world.build();
  world.run_to(at_s(100));
  EXPECT_EQ(world.gauges.level(Gauge::kReplicasReady), 4);  // 1.4 vCPU are left on each
}

TEST(EcsCluster, Rule_2_4_AnInstanceWithNothingButDaemonsIsEmpty) {
  EcsConfig config = bridge_config();
  config.daemons = {{"logs", {sim::Vcpu::milli(300), sim::Bytes::mib(256)}}};
  World world{config};
  world.initial = {InitialState::Kind::kCount, 3};
  world.build();
  world.set_desired(0);
  world.run_to(at_s(14 * 60 + 1));
  EXPECT_EQ(world.group->desired(), 1);
  world.run_to(at_s(15 * 60 + 1));
  EXPECT_EQ(world.group->desired(), 0);
}

EcsConfig with_reports(std::int64_t replicas, std::vector<ReplicaStep> schedule = {}) {
  EcsConfig config = bridge_config();
  OtherServiceConfig reports;
  reports.cpu = sim::Vcpu::whole(1);
  reports.memory = sim::Bytes::gib(1);
  reports.replicas = replicas;
  reports.schedule = std::move(schedule);
  reports.placement = config.placement;
  config.other_services = {{"reports", reports}};
  return config;
}

TEST(EcsCluster, OtherServicesShareTheInstances) {
  World world{with_reports(2)};
  world.initial = {InitialState::Kind::kCount, 2};
  world.build();
  EXPECT_EQ(world.group->desired(), 2);  // 3 vCPU of four
  EXPECT_EQ(world.gauges.level(Gauge::kVcpuReserved), 3'000);
  EXPECT_EQ(world.gauges.level(Gauge::kReplicasReady), 2);
}

TEST(EcsCluster, Rule_2_4_TheirWaitingTasksCountForTheReservation) {
  World world{with_reports(0, {{sim::Duration::minutes(10), 4}, {sim::Duration::minutes(40), 0}})};
  world.initial = {InitialState::Kind::kCount, 4};  // one full instance
  world.build();
  world.run_to(at_s(600));
  EXPECT_EQ(world.group->desired(), 1);
  world.run_to(at_s(661));  // N = 1, M = 1 + 2
  EXPECT_EQ(world.group->desired(), 3);
  world.run_to(at_s(40 * 60 - 1));
  EXPECT_EQ(world.gauges.level(Gauge::kVcpuReserved), 6'000);
  world.run_to(at_s(60 * 60));
  EXPECT_EQ(world.gauges.level(Gauge::kVcpuReserved), 2'000);
  EXPECT_EQ(world.group->desired(), 1);
  EXPECT_EQ(world.gauges.level(Gauge::kReplicasReady), 4);
}

// Rule 2.1, distinctInstance: six instances in three zones are two in each.
TEST(EcsCluster, Rule_2_1_MoreTasksThanInstancesThatMustDifferAreAnError) {
  EcsConfig config = with_reports(0, {{sim::Duration::minutes(10), 7}});
  config.capacity_provider->max = 6;
  PlacementConstraints& constraints = config.other_services[0].second.placement.placement_constraints;
  constraints.distinct_instance = true;
  const auto errors = [&] {
    Problems problems;
    check_cluster(config, {sim::Vcpu::milli(500), sim::Bytes::gib(1)}, config.providers().front(), {m7i_large()},
                  problems);
    return problems.errors;
  };
  EXPECT_EQ(errors(),
            std::vector<std::string>{
                "other_services.reports.placement_constraints.distinct_instance: 7 tasks at least, each on an instance "
                "of its own, but there are 6 such instances at most: the others would wait for ever; raise "
                "capacity_provider.max (now 6), or ask for fewer tasks"});
  config.other_services[0].second.schedule[0].replicas = 6;
  EXPECT_TRUE(errors().empty());
  constraints.member_of.zones = {1};
  ASSERT_EQ(errors().size(), 1U);
  EXPECT_NE(errors()[0].find("but there are 2 such instances"), std::string::npos) << errors()[0];
}

// Two tasks of a vCPU fit on an m7i.large.
TEST(EcsCluster, MoreTasksThanTheInstancesHoldAreAWarningWithTheNumberThatFits) {
  EcsConfig config = with_reports(0, {{sim::Duration::minutes(10), 13}});
  config.capacity_provider->max = 6;
  const auto warnings = [&config] {
    Problems problems;
    check_cluster(config, {sim::Vcpu::milli(500), sim::Bytes::gib(1)}, config.providers().front(), {m7i_large()},
                  problems);
    EXPECT_TRUE(problems.errors.empty());
    return problems.warnings;
  };
  EXPECT_EQ(warnings(), std::vector<std::string>{
                            "other_services.reports.replicas: 13 tasks at least, but 6 instances of m7i.large hold 12 "
                            "of them: the others wait in vain; raise capacity_provider.max (now 6) to 7, or ask for "
                            "fewer tasks"});
  config.other_services[0].second.schedule[0].replicas = 12;
  EXPECT_TRUE(warnings().empty());
}

std::vector<std::string> warnings_of(const EcsConfig& config, const std::vector<InstanceFacts>& types) {
  Problems problems;
  check_cluster(config, {sim::Vcpu::milli(500), sim::Bytes::gib(1)}, config.providers().front(), types, problems);
  EXPECT_TRUE(problems.errors.empty());
  return problems.warnings;
}

// Two tasks of a vCPU fit on an m7i.large, four on an m7i.xlarge.
TEST(EcsCluster, ThatWarningCountsTheInstancesThatTheTasksMayGoToAlone) {
  EcsConfig config = with_reports(5);
  config.capacity_provider->max = 2;
  const std::vector<InstanceFacts> types{m7i_large(), WorldFacts{}.instance("m7i.xlarge").value()};
  EXPECT_TRUE(warnings_of(config, types).empty());
  MemberOf& member_of = config.other_services[0].second.placement.placement_constraints.member_of;
  member_of.instance_types = {"m7i.large"};
  EXPECT_EQ(warnings_of(config, types),
            std::vector<std::string>{"other_services.reports.replicas: 5 tasks at least, but 2 instances of m7i.large "
                                     "hold 4 of them: the others wait in vain; raise capacity_provider.max (now 2) to "
                                     "3, or ask for fewer tasks"});
  config.capacity_provider->max = 6;  // two in each of three zones; three in that zone are to be had of nine
  EXPECT_TRUE(warnings_of(config, types).empty());
  member_of.zones = {1};
  EXPECT_EQ(warnings_of(config, types),
            std::vector<std::string>{"other_services.reports.replicas: 5 tasks at least, but 2 instances of m7i.large "
                                     "in the zones that they may go to hold 4 of them: the others wait in vain; raise "
                                     "capacity_provider.max (now 6) to 9, or ask for fewer tasks"});
}

TEST(EcsCluster, ServicesThatFitOneByOneAndNotTogetherAreAWarningToo) {
  EcsConfig config = with_reports(2, {{sim::Duration::minutes(10), 7}});
  config.capacity_provider->max = 6;  // twelve tasks
  config.other_services.emplace_back("audits", config.other_services[0].second);
  config.other_services[1].second.replicas = 7;
  config.other_services[1].second.schedule = {{sim::Duration::minutes(10), 2}};
  EXPECT_TRUE(warnings_of(config, {m7i_large()}).empty());  // nine at any time
  config.other_services[1].second.schedule = {};
  EXPECT_EQ(warnings_of(config, {m7i_large()}),
            std::vector<std::string>{"capacity_provider.max: at 10m all services together have 14 tasks at least, "
                                     "which take 14 vCPU and 14GiB; 6 instances of m7i.large do not hold them: some "
                                     "wait in vain; raise it to 7 at least, or ask for fewer tasks"});
}

// A daemon's gibibyte leaves an m7i.large 7 GiB or less of its eight, so that two of 3.6 GiB do not fit any more.
TEST(EcsCluster, WhatDaemonsTakeIsNotThereForTasks) {
  EcsConfig config = with_reports(2);
  config.other_services[0].second.memory = sim::Bytes::mib(3'700);
  config.capacity_provider->max = 1;
  EXPECT_TRUE(warnings_of(config, {m7i_large()}).empty());
  config.daemons = {{"logs", {sim::Vcpu::milli(100), sim::Bytes::gib(1)}}};
  EXPECT_EQ(warnings_of(config, {m7i_large()}),
            std::vector<std::string>{"other_services.reports.replicas: 2 tasks at least, but 1 instance of m7i.large "
                                     "holds 1 of them: the others wait in vain; raise capacity_provider.max (now 1) to "
                                     "2, or ask for fewer tasks"});
}

TEST(EcsCluster, MistakesAreNamed) {
  EcsConfig config = with_reports(1);
  config.other_services[0].second.memory = sim::Bytes::gib(9);
  config.placement.placement_constraints.member_of.zones = {1, 3};
  config.daemons = {{"logs", {sim::Vcpu::milli(300), sim::Bytes::mib(256)}}};
  Problems problems;
  check_cluster(config, {sim::Vcpu::whole(2), sim::Bytes::gib(1)}, config.providers().front(), {m7i_large()}, problems);
  EXPECT_EQ(problems.errors,
            (std::vector<std::string>{
                "instances.instance_type: a task takes 2 vCPU, but m7i.large leaves beside the daemons 1.7 vCPU",
                "placement_constraints.member_of.zones: there is no zone 3: the instances are in 3, numbered from 0",
                "other_services.reports.memory: a task takes 9GiB, but m7i.large leaves 7936MiB to tasks"}));
}

}  // namespace
}  // namespace models::ecs
