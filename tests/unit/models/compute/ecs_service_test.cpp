// The service above its hosts: who is stopped first, draining, and what the control loop reads.
#include <gtest/gtest.h>

#include "tests/unit/models/compute/ecs_world.hpp"

namespace models::ecs {
namespace {

using Times = std::vector<std::int64_t>;
using Names = std::vector<std::string>;

TEST(EcsService, StopsWaitingTasksFirstThenStartingOnesThenTheNewestOfTheFullestZone) {
  World world{fargate_config()};
  world.initial = {InitialState::Kind::kCount, 4};  // zones 0, 1, 2, 0: tasks 1 and 4 share a zone
  world.build();
  world.set_desired(5);
  world.run_to(at_s(44));  // task 5 starts its containers
  world.set_desired(6);
  world.run_to(at_s(50));  // task 5 waits for its health check, task 6 for its place
  world.set_desired(5);
  EXPECT_EQ(world.subjects_of("task_stopped"), (Names{"task-6"}));
  world.set_desired(4);
  EXPECT_EQ(world.subjects_of("task_stopped"), (Names{"task-6", "task-5"}));
  world.set_desired(3);
  EXPECT_EQ(world.subjects_of("task_stopped"), (Names{"task-6", "task-5", "task-4"}));
  world.set_desired(2);  // one in each zone: the first zone
  EXPECT_EQ(world.subjects_of("task_stopped"), (Names{"task-6", "task-5", "task-4", "task-1"}));
  EXPECT_EQ(world.gauges.level(Gauge::kReplicasReady), 2);
  EXPECT_EQ(world.gauges.level(Gauge::kReplicasDesired), 2);
}

TEST(EcsService, ADrainingTaskIsBilledButDoesNotCountAndFinishesItsRequests) {
  World world{fargate_config()};
  world.initial = {InitialState::Kind::kCount, 1};
  world.drain = sim::Duration::seconds(30);
  world.build();
  world.run_to(at_s(10));
  world.send(sim::Duration::seconds(20));
  world.set_desired(0);
  EXPECT_EQ(world.gauges.level(Gauge::kReplicasReady), 0);
  EXPECT_EQ(world.gauges.level(Gauge::kVcpuBilled), 500);
  EXPECT_EQ(world.gauges.level(Gauge::kVcpuReserved), 500);
  EXPECT_EQ(world.gauges.level(Gauge::kMemoryUsed), sim::Bytes::mib(512).count());
  world.run_to(at_s(39));
  EXPECT_EQ(world.balancer->served_count, 0);  // 20 s of CPU at half a vCPU take 40 s
  world.run_to(at_s(41));
  EXPECT_EQ(world.balancer->aborted_count, 1);
  EXPECT_EQ(world.times_of("task_stopped"), Times{40'000});
  EXPECT_EQ(world.gauges.level(Gauge::kVcpuBilled), 0);
  EXPECT_EQ(world.gauges.level(Gauge::kVcpuReserved), 0);
  EXPECT_EQ(world.gauges.level(Gauge::kMemoryUsed), 0);
}

TEST(EcsService, AStoppedTaskIsReplacedOnlyWhenDesiredRises) {
  World world{fargate_config()};
  world.initial = {InitialState::Kind::kCount, 2};
  world.drain = sim::Duration::seconds(30);
  world.build();
  world.run_to(at_s(10));
  world.set_desired(1);
  world.set_desired(2);  // the draining one does not come back
  EXPECT_EQ(world.times_of("task_launched"), Times{10'000});
  world.run_to(at_s(100));
  EXPECT_EQ(world.gauges.level(Gauge::kReplicasReady), 2);
}

// Amazon ECS developer guide: the service scheduler replaces tasks that fail the load balancer's health checks, but not
// within the grace period.
TEST(EcsService, AnUnhealthyTaskIsReplaced) {
  World world{fargate_config()};
  world.initial = {InitialState::Kind::kCount, 2};
  world.build();
  world.run_to(at_s(10));
  world.balancer->find_unhealthy(at_s(10));
  world.run_to(at_s(11));
  EXPECT_EQ(world.subjects_of("task_stopped"), (Names{"task-1"}));
  EXPECT_EQ(world.times_of("task_launched"), Times{10'000});
  world.run_to(at_s(100));
  EXPECT_EQ(world.gauges.level(Gauge::kReplicasReady), 2);
}

TEST(EcsService, WithinTheGracePeriodAnUnhealthyTaskMayRecover) {
  EcsConfig config = fargate_config();
  config.health_check_grace_period = sim::Duration::seconds(60);
  World world{config};
  world.initial = {InitialState::Kind::kCount, 1};
  world.build();
  world.run_to(at_s(10));
  world.balancer->find_unhealthy(at_s(10));
  world.run_to(at_s(50));
  world.balancer->find_healthy(at_s(50));
  world.run_to(at_s(100));
  EXPECT_TRUE(world.subjects_of("task_stopped").empty());
  world.balancer->find_unhealthy(at_s(100));
  world.run_to(at_s(101));
  EXPECT_EQ(world.subjects_of("task_stopped"), (Names{"task-1"}));
}

TEST(EcsService, AnUnhealthyTaskThatScalingStopsFirstIsStoppedOnce) {
  EcsConfig config = fargate_config();
  config.health_check_grace_period = sim::Duration::seconds(60);
  World world{config};
  world.initial = {InitialState::Kind::kCount, 1};
  world.drain = sim::Duration::seconds(300);
  world.build();
  world.run_to(at_s(10));
  world.balancer->find_unhealthy(at_s(10));
  world.set_desired(0);
  world.run_to(at_s(400));
  EXPECT_EQ(world.subjects_of("task_stopped"), (Names{"task-1"}));
  EXPECT_TRUE(world.times_of("task_launched").empty());
}

TEST(EcsService, CpuMetricIsUsedOverSpecifiedOfTasksThatRanAllPeriod) {
  World world{fargate_config()};
  world.initial = {InitialState::Kind::kCount, 1};
  world.build();
  world.set_desired(2);
  world.run_to(at_s(10));
  world.send(sim::Duration::seconds(6));  // 12 s at half a vCPU
  world.run_to(at_s(61));
  ASSERT_EQ(world.policy->samples.size(), 1U);
  const LoadSample& first = world.policy->samples[0];  // the second task runs from 46 s: not all period
  EXPECT_EQ(first.cpu_used, sim::Duration::seconds(6).nanoseconds());
  EXPECT_EQ(first.cpu_capacity, sim::Duration::seconds(30).nanoseconds());
  EXPECT_EQ(first.replica_time, sim::Duration::seconds(60).nanoseconds());
  EXPECT_EQ(first.requests, 1);
  EXPECT_EQ(world.policy->views[0].desired, 2);
  EXPECT_EQ(world.policy->views[0].counted, 1);
  EXPECT_FALSE(world.policy->views[0].warming);
  world.run_to(at_s(121));
  const LoadSample& second = world.policy->samples.at(1);
  EXPECT_EQ(second.cpu_used, 0);
  EXPECT_EQ(second.cpu_capacity, sim::Duration::seconds(60).nanoseconds());
  EXPECT_EQ(second.requests, 0);
}

TEST(EcsService, SteadyStartHasTheTasksThatTheLoadNeeds) {
  World world{fargate_config()};
  world.initial = {InitialState::Kind::kSteady, 0};
  world.build();
  // 40 requests/s of 10 ms are 0.4 vCPU; at 50 % of half a vCPU a task carries 0.25.
  EXPECT_EQ(world.gauges.level(Gauge::kReplicasReady), 2);
  EXPECT_TRUE(world.times_of("task_launched").empty());
}

TEST(EcsService, SlowerProcessorsNeedMoreTasks) {
  EcsConfig config = fargate_config();
  config.cpu_speed = 0.5;
  World world{config};
  world.initial = {InitialState::Kind::kSteady, 0};
  world.build();
  EXPECT_EQ(world.gauges.level(Gauge::kReplicasReady), 4);
}

TEST(EcsService, AnEmptyStartFillsUpToTheMinimum) {
  World world{fargate_config()};
  world.least = 2;
  world.build();
  EXPECT_EQ(world.gauges.level(Gauge::kReplicasReady), 0);
  EXPECT_EQ(world.gauges.level(Gauge::kReplicasDesired), 2);
  EXPECT_EQ(world.times_of("task_launched"), (Times{0, 0}));
}

TEST(EcsService, LivesAreCountedFromServiceToStopInsideTheWindow) {
  World world{fargate_config(), at_s(-100)};
  world.initial = {InitialState::Kind::kCount, 3};
  world.build();
  world.run_to(at_s(-50));
  world.set_desired(2);  // before the window: not counted
  world.run_to(at_s(20));
  world.set_desired(1);
  EXPECT_EQ(world.service().replicas_ended(), 1);
  EXPECT_EQ(world.service().replica_lifetimes(), sim::Duration::seconds(120).nanoseconds());
  world.service().finish(at_s(30));
  world.set_desired(0);
  EXPECT_EQ(world.service().replicas_ended(), 1);
}

TEST(EcsService, TheSameSeedGivesTheSameRun) {
  EcsConfig config = ec2_config();
  config.provisioning_limit = 3;
  Times first;
  for (int run = 0; run < 2; ++run) {
    World world{config};
    world.least = 12;
    world.build();
    world.run_to(at_s(1'200));
    const Times times = world.times_of("in_service");
    EXPECT_EQ(times.size(), 12U);
    if (run == 0) {
      first = times;
    } else {
      EXPECT_EQ(times, first);
    }
  }
}

}  // namespace
}  // namespace models::ecs
