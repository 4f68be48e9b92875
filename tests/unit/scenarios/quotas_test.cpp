// `quotas: unlimited`: what AWS raises on request does not bind, but for what the scenario writes itself.
#include <string>

#include <fmt/core.h>
#include <gtest/gtest.h>

#include "tests/support/scenario_run.hpp"

namespace scenarios {
namespace {

using models::MetricId;
using test_support::summary_of;

/// 1,500 invocations of a second at once, where an account may have 1,000.
models::ExperimentResult busy_function(const std::string& quotas, const std::string& more = "") {
  return test_support::run_text(
      fmt::format("schema: 1\nname: busy\nduration: 1min\nwarm_up: 0s\nreplications: 1\n{}"
                  "workload: {{kind: constant, rate: 1500/s}}\n"
                  "application:\n"
                  "  containers: {{app: {{cpu: 1, memory: 128MiB}}}}\n"
                  "  request: [{{container: app, cpu_time: 1ms, wait: 1s}}]\n"
                  "architectures:\n  lambda: {{kind: lambda, memory: 1769MiB{}}}\n",
                  quotas, more));
}

double rejected(const models::ExperimentResult& result) {
  return summary_of(result, MetricId::kRequestsRejected).mean;
}

TEST(Quotas, OfAnAccountBind) {
  const models::ExperimentResult result = busy_function("");
  EXPECT_EQ(result.quotas, "account");
  EXPECT_NEAR(rejected(result), 500.0 * 60.0, 0.03 * 500.0 * 60.0);
}

TEST(Quotas, UnlimitedOnesDoNot) {
  const models::ExperimentResult result = busy_function("quotas: unlimited\n");
  EXPECT_EQ(result.quotas, "unlimited");
  EXPECT_EQ(rejected(result), 0.0);
}

TEST(Quotas, WhatTheScenarioWritesBindsInAnyCase) {
  const models::ExperimentResult result = busy_function("quotas: unlimited\n", ", concurrency_quota: 1000");
  EXPECT_NEAR(rejected(result), 500.0 * 60.0, 0.03 * 500.0 * 60.0);
}

// The defaults' sources speak of an account's quotas; a value that does not bind has none.
TEST(Quotas, UnlimitedOnesAreNoAssumptionOfASource) {
  const auto row = [](const models::ExperimentResult& result) {
    for (const models::Assumption& value : result.assumptions) {
      if (value.path == "architectures.lambda.concurrency_quota") {
        return value;
      }
    }
    return models::Assumption{};
  };
  EXPECT_EQ(row(busy_function("")).value, "1000");
  EXPECT_FALSE(row(busy_function("")).source.empty());
  EXPECT_EQ(row(busy_function("quotas: unlimited\n")).value, "10000000");
  EXPECT_TRUE(row(busy_function("quotas: unlimited\n")).source.empty());
}

TEST(Quotas, OfLaunchesDoNotBindEither) {
  const models::ExperimentResult result = test_support::run_text(
      "schema: 1\nname: launches\nquotas: unlimited\nduration: 1min\nwarm_up: 0s\nreplications: 1\n"
      "workload: {kind: constant, rate: 1/s}\n"
      "application:\n"
      "  containers: {app: {cpu: 1, memory: 128MiB}}\n"
      "  request: [{container: app, cpu_time: 1ms}]\n"
      "architectures:\n"
      "  fargate: {kind: ecs, launch_type: fargate, scheduler_rate: 3/s, scaling: {kind: fixed, replicas: 1}}\n");
  const auto value_of = [&result](const std::string& field) {
    for (const models::Assumption& value : result.assumptions) {
      if (value.path == "architectures.fargate." + field) {
        return value.value;
      }
    }
    return std::string{"absent"};
  };
  EXPECT_EQ(value_of("launch_rate"), "1000000/s");
  EXPECT_EQ(value_of("launch_burst"), "1000000");
  EXPECT_EQ(value_of("scheduler_rate"), "3/s");
}

}  // namespace
}  // namespace scenarios
