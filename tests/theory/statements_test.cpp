// What `explain` says of a scenario, judged against the simulation of that scenario: exact values agree, bounds hold,
// and a value that is a little wrong is found out.
#include <map>

#include <gtest/gtest.h>

#include "scenarios/theory/judgement.hpp"
#include "tests/theory/function_scenario.hpp"
#include "tests/theory/queue_scenario.hpp"
#include "tests/theory/theory_check.hpp"

namespace theory {
namespace {

using models::TheoryKind;
using models::TheoryVerdict;
using test_support::run_text;

/// How many predictions got each verdict.
std::map<TheoryVerdict, int> verdicts(const models::ExperimentResult& result) {
  std::map<TheoryVerdict, int> count;
  for (const models::TheoryStatement& statement : result.theory) {
    for (const models::TheoryPrediction& prediction : statement.predictions) {
      ++count[prediction.judgement.verdict];
    }
  }
  return count;
}

void expect_agreement(const models::ExperimentResult& result, int exact) {
  std::map<TheoryVerdict, int> count = verdicts(result);
  EXPECT_EQ(count[TheoryVerdict::kAgrees], exact);
  EXPECT_EQ(count[TheoryVerdict::kOutside] + count[TheoryVerdict::kViolated] + count[TheoryVerdict::kBeyondError], 0);
}

TEST(Statements, OfMM1Agree) {
  const Queue queue{"70/s", "{kind: exponential, mean: 10ms}", "1000s", on_instance("m7i.large", "concurrency: 1")};
  auto result = run_text(yaml_of(queue));
  // vCPU used, replicas busy; latency, wait, utilisation, p99.
  expect_agreement(result, 6);

  // And a latency that is 5 % too high does not: the interval is ± 1 %.
  for (models::TheoryStatement& statement : result.theory) {
    for (models::TheoryPrediction& prediction : statement.predictions) {
      prediction.value *= 1.05;
    }
  }
  scenarios::theory::judge(result);
  EXPECT_EQ(verdicts(result)[TheoryVerdict::kAgrees], 0);
  EXPECT_EQ(verdicts(result)[TheoryVerdict::kOutside], 6);
}

TEST(Statements, OfTargetsInTurnAgree) {
  const std::string three =
      "kind: ec2_asg, instance_type: m7i.large, cpu_speed: 1, concurrency: 1, scaling: {kind: fixed, replicas: 3}, "
      "load_balancer: {kind: alb, routing: round_robin, health_check_interval: 0s}";
  const Queue queue{"240/s", "{kind: exponential, mean: 10ms}", "1000s", three, "60s", 12};
  const auto result = run_text(yaml_of(queue));
  expect_agreement(result, 5);
}

TEST(Statements, BoundsOfLeastOutstandingRequestsHold) {
  const std::string three =
      "kind: ec2_asg, instance_type: m7i.large, cpu_speed: 1, concurrency: 1, scaling: {kind: fixed, replicas: 3}, "
      "load_balancer: {kind: alb, routing: least_outstanding_requests, health_check_interval: 0s}";
  const Queue queue{"240/s", "{kind: exponential, mean: 10ms}", "1000s", three, "60s", 13};
  auto result = run_text(yaml_of(queue));
  expect_agreement(result, 2);
  EXPECT_GE(verdicts(result)[TheoryVerdict::kHolds], 2);
  for (models::TheoryStatement& statement : result.theory) {
    for (models::TheoryPrediction& prediction : statement.predictions) {
      prediction.high = prediction.kind == TheoryKind::kBound ? prediction.high * 0.4 : prediction.high;
    }
  }
  scenarios::theory::judge(result);
  EXPECT_EQ(verdicts(result)[TheoryVerdict::kViolated], 1) << "a bound that is too low is violated";
}

TEST(Statements, OfAQuotaAndOfKeptEnvironments) {
  Function function{"kind: poisson, rate: 50/s", "{kind: exponential, mean: 200ms}", "12h",
                    ", init: 0s, idle_expiry: 60s"};
  function.warm_up = "1h";
  function.seed = 14;
  auto result = run_text(yaml_of(function));
  expect_agreement(result, 1);
  EXPECT_EQ(verdicts(result)[TheoryVerdict::kWithinError], 3) << "cold starts, environments, idle ones";
  Function limited = function;
  limited.duration = "2h";
  limited.settings = ", init: 0s, concurrency_quota: 12";
  expect_agreement(run_text(yaml_of(limited)), 2);
}

TEST(Statements, NothingIsJudgedByOneReplication) {
  const Queue queue{"70/s", "{kind: exponential, mean: 10ms}", "100s", on_instance("m7i.large", "concurrency: 1")};
  const auto result = run_text(yaml_of(queue), {{"replications", "1"}});
  for (const models::TheoryStatement& statement : result.theory) {
    for (const models::TheoryPrediction& prediction : statement.predictions) {
      EXPECT_EQ(prediction.judgement.verdict, TheoryVerdict::kNotJudged);
      EXPECT_EQ(prediction.judgement.reason, "one replication has no standard error");
    }
  }
}

TEST(Statements, LimitIsFourStandardErrorsFromTwentyReplicationsOn) {
  EXPECT_NEAR(scenarios::theory::limit_of(20), 4.0, 1e-3);
  EXPECT_EQ(scenarios::theory::limit_of(1'000), 4.0);
  EXPECT_NEAR(scenarios::theory::limit_of(5), 9.2, 0.1);  // Student's t with 4 degrees, two-sided 7.66e-4
}

}  // namespace
}  // namespace theory
