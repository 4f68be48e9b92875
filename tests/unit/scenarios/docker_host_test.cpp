// Docker hosts as scenarios: what happens when, what it costs, and what becomes of requests. Figures by hand.
#include <algorithm>
#include <string>

#include <fmt/core.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/support/bill.hpp"
#include "tests/support/scenario_run.hpp"

namespace scenarios {
namespace {

using models::MetricId;
using test_support::charged;
using test_support::metered;
using test_support::metric_of;
using test_support::run_text;
using test_support::times_of;
using testing::DoubleNear;
using testing::ElementsAre;
using testing::IsEmpty;

/// Instances with two vCPUs that take 5 + 12 + 3 s to boot; 55 MB of images, pulled in 2 s; the app starts in 4 s.
std::string yaml(const std::string& rate, const std::string& container, const std::string& cpu_time,
                 const std::string& host, const std::string& duration = "30min") {
  return fmt::format(R"(
schema: 1
name: docker
duration: {}
warm_up: 10min
replications: 1
workload: {{kind: constant, rate: {}}}
application:
  containers: {{app: {{cpu: 1, memory: 512MiB, image: 55MB, start: 4s{}}}}}
  request: [{{container: app, cpu_time: {}}}]
architectures:
  docker: {{kind: docker_host, instance_type: m7i.large, api: 5s, pending: 12s, boot: 3s, {}}}
)",
                     duration, rate, container, cpu_time, host);
}

constexpr const char* kOneHost = "network: public_ip, load_balancer: {kind: none}";
constexpr const char* kAlbAtOnce = "load_balancer: {kind: alb, health_check_interval: 0s}";

/// As the timeline of ec2_asg (ec2_timeline_test.cpp), with the pull of 2 s and 175 ms of Docker between boot and
/// start.
TEST(DockerHost, BootPullAndStartOneAfterTheOther) {
  const std::string group =
      fmt::format("scaling: {{kind: target_tracking, metric: cpu, target: 60%, min: 1, max: 10}}, {}", kAlbAtOnce);
  const test_support::Sets triple{{"workload.flash_crowds", "[{at: 10min, factor: 3, hold: 1h}]"},
                                  {"duration", "16min"}};
  const auto run = run_text(yaml("10/s", "", "100ms", group), triple).runs.at(0);
  EXPECT_THAT(times_of(run, "launch"), ElementsAre(-600.0, 840.0));
  EXPECT_THAT(times_of(run, "ready"), ElementsAre(-600.0, 860.0));
  EXPECT_THAT(times_of(run, "images_pulled"), ElementsAre(862.0));
  EXPECT_THAT(times_of(run, "in_service"), ElementsAre(-600.0, DoubleNear(866.175, 1e-6)));
  const auto baked = run_text(yaml("10/s", "", "100ms", group + ", images: baked"), triple).runs.at(0);
  EXPECT_THAT(times_of(baked, "images_pulled"), IsEmpty());
  EXPECT_THAT(times_of(baked, "in_service"), ElementsAre(-600.0, DoubleNear(864.175, 1e-6)));
}

/// 24 h of m7i.large at USD 0.1008, of a public IPv4 address at USD 0.005, 8 GiB at USD 0.08 a GB-month of 730 h and
/// seven metrics at USD 0.30 a month; there is no balancer. (us-east-1 list prices.)
TEST(DockerHost, TheBillOfAnOrdinaryDayOnOneHost) {
  const auto run = run_text(yaml("1/s", "", "10ms", kOneHost, "1d")).runs.at(0);
  constexpr double kRounding = 1e-9;  // charges are whole nano-dollars
  EXPECT_NEAR(charged(run, "ec2_instance"), 24 * 0.1008, kRounding);
  EXPECT_NEAR(charged(run, "public_ipv4"), 24 * 0.005, kRounding);
  EXPECT_NEAR(charged(run, "ebs_gp3"), 8 * 0.08 * 24 / 730, kRounding);
  EXPECT_NEAR(charged(run, "cloudwatch_metric"), 7 * 0.30 * 24 / 730, kRounding);
  EXPECT_EQ(metered(run, "alb_hour"), 0);
  EXPECT_EQ(metered(run, "cloudwatch_alarm"), 0);
  EXPECT_NEAR(metric_of(run, MetricId::kCostTotal), 2.4192 + 0.12 + 0.64 * 24 / 730 + 2.10 * 24 / 730, 1e-8);
  EXPECT_NEAR(metric_of(run, MetricId::kCostTotal), 2.63, 0.005);
}

/// Behind NAT in three zones, the images of 14 hosts, 55 MB each, pay for their way.
TEST(DockerHost, ImagesPayForTheirWayThroughNat) {
  const auto run =
      run_text(yaml("1/s", "", "10ms", "hosts: 14, network: nat"), {{"initial", "empty"}, {"warm_up", "0s"}})
          .runs.at(0);
  EXPECT_EQ(metered(run, "nat_data"), 14 * 55'000'000);
  EXPECT_EQ(metered(run, "nat_hour"), 3 * 1'800'000);
}

/// Four requests a second of 100 ms keep 0.4 of the host's two vCPUs busy, whoever serves them.
TEST(DockerHost, CopiesContendForTheVm) {
  const auto run = run_text(yaml("4/s", "", "100ms", fmt::format("copies: 4, {}", kAlbAtOnce))).runs.at(0);
  EXPECT_EQ(metric_of(run, MetricId::kReplicasMax), 4.0);
  EXPECT_EQ(metric_of(run, MetricId::kVmsMax), 1.0);
  EXPECT_NEAR(metric_of(run, MetricId::kCpuUtilisation), 0.4 / 2.0, 1e-3);
  // 4 x 512 MiB and 200 MiB of guest OS, of 8 GiB: one OS for all of them.
  EXPECT_NEAR(metric_of(run, MetricId::kMemoryUtilisation), (4 * 512.0 + 200.0) / 8'192.0, 1e-9);
}

/// Without `restart` the first crash is the last thing that happens.
TEST(DockerHost, ACrashedContainerStaysDownWithoutAPolicy) {
  const auto run = run_text(yaml("10/s", ", crash_rate: 100/h", "10ms", kOneHost)).runs.at(0);
  EXPECT_EQ(metric_of(run, MetricId::kContainerCrashes), 0.0);  // it fell in the warm-up
  EXPECT_EQ(times_of(run, "container_crashed").size(), 1U);
  EXPECT_THAT(times_of(run, "container_restarted"), IsEmpty());
  EXPECT_EQ(metric_of(run, MetricId::kRequestsFailed), metric_of(run, MetricId::kRequestsOffered));
  EXPECT_EQ(metric_of(run, MetricId::kReplicasMean), 0.0);
}

/// One request every 10 ms, which takes 1 ms: what fails are those that arrive while the container is down, and at most
/// one more for each crash.
TEST(DockerHost, RequestsFailWhileTheirContainerIsDown) {
  const std::string host = fmt::format("services: {{app: {{restart: always}}}}, {}", kOneHost);
  const auto run = run_text(yaml("100/s", ", crash_rate: 60/h", "1ms", host, "2h")).runs.at(0);
  const std::vector<double> crashes = times_of(run, "container_crashed");
  const std::vector<double> restarts = times_of(run, "container_restarted");
  const auto in_window = std::count_if(crashes.begin(), crashes.end(), [](double at) { return at >= 0.0; });
  EXPECT_EQ(metric_of(run, MetricId::kContainerCrashes), static_cast<double>(in_window));
  EXPECT_GT(in_window, 60);
  double down = 0.0;
  for (std::size_t i = 0; i < crashes.size(); ++i) {
    const double until = std::min(i < restarts.size() ? restarts[i] : 7'200.0, 7'200.0);
    EXPECT_GE(until - crashes[i], i < restarts.size() ? 0.1 + 0.175 + 4.0 - 1e-6 : 0.0);
    down += std::max(until - std::max(crashes[i], 0.0), 0.0);
  }
  EXPECT_NEAR(metric_of(run, MetricId::kRequestsFailed), 100.0 * down, static_cast<double>(in_window) + 1.0);
  EXPECT_NEAR(metric_of(run, MetricId::kReplicasMean), 1.0 - down / 7'200.0, 1e-6);
}

/// Other containers of the host do not notice: with two copies about half of the requests meet the one that is up.
TEST(DockerHost, ACrashTakesOneCopyOnly) {
  const auto run =
      run_text(yaml("100/s", ", crash_rate: 20/h", "1ms",
                    fmt::format("copies: 2, services: {{app: {{restart: always}}}}, {}", kAlbAtOnce), "2h"))
          .runs.at(0);
  EXPECT_GT(metric_of(run, MetricId::kContainerCrashes), 40.0);
  const double failed = metric_of(run, MetricId::kRequestsFailed);
  const double down = 2.0 - metric_of(run, MetricId::kReplicasMean);
  EXPECT_NEAR(failed / metric_of(run, MetricId::kRequestsOffered), down / 2.0, 1e-3);
}

/// m7i.large: 8 GiB x 96 % less 200 MiB are 7,664 MiB. A copy takes 512, a request 256: 27 of them fit, the 28th does
/// not. They come a
/// millisecond apart, and each needs a second of CPU.
TEST(DockerHost, MemoryBeyondTheVmKills) {
  const std::string host = fmt::format("services: {{app: {{restart: always}}}}, {}", kOneHost);
  const auto burst = [&](int requests) {
    const test_support::Sets at_once{
        {"warm_up", "0s"},
        {"workload.flash_crowds", fmt::format("[{{at: {}ms, factor: 0, rise: 0s, hold: 31d}}]", requests)}};
    return run_text(yaml("1000/s", ", memory_per_request: 256MiB", "1s", host), at_once).runs.at(0);
  };
  const auto fits = burst(27);
  EXPECT_EQ(metric_of(fits, MetricId::kRequestsOffered), 27.0);
  EXPECT_EQ(metric_of(fits, MetricId::kOomKills), 0.0);
  EXPECT_EQ(metric_of(fits, MetricId::kRequestsCompleted), 27.0);
  const auto bursts = burst(28);
  EXPECT_EQ(metric_of(bursts, MetricId::kOomKills), 1.0);
  EXPECT_EQ(metric_of(bursts, MetricId::kRequestsFailed), 28.0);
  EXPECT_EQ(times_of(bursts, "oom_kill").size(), 1U);
  EXPECT_EQ(times_of(bursts, "container_restarted").size(), 1U);
}

/// Its own limit, of 1,024 MiB, holds two requests of 256 MiB beside its 512.
TEST(DockerHost, MemoryBeyondTheContainersLimitKillsIt) {
  const std::string host = fmt::format("services: {{app: {{restart: always}}}}, {}", kOneHost);
  const auto run =
      run_text(yaml("4/s", ", memory_per_request: 256MiB, memory_limit: 1024MiB", "700ms", host)).runs.at(0);
  EXPECT_GT(metric_of(run, MetricId::kOomKills), 10.0);
  const auto calm =
      run_text(yaml("2/s", ", memory_per_request: 256MiB, memory_limit: 1024MiB", "700ms", host)).runs.at(0);
  EXPECT_EQ(metric_of(calm, MetricId::kOomKills), 0.0);
}

TEST(DockerHost, Ec2AsgLosesProcessesToo) {
  std::string text = yaml("100/s", ", crash_rate: 60/h", "1ms",
                          "scaling: {kind: fixed, replicas: 1}, load_balancer: {kind: none}", "2h");
  text.replace(text.find("kind: docker_host"), 17, "kind: ec2_asg");
  const auto run = run_text(text).runs.at(0);
  EXPECT_GT(metric_of(run, MetricId::kContainerCrashes), 60.0);
  EXPECT_NEAR(metric_of(run, MetricId::kRequestsFailed),
              100.0 * metric_of(run, MetricId::kContainerCrashes) * (0.1 + 4.0),
              5.0 * 100.0);  // the last one may be cut by the window's end, one may have begun before it
}

TEST(DockerHost, WhatHappensInContainersIsTheSameAtAnyNumberOfThreads) {
  const std::string text =
      yaml("100/s", ", crash_rate: 60/h", "1ms", fmt::format("services: {{app: {{restart: always}}}}, {}", kOneHost));
  const test_support::Sets two{{"replications", "2"}};
  const auto once = run_text(text, two, 1);
  const auto again = run_text(text, two, 2);
  for (std::size_t run = 0; run < once.runs.size(); ++run) {
    EXPECT_EQ(metric_of(once.runs[run], MetricId::kRequestsFailed),
              metric_of(again.runs[run], MetricId::kRequestsFailed));
  }
}

}  // namespace
}  // namespace scenarios
