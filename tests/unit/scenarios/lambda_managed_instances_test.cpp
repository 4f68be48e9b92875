// Functions on instances of one's own, and functions behind a load balancer, as scenarios: bills and limits by hand.
#include <cmath>
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
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;

constexpr double kRounding = 2e-9;  // charges are whole nano-dollars

/// Requests that wait for 50 ms and compute for 5.
std::string yaml(const std::string& rate, const std::string& architecture, const std::string& duration = "1h") {
  return fmt::format(R"(
schema: 1
name: functions
duration: {}
warm_up: 10min
replications: 1
workload: {{kind: constant, rate: {}}}
application:
  containers: {{app: {{cpu: 1, memory: 512MiB}}}}
  request: [{{container: app, cpu_time: 5ms, wait: 50ms}}]
architectures:
  function: {{{}}}
)",
                     duration, rate, architecture);
}

constexpr const char* kManaged =
    "kind: lambda_managed_instances, instance_type: m7i.xlarge, cpu_speed: 1, memory: 4GiB, memory_per_vcpu: 4, "
    "runtime: "
    "python, api: 5s, pending: 12s, boot: 3s";

/// 4.11: the instances, 15 % of their on-demand price on top, and USD 0.20 per million requests; no duration, no
/// balancer, no alarms and no metrics. m7i.xlarge is at USD 0.2016 an hour in us-east-1.
TEST(ManagedInstances, Rule4_11_TheBillOfADay) {
  const auto run = run_text(yaml("100/s", kManaged, "1d")).runs.at(0);
  EXPECT_EQ(metric_of(run, MetricId::kReplicasMean), 3 * 4) << "three instances of four environments";
  EXPECT_NEAR(charged(run, "ec2_instance"), 3 * 24 * 0.2016, kRounding);
  EXPECT_NEAR(charged(run, "lambda_managed_instances_fee"), 0.15 * 3 * 24 * 0.2016, kRounding);
  EXPECT_NEAR(charged(run, "lambda_managed_instances_request"), 8.64 * 0.20, kRounding);
  EXPECT_NEAR(charged(run, "ebs_gp3"), 3 * 8 * 0.08 * 24 / 730, kRounding);
  for (const char* sku : {"lambda_request", "lambda_duration", "alb_hour", "cloudwatch_alarm", "cloudwatch_metric"}) {
    EXPECT_EQ(metered(run, sku), 0) << sku;
  }
  EXPECT_EQ(metric_of(run, MetricId::kColdStartFraction), 0.0);
}

/// 4.11: 16 invocations per vCPU for Python, in each of the three instances' environments. 192 places are held
/// for 50.1 ms each, 501 times as long as it is from one arrival to the next: 3,832.3/s, and the rest is throttled.
TEST(ManagedInstances, Rule4_11_AnInvocationThatFindsAllPlacesTakenIsThrottled) {
  const std::string fixed = std::string{kManaged} + ", scaling: {kind: fixed, replicas: 3}";
  const auto result = run_text(yaml("10000/s", fixed, "2min"), {{"application.request[0].cpu_time", "0.1ms"}});
  const auto& run = result.runs.at(0);
  const double served = 192.0 / 0.0501;
  EXPECT_NEAR(metric_of(run, MetricId::kRequestsCompleted), 120 * served, 192.0);
  EXPECT_NEAR(metric_of(run, MetricId::kRequestsRejected), 120 * (10'000 - served), 192.0);
  EXPECT_EQ(charged(run, "lambda_managed_instances_request"),
            std::round(static_cast<double>(metered(run, "lambda_managed_instances_request")) * 200.0) * 1e-9);
}

/// 4.11: scaling follows the CPU or the places, whichever are more in use: here 4.4 of 8 places, with next to no CPU.
TEST(ManagedInstances, Rule4_11_ScalesByPlacesInUse) {
  const std::string narrow = std::string{kManaged} + ", max_concurrency: 2";
  const auto run = run_text(yaml("240/s", narrow, "10min"), {{"initial", "minimum"}, {"warm_up", "0s"}}).runs.at(0);
  // 13.2 in 24 places are 55 %: ceil(3 x 55 / 50) = 4, noticed at the end of the first minute.
  EXPECT_THAT(times_of(run, "launch"), ElementsAre(0.0, 0.0, 0.0, DoubleNear(60.0, 1e-6)));
  EXPECT_THAT(times_of(run, "ready"), SizeIs(4));
  EXPECT_EQ(metric_of(run, MetricId::kRequestsRejected), 0.0);
}

TEST(ManagedInstances, WhatDoesNotGoTogetherIsAnError) {
  const auto problem = [](const std::string& more) {
    try {
      run_text(yaml("1/s", std::string{kManaged} + more));
    } catch (const std::runtime_error& error) {
      return std::string{error.what()};
    }
    return std::string{};
  };
  EXPECT_THAT(problem(", monitoring: basic"), HasSubstr("Lambda watches these instances itself"));
  EXPECT_THAT(problem(", max_concurrency: 2000"), HasSubstr("1600"));
  EXPECT_THAT(problem(", scaling: {kind: fixed}"), HasSubstr("replicas"));
  EXPECT_THAT(problem(""), IsEmpty());
}

/// 5.4: three dimensions as ever, and 0.4 GB an hour per unit where the target is a function. 100/s of 1 + 9 kB
/// are 3.6e9 bytes an hour: 8.38 units; 100 requests to a connection. Three addresses.
TEST(FunctionBehindAnAlb, Rule5_4_AUnitCoversFourTenthsOfAGigabyte) {
  const test_support::Sets traffic{{"application.traffic.response_bytes", "9kB"},
                                   {"application.traffic.requests_per_connection", "100"}};
  const std::string function = "kind: lambda, memory: 1769MiB";
  const auto direct = run_text(yaml("100/s", function, "6h"), traffic).runs.at(0);
  const auto run = run_text(yaml("100/s", function + ", front_door: alb", "6h"), traffic).runs.at(0);
  const std::int64_t unit = (std::int64_t{1} << 30) * 4 / 10;
  const double units = std::floor(3.6e9 / static_cast<double>(unit) * 1e6) / 1e6;
  EXPECT_NEAR(charged(run, "alb_hour"), 6 * 0.0225, kRounding);
  EXPECT_NEAR(charged(run, "alb_lcu"), 6 * units * 0.008, kRounding);
  EXPECT_NEAR(charged(run, "public_ipv4"), 6 * 3 * 0.005, kRounding);
  EXPECT_EQ(metered(direct, "alb_hour"), 0);
  for (const MetricId same : {MetricId::kRequestsCompleted, MetricId::kLatencyP99, MetricId::kColdStartFraction}) {
    EXPECT_EQ(metric_of(run, same), metric_of(direct, same));
  }
}

}  // namespace
}  // namespace scenarios
