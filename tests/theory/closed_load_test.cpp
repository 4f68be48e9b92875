// Users who wait for their answers, each scenario a file: M/M/c//N, and the interactive response time law.
#include <cmath>
#include <string>

#include <fmt/core.h>
#include <gtest/gtest.h>

#include "sim/stats/interval.hpp"
#include "sim/theory/finite_population.hpp"
#include "tests/theory/queue_scenario.hpp"
#include "tests/theory/theory_check.hpp"

namespace theory {
namespace {

using models::MetricId;
using test_support::metric_of;
using test_support::run_text;
using test_support::summary_of;

std::string closed_yaml(int users, const std::string& think_time, const Queue& queue) {
  std::string yaml = yaml_of(queue);
  const std::string open = fmt::format("{{kind: poisson, rate: {}}}", queue.rate);
  yaml.replace(yaml.find(open), open.size(),
               fmt::format("{{kind: closed, users: {}, think_time: {}}}", users, think_time));
  return yaml;
}

void expect_means(const models::ExperimentResult& result, const sim::theory::FinitePopulation& model, double seconds) {
  const auto means = sim::theory::finite_population_means(model);
  expect_exact(summary_of(result, MetricId::kLatencyMean), 1e3 * means.response, "mean response");
  expect_exact(summary_of(result, MetricId::kRequestsCompleted), means.throughput * seconds, "answers");
}

/// 20 users who think 250 ms on average, one server of 10 ms: it is busy two thirds of the time.
TEST(ClosedLoad, MM1WithTwentyUsers) {
  const Queue queue{"1/s", "{kind: exponential, mean: 10ms}", "3000s", on_instance("m7i.large", "concurrency: 1")};
  const auto result = run_text(closed_yaml(20, "{kind: exponential, mean: 250ms}", queue));
  const sim::theory::FinitePopulation model{20, 0.25, 0.010, 1};
  expect_means(result, model, 3'000.0);
  expect_exact(summary_of(result, MetricId::kQueueWaitMean), 1e3 * sim::theory::finite_population_means(model).wait,
               "mean wait");
}

/// The law of think times does not matter.
TEST(ClosedLoad, MM2WithSteadyThoughts) {
  const Queue queue{"1/s", "{kind: exponential, mean: 20ms}", "2000s", on_instance("m7i.large", "concurrency: 2")};
  const auto result = run_text(closed_yaml(25, "200ms", queue));
  expect_means(result, {25, 0.2, 0.020, 2}, 2'000.0);
}

/// Nor does that of service, where it is shared.
TEST(ClosedLoad, ProcessorSharing) {
  const Queue queue{"1/s", "{kind: hyperexponential, mean: 10ms, cv: 2}", "4000s", on_one_vcpu_task()};
  const auto result = run_text(closed_yaml(20, "{kind: exponential, mean: 250ms}", queue));
  expect_means(result, {20, 0.25, 0.010, 1}, 4'000.0);
}

/// N = X (Z + R) in every run, but for the sampling of Z and what is open at the ends: whatever serves the users, here
/// several replicas behind a balancer.
TEST(ClosedLoad, TheInteractiveResponseTimeLaw) {
  const Queue queue{"1/s", "{kind: lognormal, mean: 40ms, cv: 1.5}", "2000s",
                    "kind: ecs, launch_type: fargate, task: {cpu: 1, memory: 2GiB}, concurrency: 3, "
                    "scaling: {kind: fixed, replicas: 3}, load_balancer: {kind: alb, health_check_interval: 0s}"};
  const double users = 60.0;
  const double think = 1.0;
  const auto result = run_text(closed_yaml(60, "{kind: exponential, mean: 1s}", queue));
  std::vector<double> errors;
  for (const models::RunResult& run : result.runs) {
    const double throughput = metric_of(run, MetricId::kRequestsCompleted) / 2'000.0;
    const double response = metric_of(run, MetricId::kLatencyMean) * 1e-3;
    errors.push_back(response - (users / throughput - think));
  }
  const sim::stats::Interval error = sim::stats::mean_interval(errors);
  // About 110,000 thoughts a run: their mean is known to 1 s / sqrt(110,000) = 3 ms in each, 0.7 ms in the mean of 20.
  EXPECT_LT(std::abs(error.mean), 4.0 * 0.0007) << "seconds";
  EXPECT_LT(error.half_width(), 0.003);
}

/// What `explain` says agrees with what is simulated.
TEST(ClosedLoad, TheHookSaysSo) {
  const Queue queue{"1/s", "{kind: exponential, mean: 10ms}", "2000s", on_instance("m7i.large", "concurrency: 1")};
  const auto result = run_text(closed_yaml(20, "{kind: exponential, mean: 250ms}", queue));
  std::size_t agreed = 0;
  for (const models::TheoryStatement& statement : result.theory) {
    for (const models::TheoryPrediction& prediction : statement.predictions) {
      EXPECT_TRUE(prediction.judgement.verdict == models::TheoryVerdict::kAgrees ||
                  prediction.judgement.verdict == models::TheoryVerdict::kHolds)
          << statement.theory << " " << prediction.quantity << " " << prediction.judgement.reason;
      agreed += prediction.judgement.verdict == models::TheoryVerdict::kAgrees ? 1 : 0;
    }
  }
  EXPECT_EQ(agreed, 4U);
}

}  // namespace
}  // namespace theory
