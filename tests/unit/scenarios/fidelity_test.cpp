// The same scenario as rates and as requests: what must be equal is, what theory approximates is as near as
// docs/fluid.md says, and what rates can't carry is refused.
#include <algorithm>
#include <cmath>
#include <string>
#include <vector>

#include <fmt/core.h>
#include <gtest/gtest.h>

#include "tests/support/conservation.hpp"
#include "tests/support/scenario_run.hpp"

namespace scenarios {
namespace {

using models::MetricId;
using test_support::metric_of;
using test_support::summary_of;

constexpr const char* kEc2 =
    "kind: ec2_asg, instance_type: m7i.large, cpu_speed: 1, load_balancer: {kind: alb}, scaling: ";
constexpr const char* kFargate =
    "kind: ecs, launch_type: fargate, task: {cpu: 1, memory: 2GiB}, cpu_speed: 1, load_balancer: {kind: alb}, "
    "scaling: ";

std::string yaml(const std::string& workload, const std::string& architecture, const std::string& more = "") {
  return fmt::format(
      "schema: 1\nname: two-fidelities\nduration: 2h\nwarm_up: 10min\nreplications: 3\n"
      "workload: {{{}}}\n{}"
      "application:\n"
      "  containers: {{app: {{cpu: 1, memory: 512MiB}}}}\n"
      "  request: [{{container: app, cpu_time: {{kind: exponential, mean: 50ms}}}}]\n"
      "  traffic: {{request_bytes: 2kB, response_bytes: 30kB, log_bytes: 1kB}}\n"
      "architectures:\n  only: {{{}}}\n",
      workload, more, architecture);
}

struct Both {
  models::ExperimentResult fluid;
  models::ExperimentResult requests;
  double of(const models::ExperimentResult& result, MetricId id) const { return summary_of(result, id).mean; }
  double ratio(MetricId id) const { return of(fluid, id) / of(requests, id); }
};

Both both(const std::string& text) {
  return {test_support::run_text(text, {{"fidelity", "fluid"}}), test_support::run_text(text)};
}

/// Evenly spaced arrivals are the same number in both, so every meter of a fixed fleet is equal, to the last unit.
TEST(Fidelity, AFixedFleetHasTheSameBill) {
  for (const char* kind : {kEc2, kFargate}) {
    const Both runs = both(yaml("kind: constant, rate: 60/s", std::string{kind} + "{kind: fixed, replicas: 6}"));
    EXPECT_EQ(runs.fluid.fidelity, "fluid");
    EXPECT_EQ(runs.requests.fidelity, "requests");
    const auto cents = [&](const models::ExperimentResult& result) {
      return std::llround(runs.of(result, MetricId::kCostTotal) * 100.0);
    };
    EXPECT_EQ(cents(runs.fluid), cents(runs.requests)) << kind;
    EXPECT_EQ(runs.of(runs.fluid, MetricId::kRequestsOffered), runs.of(runs.requests, MetricId::kRequestsOffered));
    EXPECT_EQ(runs.of(runs.fluid, MetricId::kReplicasMean), runs.of(runs.requests, MetricId::kReplicasMean));
    EXPECT_NEAR(runs.ratio(MetricId::kCpuUtilisation), 1.0, 0.01);  // 432,000 exponential demands: 0.15 %, in each
    EXPECT_NEAR(runs.ratio(MetricId::kLatencyMean), 1.0, 0.05);
    EXPECT_NEAR(runs.ratio(MetricId::kLatencyP99), 1.0, 0.1);
    test_support::expect_conserved(runs.fluid);
  }
}

/// The bounds of docs/fluid.md, or half a replica where there are few.
void expect_agreement(const std::string& text) {
  const Both runs = both(text);
  const double replicas = runs.of(runs.requests, MetricId::kReplicasMean);
  EXPECT_NEAR(runs.of(runs.fluid, MetricId::kReplicasMean), replicas, std::max(0.02 * replicas, 0.5)) << text;
  const double unit = std::max(0.01, 0.5 / replicas);
  EXPECT_NEAR(runs.ratio(MetricId::kCostTotal), 1.0, unit) << text;
  EXPECT_NEAR(runs.ratio(MetricId::kCpuUtilisation), 1.0, std::max(0.02, 0.5 / replicas)) << text;
  EXPECT_NEAR(runs.ratio(MetricId::kLatencyP99), 1.0, 0.1) << text;
  test_support::expect_conserved(runs.fluid);
}

TEST(Fidelity, TargetTrackingScalesAlike) {
  const std::string scaling = "{kind: target_tracking, metric: cpu, target: 50%, min: 2, max: 40}";
  expect_agreement(yaml("kind: poisson, rate: 60/s", kEc2 + scaling));
  expect_agreement(yaml("kind: poisson, rate: 60/s", kFargate + scaling));
  expect_agreement(yaml("kind: diurnal, rate: 60/s, peak_to_mean: 2", kFargate + scaling));
}

/// At 0.98 of the target on average a metric that never scattered would never pass it.
TEST(Fidelity, MetricsScatter) {
  // 5 tasks, 4.9 vCPU x 50 % / 50 ms = 49 requests a second
  const Both runs =
      both(yaml("kind: poisson, rate: 49/s",
                std::string{kFargate} + "{kind: target_tracking, metric: cpu, target: 50%, min: 5, max: 40}"));
  EXPECT_GT(runs.of(runs.fluid, MetricId::kReplicasMean), 5.0);
}

TEST(Fidelity, EveryArchitectureIsOfferedTheSame) {
  const std::string text = yaml("kind: poisson, rate: 60/s", std::string{kEc2} + "{kind: fixed, replicas: 3}") +
                           fmt::format("  other: {{{}{{kind: fixed, replicas: 4}}}}\n", kFargate);
  const models::ExperimentResult result = test_support::run_text(text, {{"fidelity", "fluid"}});
  for (std::size_t i = 0; i < result.replications; ++i) {
    EXPECT_EQ(metric_of(result.runs[i], MetricId::kRequestsOffered),
              metric_of(result.runs[result.replications + i], MetricId::kRequestsOffered));
  }
  EXPECT_NE(metric_of(result.runs[0], MetricId::kRequestsOffered),
            metric_of(result.runs[1], MetricId::kRequestsOffered));
}

TEST(Fidelity, ThreadsDoNotMatter) {
  const std::string text = yaml("kind: diurnal, rate: 60/s, peak_to_mean: 2",
                                std::string{kFargate} + "{kind: target_tracking, target: 50%, min: 2, max: 40}");
  const models::ExperimentResult one = test_support::run_text(text, {{"fidelity", "fluid"}}, 1);
  const models::ExperimentResult three = test_support::run_text(text, {{"fidelity", "fluid"}}, 3);
  for (std::size_t i = 0; i < one.summary.size(); ++i) {
    const bool is_equal = one.summary[i].mean == three.summary[i].mean ||
                          (std::isnan(one.summary[i].mean) && std::isnan(three.summary[i].mean));
    EXPECT_TRUE(is_equal) << i;
  }
}

std::string problem_of(const std::string& text) {
  try {
    test_support::run_text(text, {{"fidelity", "fluid"}});
  } catch (const std::runtime_error& error) {
    return error.what();
  }
  return "none";
}

TEST(Fidelity, RefusesWhatRatesCannotCarry) {
  const std::string fixed = std::string{kFargate} + "{kind: fixed, replicas: 3}";
  EXPECT_NE(problem_of(yaml("kind: closed, users: 10, think_time: 1s", fixed)).find("has no rate"), std::string::npos);
  EXPECT_NE(problem_of(yaml("kind: poisson, rate: 5/s", fixed, "client: {timeout: 1s, retries: 2}\n")).find("retries"),
            std::string::npos);
  EXPECT_NE(problem_of(yaml("kind: poisson, rate: 5/s", "kind: lambda, memory: 1769MiB, reuse: oldest"))
                .find("single requests only"),
            std::string::npos);
}

TEST(Fidelity, SaysThatConnectionsThatLastAreSpreadEvenly) {
  const auto limits = [](const std::string& per_connection) {
    std::string text = yaml("kind: poisson, rate: 20/s",
                            "kind: ec2_asg, instance_type: m7i.large, cpu_speed: 1, load_balancer: {kind: nlb}, "
                            "scaling: {kind: fixed, replicas: 2}");
    text.replace(text.find("log_bytes: 1kB"), 0, "requests_per_connection: " + per_connection + ", ");
    return test_support::run_text(text, {{"fidelity", "fluid"}, {"duration", "10min"}}).runs.front().limits_reached;
  };
  EXPECT_TRUE(limits("1").empty());
  ASSERT_EQ(limits("500").size(), 1U);
  EXPECT_NE(limits("500").front().find("NLB"), std::string::npos);
}

TEST(Fidelity, AutoSaysWhatItTook) {
  const std::string text = yaml("kind: poisson, rate: 60/s", std::string{kFargate} + "{kind: fixed, replicas: 6}");
  const models::ExperimentResult few = test_support::run_text(text, {{"fidelity", "auto"}, {"duration", "5min"}});
  EXPECT_EQ(few.fidelity, "requests");
  ASSERT_FALSE(few.warnings.empty());
  EXPECT_NE(few.warnings[0].find("auto took requests"), std::string::npos) << few.warnings[0];
  const models::ExperimentResult many =
      test_support::run_text(text, {{"fidelity", "auto"}, {"duration", "5min"}, {"workload.rate", "1000000/s"}});
  EXPECT_EQ(many.fidelity, "fluid");
}

}  // namespace
}  // namespace scenarios
