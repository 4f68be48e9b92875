// What happens when, on an Auto Scaling group under a load that jumps: each second of it, and the bill, by hand.
#include <fmt/core.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/support/bill.hpp"
#include "tests/support/scenario_run.hpp"

namespace scenarios {
namespace {

using models::MetricId;
using models::TickColumn;
using test_support::charged;
using test_support::column_of;
using test_support::metered;
using test_support::metric_of;
using test_support::run_text;
using test_support::times_of;
using testing::DoubleEq;
using testing::ElementsAre;

constexpr const char* kTriplesAtMinute10 = "{at: 10min, factor: 3, hold: 1h}";

/// 10 requests/s of 100 ms on instances with two vCPUs: one is half busy. An instance takes 5 + 12 + 3 s to boot and
/// the application 4 s to start; it counts 300 s after the boot. Healthy at once.
models::RunResult run(const std::string& crowds, const test_support::Sets& sets = {}) {
  const std::string yaml = fmt::format(R"(
schema: 1
name: timeline
duration: 30min
warm_up: 10min
replications: 1
workload: {{kind: constant, rate: 10/s, flash_crowds: [{}]}}
application:
  containers: {{app: {{cpu: 1, memory: 512MiB, start: 4s}}}}
  request: [{{container: app, cpu_time: 100ms}}]
architectures:
  ec2:
    kind: ec2_asg
    instance_type: m7i.large
    api: 5s
    pending: 12s
    boot: 3s
    scaling: {{kind: target_tracking, metric: cpu, target: 60%, min: 1, max: 10}}
    load_balancer: {{kind: alb, health_check_interval: 0s}}
)",
                                       crowds);
  return run_text(yaml, sets).runs.at(0);
}

std::vector<std::string> subjects(const models::RunResult& run, std::string_view what) {
  std::vector<std::string> all;
  for (const models::RunEvent& event : run.events) {
    if (event.what == what) {
      all.push_back(event.subject);
    }
  }
  return all;
}

/// Minutes 10, 11 and 12 lie above 60 %; the third is known at its end plus a minute of publication: 13 min + 60 s.
/// From then 20 s of boot and 4 s of start. The first instance stays at 100 % and the second one, which counts from
/// 860 + 300 = 1,160 s, shows 75 % in the first whole minute after that: (100 + 75) / 2 / 60 x 2 = 2.9 instances.
TEST(Ec2Timeline, AlarmPublicationBootStartAndWarmUpOneAfterTheOther) {
  const models::RunResult result = run(kTriplesAtMinute10);
  EXPECT_THAT(times_of(result, "scale_out"), ElementsAre(840.0, 1'320.0));
  EXPECT_THAT(times_of(result, "launch"), ElementsAre(-600.0, 840.0, 1'320.0));
  EXPECT_THAT(times_of(result, "ready"), ElementsAre(-600.0, 860.0, 1'340.0));
  EXPECT_THAT(times_of(result, "in_service"), ElementsAre(-600.0, 864.0, 1'344.0));
  EXPECT_THAT(subjects(result, "in_service"), ElementsAre("i-00001", "i-00002", "i-00003"));
  EXPECT_EQ(subjects(result, "launch"), subjects(result, "in_service"));
}

/// 1.14 and 1.16. Billed from `running`, 17 s after the launch: 1,800 + (1,800 - 857) + (1,800 - 1,337)
/// instance-seconds at USD 0.1008 an hour. Volumes of 8 GiB exist from `pending`, 5 s after the launch: 1,800 + 955 +
/// 475 s at USD 0.08 a GB-month of 730 h. Seven metrics an instance at USD 0.30 a month, two alarms at USD 0.10, half
/// an hour of the balancer at USD 0.0225 and of its three addresses at USD 0.005. (us-east-1 list prices.)
TEST(Ec2Timeline, Rule1_14_TheBillOfIt) {
  const models::RunResult result = run(kTriplesAtMinute10);
  EXPECT_EQ(metered(result, "ec2_instance"), 3'206'000);
  EXPECT_EQ(metered(result, "ebs_gp3"), 8 * 3'230'000);
  EXPECT_EQ(metered(result, "cloudwatch_metric"), 7 * 3'206'000);
  EXPECT_EQ(metered(result, "cloudwatch_alarm"), 2 * 1'800'000);
  constexpr double kMonth = 730.0 * 3'600.0;
  constexpr double kRounding = 1e-9;  // charges are whole nano-dollars
  EXPECT_NEAR(charged(result, "ec2_instance"), 3'206.0 / 3'600.0 * 0.1008, kRounding);
  EXPECT_NEAR(charged(result, "ebs_gp3"), 8 * 3'230.0 / kMonth * 0.08, kRounding);
  EXPECT_NEAR(charged(result, "cloudwatch_metric"), 7 * 3'206.0 / kMonth * 0.30, kRounding);
  EXPECT_NEAR(charged(result, "cloudwatch_alarm"), 2 * 1'800.0 / kMonth * 0.10, kRounding);
  EXPECT_NEAR(charged(result, "alb_hour"), 0.5 * 0.0225, kRounding);
  EXPECT_NEAR(charged(result, "public_ipv4"), 3 * 0.5 * 0.005, kRounding);
  double total = 0.0;
  for (const models::Charge& charge : result.charges) {
    total += charge.ranked ? charge.effective_cost.amount() : 0.0;
  }
  EXPECT_NEAR(metric_of(result, MetricId::kCostTotal), total, 10 * kRounding);
}

/// Booting instances are billed vCPUs, reserved ones from the boot on, ready ones once in service.
TEST(Ec2Timeline, GaugesFollow) {
  const models::RunResult result = run(kTriplesAtMinute10);
  const models::TickRow& minute = result.ticks.at(14);  // 840 to 900 s
  EXPECT_THAT(column_of(minute, TickColumn::kVmsStarting), DoubleEq(20.0 / 60.0));
  EXPECT_THAT(column_of(minute, TickColumn::kVmsReady), DoubleEq(1.0 + 40.0 / 60.0));
  EXPECT_THAT(column_of(minute, TickColumn::kVcpuBilled), DoubleEq(2.0 + 2.0 * 43.0 / 60.0));
  EXPECT_THAT(column_of(minute, TickColumn::kVcpuReserved), DoubleEq(1.0 + 40.0 / 60.0));
  EXPECT_THAT(column_of(minute, TickColumn::kReplicasReady), DoubleEq(1.0 + 36.0 / 60.0));
  EXPECT_THAT(column_of(minute, TickColumn::kReplicasStarting), DoubleEq(24.0 / 60.0));
  EXPECT_EQ(column_of(minute, TickColumn::kReplicasDesired), 2.0);
  EXPECT_EQ(metric_of(result, MetricId::kVmsMax), 3.0);
}

/// A metric that counted the new instance at once would see it 300 s earlier and ask for the third one then.
TEST(Ec2Timeline, WithoutWarmUpTheThirdInstanceComesEarlier) {
  const models::RunResult result = run(kTriplesAtMinute10, {{"architectures.ec2.scaling.warm_up", "0s"}});
  // In service at 864 s, so that minute 15 is its first whole one; published at 16 min + 60 s.
  EXPECT_THAT(times_of(result, "scale_out").at(1), DoubleEq(1'020.0));
}

TEST(Ec2Timeline, AFasterAlarmShiftsEverything) {
  const models::RunResult result = run(kTriplesAtMinute10, {{"architectures.ec2.scaling.out_datapoints", "1"},
                                                            {"architectures.ec2.scaling.publication_delay", "0s"}});
  EXPECT_THAT(times_of(result, "in_service").at(1), DoubleEq(660.0 + 24.0));
}

/// Three instances hold 30/s at 50 %, above 90 % of the target of 55 %. The crowd ends at 300 s; 15 minutes below the
/// threshold end at 1,200 s and are known at 1,260 s. One is enough: 3 x 16.7 / 55 = 0.9.
TEST(Ec2Timeline, ScaleInWaitsForFifteenMinutesAndDrains) {
  const models::RunResult result =
      run("{at: -20min, factor: 3, hold: 25min}", {{"initial_replicas.ec2", "3"},
                                                   {"architectures.ec2.scaling.target", "55%"},
                                                   {"application.request[0].wait", "20s"}});
  EXPECT_THAT(times_of(result, "scale_in"), ElementsAre(1'260.0));
  EXPECT_THAT(subjects(result, "terminate"), ElementsAre("i-00001", "i-00002"));  // the oldest of the fullest zone
  // They serve on what they hold: requests every 0.3 s to each take 20.1 s, so they leave 19.8 to 20.1 s later.
  const double seconds = static_cast<double>(metered(result, "ec2_instance")) / 1e3;
  EXPECT_GE(seconds, 1'800.0 + 2.0 * (1'260.0 + 19.8));
  EXPECT_LE(seconds, 1'800.0 + 2.0 * (1'260.0 + 20.1) + 2.0);  // whole seconds are billed
  EXPECT_EQ(metric_of(result, MetricId::kRequestsFailed), 0.0);
  EXPECT_NEAR(metric_of(result, MetricId::kReplicaLifetimeMean), 1'260.0 + 20.0 + 600.0, 0.2);
}

TEST(Ec2Timeline, AfterTheDeregistrationDelayWhatIsLeftFails) {
  const models::RunResult result =
      run("{at: -20min, factor: 3, hold: 25min}", {{"initial_replicas.ec2", "3"},
                                                   {"architectures.ec2.scaling.target", "55%"},
                                                   {"application.request[0].wait", "20s"},
                                                   {"architectures.ec2.load_balancer.deregistration_delay", "5s"}});
  EXPECT_EQ(metered(result, "ec2_instance"), 1'000 * (1'800 + 2 * 1'265));
  // 10/s to three instances, 20.1 s each: 67 in each, less what ended within 5 s.
  EXPECT_NEAR(metric_of(result, MetricId::kRequestsFailed), 2.0 * 15.1 / 0.3, 2.0);
}

/// With basic monitoring a datapoint comes every five minutes: three of them end at 15, 20 and 25 min.
TEST(Ec2Timeline, Rule1_6_BasicMonitoringIsSeenEveryFiveMinutes) {
  const models::RunResult result = run(kTriplesAtMinute10, {{"architectures.ec2.monitoring", "basic"}});
  EXPECT_EQ(times_of(result, "scale_out").front(), 1'560.0);
  EXPECT_EQ(metered(result, "cloudwatch_metric"), 0);
}

TEST(Ec2Timeline, TheContainersMustFitTheProcessors) {
  EXPECT_THROW(run(kTriplesAtMinute10, {{"application.containers.app.cpu", "3"}}), std::runtime_error);
}

TEST(Ec2Timeline, BeginsWithWhatTheScenarioSays) {
  const std::string quiet = "{at: 1d, factor: 2, hold: 1h}";
  const auto ready_at_zero = [&](const test_support::Sets& sets) {
    return column_of(run(quiet, sets).ticks.at(0), TickColumn::kReplicasReady);
  };
  const std::pair<std::string, std::string> min2{"architectures.ec2.scaling.min", "2"};
  EXPECT_EQ(ready_at_zero({}), 1.0);                                               // 10/s x 0.1 s / (2 x 60 %) = 0.83
  EXPECT_EQ(ready_at_zero({{"workload.rate", "25/s"}, {"warm_up", "60s"}}), 3.0);  // 2.08
  EXPECT_EQ(ready_at_zero({{"initial", "minimum"}, min2, {"warm_up", "0s"}}), 2.0);
  EXPECT_EQ(ready_at_zero({{"initial_replicas.ec2", "4"}, {"warm_up", "0s"}}), 4.0);
  EXPECT_EQ(ready_at_zero({{"initial_replicas.ec2", "40"}, {"warm_up", "0s"}}), 10.0);  // max
  // Empty: the group launches its minimum when the run begins, and 24 s of the first minute are without anybody.
  const models::RunResult empty = run(quiet, {{"initial", "empty"}, {"warm_up", "0s"}});
  EXPECT_THAT(times_of(empty, "in_service"), ElementsAre(24.0));
  EXPECT_EQ(metric_of(empty, MetricId::kRequestsRejected), 240.0);
}

}  // namespace
}  // namespace scenarios
