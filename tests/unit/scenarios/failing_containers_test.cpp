// Containers that end by themselves, on every kind that loses them: what is counted, and who replaces what.
#include <algorithm>
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/support/scenario_run.hpp"

namespace scenarios {
namespace {

using models::MetricId;
using test_support::metric_of;
using test_support::run_text;
using test_support::times_of;

/// Two replicas that crash 20 times an hour each, under 50 requests a second of 1 ms.
std::string yaml(const std::string& container, const std::string& architecture) {
  return "schema: 1\nname: failing\nduration: 2h\nwarm_up: 10min\nreplications: 1\n"
         "workload: {kind: constant, rate: 50/s}\n"
         "application:\n"
         "  containers: {app: {cpu: 0.25, memory: 512MiB, image: 55MB, start: 4s" +
         container +
         "}}\n"
         "  request: [{container: app, cpu_time: 1ms}]\n"
         "architectures: {one: {" +
         architecture + ", load_balancer: {kind: alb, health_check_interval: 0s}}}\n";
}

constexpr const char* kCrashes = ", crash_rate: 20/h";
constexpr const char* kFargate = "kind: ecs, launch_type: fargate, scaling: {kind: fixed, replicas: 2}";
constexpr const char* kCluster =
    "kind: ecs, launch_type: ec2, instances: {instance_type: m7i.large}, capacity_provider: {min: 1, max: 2}, "
    "network_mode: bridge, scaling: {kind: fixed, replicas: 2}";
constexpr const char* kMachines = "kind: ec2_asg, instance_type: m7i.large, scaling: {kind: fixed, replicas: 2}";
constexpr const char* kDocker =
    "kind: docker_host, instance_type: m7i.large, copies: 2, services: {app: {restart: unless-stopped}}";

/// Events are those of replication 0 from the warm-up on; metrics count the window.
TEST(FailingContainers, WhatIsCountedIsWhatHappened) {
  for (const char* architecture : {kFargate, kCluster, kMachines, kDocker}) {
    const auto run = run_text(yaml(kCrashes, architecture)).runs.at(0);
    const std::vector<double> crashes = times_of(run, "container_crashed");
    const auto in_window =
        std::count_if(crashes.begin(), crashes.end(), [](double at) { return at >= 0.0 && at < 7'200.0; });
    EXPECT_EQ(metric_of(run, MetricId::kContainerCrashes), static_cast<double>(in_window)) << architecture;
    EXPECT_GT(in_window, 40) << architecture;
    EXPECT_EQ(metric_of(run, MetricId::kOomKills), 0.0) << architecture;
  }
}

/// Tasks are replaced at once (rule 2.7): each crash but the last ones is followed by a task that runs. A request fails
/// only if it is in the task at that instant, which is one in twenty; nobody is sent to a task that is gone.
TEST(FailingContainers, EcsReplacesTheTask) {
  for (const char* architecture : {kFargate, kCluster}) {
    const auto run = run_text(yaml(kCrashes, architecture)).runs.at(0);
    EXPECT_EQ(times_of(run, "task_failed").size(), times_of(run, "container_crashed").size());
    EXPECT_GE(times_of(run, "task_running").size() + 3, times_of(run, "task_failed").size());
    EXPECT_LE(metric_of(run, MetricId::kRequestsFailed), 0.2 * metric_of(run, MetricId::kContainerCrashes));
    EXPECT_GT(metric_of(run, MetricId::kReplicasMean), 1.0);
    EXPECT_LT(metric_of(run, MetricId::kReplicasMean), 2.0);
  }
}

/// On a VM nobody but the process itself is replaced: requests go on to come to it, and fail, for 4.1 s with systemd
/// and 0.1 + 0.175 + 4 s with Docker.
TEST(FailingContainers, AVmRestartsTheProcess) {
  for (const auto& [architecture, down] : {std::pair{kMachines, 4.1}, std::pair{kDocker, 4.275}}) {
    const auto run = run_text(yaml(kCrashes, architecture)).runs.at(0);
    const double crashes = metric_of(run, MetricId::kContainerCrashes);
    // Half of 50 requests a second; crashes may overlap, and two may be cut off by the window's ends.
    EXPECT_NEAR(metric_of(run, MetricId::kRequestsFailed), crashes * down * 25.0, 2.0 * down * 25.0 + crashes)
        << architecture;
    EXPECT_NEAR(2.0 - metric_of(run, MetricId::kReplicasMean), crashes * down / 7'200.0, 2.0 * down / 7'200.0)
        << architecture;
  }
}

/// A task of 512 MiB in which the app takes 500 and a request 8: with the second one at a time it is too small.
/// Requests of 30 ms, 25 a second for each of two tasks, evenly: never two at a time. Of 60 ms: always.
TEST(FailingContainers, ATaskOnFargateHasItsSizeAndNoMore) {
  const std::string memory = ", memory_base: 500MiB, memory_per_request: 8MiB";
  const auto calm = run_text(yaml(memory, kFargate), {{"application.request[0].wait", "30ms"}}).runs.at(0);
  EXPECT_EQ(metric_of(calm, MetricId::kOomKills), 0.0);
  EXPECT_EQ(metric_of(calm, MetricId::kRequestsFailed), 0.0);
  const auto busy = run_text(yaml(memory, kFargate), {{"application.request[0].wait", "60ms"}}).runs.at(0);
  EXPECT_GT(metric_of(busy, MetricId::kOomKills), 50.0);
  EXPECT_EQ(times_of(busy, "task_failed").size(), times_of(busy, "oom_kill").size());
}

}  // namespace
}  // namespace scenarios
