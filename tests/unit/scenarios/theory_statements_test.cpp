// Which theory applies to which scenario, which doesn't and why. Nothing is simulated here.
#include <algorithm>
#include <cmath>
#include <string>
#include <vector>

#include <fmt/core.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "scenarios/theory/statements.hpp"
#include "sim/theory/erlang.hpp"
#include "sim/theory/gim1.hpp"
#include "sim/theory/keep_alive.hpp"
#include "sim/theory/mmc.hpp"
#include "tests/support/scenario_run.hpp"
#include "tests/support/temp_folder.hpp"

namespace scenarios::theory {
namespace {

using models::TheoryKind;
using models::TheoryPrediction;
using models::TheoryStatement;

constexpr const char* kExponential = "cpu_time: {kind: exponential, mean: 10ms}";

struct Case {
  std::string architecture{};
  std::string step = kExponential;
  std::string workload = "kind: poisson, rate: 70/s";
  std::string warm_up = "10min";
};

std::string replicas(const std::string& limits, const std::string& scaling = "kind: fixed, replicas: 1",
                     const std::string& routing = "round_robin") {
  return fmt::format(
      "kind: ec2_asg, instance_type: m7i.large, cpu_speed: 1, {}scaling: {{{}}}, load_balancer: {{kind: alb, "
      "routing: {}}}",
      limits, scaling, routing);
}

std::string function(const std::string& settings = "") {
  return "kind: lambda, memory: 1769MiB, placement: 0s" + settings;
}

std::vector<TheoryStatement> statements(const Case& wanted) {
  const test_support::TempFolder folder;
  const std::string path = (folder.path() / "scenario.yaml").string();
  std::ofstream{path} << fmt::format(
      "schema: 1\nname: theory\nduration: 1h\nwarm_up: {}\ndrain: 1min\ntick: 1min\nreplications: 1\n"
      "workload: {{{}}}\napplication:\n  containers: {{app: {{cpu: 1, memory: 64MiB}}, db: {{cpu: 1, memory: "
      "64MiB}}}}\n"
      "  request: [{{container: app, {}}}]\narchitectures:\n  it: {{{}}}\n",
      wanted.warm_up, wanted.workload, wanted.step, wanted.architecture);
  return statements_of(*test_support::load_file(path));
}

const TheoryStatement* find(const std::vector<TheoryStatement>& list, const std::string& theory) {
  const auto found = std::find_if(list.begin(), list.end(), [&](const auto& s) { return s.theory == theory; });
  return found == list.end() ? nullptr : &*found;
}

const TheoryPrediction* find(const TheoryStatement* statement, const std::string& quantity) {
  if (statement == nullptr) {
    return nullptr;
  }
  const auto& list = statement->predictions;
  const auto found = std::find_if(list.begin(), list.end(), [&](const auto& p) { return p.quantity == quantity; });
  return found == list.end() ? nullptr : &*found;
}

/// A value to its six digits: half a unit of the last one is at most 5e-6 of it.
void expect_value(const Case& wanted, const std::string& theory, const std::string& quantity, double value) {
  const auto list = statements(wanted);
  const TheoryPrediction* prediction = find(find(list, theory), quantity);
  std::vector<std::string> names;
  std::transform(list.begin(), list.end(), std::back_inserter(names), [](const auto& s) { return s.theory; });
  ASSERT_NE(prediction, nullptr) << theory << " is none of " << testing::PrintToString(names);
  EXPECT_EQ(prediction->kind, TheoryKind::kExact);
  EXPECT_NEAR(prediction->value, value, 5e-6 * std::abs(value));
}

TEST(TheoryStatements, OneReplica) {
  expect_value({replicas("concurrency: 1, ")}, "M/M/1", "latency_mean_ms", 10.0 / 0.3);
  expect_value({replicas("concurrency: 1, ")}, "M/M/1", "latency_p99_ms", 1e3 * std::log(100.0) / 30.0);
  expect_value({replicas("concurrency: 2, ")}, "M/M/2, Erlang C", "latency_mean_ms",
               1e3 * sim::theory::mmc_means({70.0, 0.010, 2})->sojourn);
  expect_value({replicas("concurrency: 1, queue: 0, ")}, "M/M/1/1", "rejected_fraction", 0.7 / 1.7);
  expect_value({replicas("")}, "M/G/2-PS", "latency_mean_ms", 1e3 * sim::theory::mmc_means({70.0, 0.010, 2})->sojourn);
  expect_value({replicas("concurrency: 1, "), "cpu_time: 10ms"}, "M/G/1, Pollaczek–Khinchine", "queue_wait_mean_ms",
               10.0 * 0.7 / 0.6);
  const std::string lognormal = "cpu_time: {kind: lognormal, mean: 10ms, cv: 2}";
  expect_value({replicas("concurrency: 1, "), lognormal}, "M/G/1, Pollaczek–Khinchine", "queue_wait_mean_ms",
               10.0 * 0.7 * 2.5 / 0.3);
  expect_value({replicas("concurrency: 1, queue: 0, "), lognormal}, "M/G/1/1, Erlang B", "rejected_fraction",
               sim::theory::erlang_b(1, 0.7));
  expect_value({replicas("concurrency: 1, "), kExponential, "kind: constant, rate: 70/s"}, "D/M/1", "latency_mean_ms",
               1e3 * sim::theory::gim1_means({70.0, 0.010, std::nullopt})->sojourn);
}

TEST(TheoryStatements, WaitsForOthersComeOnTopOfSharing) {
  // Two exponential steps are one law neither for CPU nor in all; sharing does not mind, a queue does.
  const std::string both = "cpu_time: {kind: exponential, mean: 10ms}, wait: {kind: exponential, mean: 30ms}";
  expect_value({replicas(""), both}, "M/G/2-PS", "latency_mean_ms",
               30.0 + 1e3 * sim::theory::mmc_means({70.0, 0.010, 2})->sojourn);
  EXPECT_EQ(find(statements({replicas("concurrency: 50, "), both}), "M/G/2-PS"), nullptr);
}

TEST(TheoryStatements, SpeedAndSizeOfTheReplicaCount) {
  const std::string half =
      "kind: ecs, launch_type: fargate, task: {cpu: 0.5, memory: 2GiB}, cpu_speed: 2, scaling: "
      "{kind: fixed, replicas: 1}, load_balancer: {kind: alb}";
  // Half a vCPU that is twice as fast: one vCPU of the reference, and 35 % of 0.5 vCPU-seconds a second is used.
  const std::string task = "{cpu: 0.25, memory: 64MiB}";
  const test_support::TempFolder folder;
  const std::string path = (folder.path() / "scenario.yaml").string();
  std::ofstream{path} << fmt::format(
      "schema: 1\nname: theory\nduration: 1h\nwarm_up: 10min\ndrain: 1min\ntick: 1min\nreplications: 1\n"
      "workload: {{kind: poisson, rate: 70/s}}\napplication:\n  containers: {{app: {}}}\n"
      "  request: [{{container: app, cpu_time: 10ms}}]\narchitectures:\n  it: {{{}}}\n",
      task, half);
  const auto list = statements_of(*test_support::load_file(path));
  const TheoryPrediction* latency = find(find(list, "M/G/1-PS"), "latency_mean_ms");
  ASSERT_NE(latency, nullptr);
  EXPECT_NEAR(latency->value, 10.0 / 0.3, 1e-4);
  const TheoryPrediction* used = find(find(list, "Utilisation law"), "vcpu_used_mean");
  ASSERT_NE(used, nullptr);
  EXPECT_NEAR(used->value, 0.35, 1e-6);
}

TEST(TheoryStatements, SeveralReplicas) {
  const std::string three = "kind: fixed, replicas: 3";
  expect_value({replicas("concurrency: 1, ", three)}, "E3/M/1: 3 targets in turn", "latency_mean_ms",
               1e3 * sim::theory::gim1_means({70.0 / 3.0, 0.010, 3})->sojourn);
  const auto list = statements({replicas("concurrency: 1, ", three, "least_outstanding_requests")});
  const auto* latency = find(find(list, "3 targets: between one queue for all and a random split"), "latency_mean_ms");
  ASSERT_NE(latency, nullptr);
  EXPECT_EQ(latency->kind, TheoryKind::kBound);
  EXPECT_NEAR(latency->low, 1e3 * sim::theory::mmc_means({70.0, 0.010, 3})->sojourn, 1e-4);
  EXPECT_NEAR(latency->high, 10.0 / (1.0 - 0.7 / 3.0), 1e-4);
  expect_value({replicas("concurrency: 1, ", three)}, "Little's law", "replicas_busy_mean", 0.7);
}

/// The condition that keeps closed forms for waiting away.
class NoClosedForm : public testing::TestWithParam<std::pair<Case, const char*>> {};

TEST_P(NoClosedForm, SaysWhichConditionIsNotMet) {
  const auto list = statements(GetParam().first);
  const TheoryStatement* statement = find(list, "Queueing formulas");
  ASSERT_NE(statement, nullptr);
  EXPECT_TRUE(statement->predictions.empty());
  std::vector<std::string> missed;
  for (const models::TheoryCondition& condition : statement->conditions) {
    EXPECT_EQ(condition.text.find("; "), std::string::npos) << "theory.csv separates conditions by it";
    if (!condition.is_met) {
      missed.push_back(condition.text);
    }
  }
  EXPECT_THAT(missed, testing::Contains(testing::HasSubstr(GetParam().second)));
}

INSTANTIATE_TEST_SUITE_P(
    Conditions, NoClosedForm,
    testing::Values(
        std::pair{Case{replicas("", "kind: target_tracking, metric: cpu, target: 50%, min: 1, max: 9")},
                  "(scaling may move it from 1 to 9)"},
        std::pair{Case{replicas("concurrency: 1, queue_timeout: 1s, ")}, "nobody leaves the queue before service"},
        std::pair{Case{replicas("concurrency: 1, "), kExponential, "kind: ramp, from: 1/s, to: 9/s, over: 1h"},
                  "the rate is constant"},
        std::pair{Case{replicas("concurrency: 1, "), kExponential,
                       "kind: mmpp, states: [{rate: 1/s, sojourn: 1s}, {rate: 9/s, sojourn: 1s}]"},
                  "arrivals are Poisson"},
        std::pair{Case{replicas("concurrency: 1, "), kExponential, "kind: poisson, rate: 100/s"},
                  "the load is below the capacity"},
        std::pair{Case{replicas("concurrency: 1, queue: 3, "), "cpu_time: 10ms"}, "service is exponential"},
        std::pair{Case{replicas(""), "cpu_time: 5ms}, {container: db, cpu_time: 5ms"}, "compute in one container"},
        std::pair{Case{replicas("concurrency: 2, "), kExponential, "kind: constant, rate: 70/s"}, "only D/M/1"},
        std::pair{Case{replicas("concurrency: 1, ", "kind: fixed, replicas: 2", "least_outstanding_requests"),
                       "cpu_time: {kind: lognormal, mean: 10ms, cv: 2}"},
                  "bounds for 2 targets need"}));

TEST(TheoryStatements, MinimumAndMaximumThatAreOneAreFixed) {
  expect_value({replicas("concurrency: 1, ", "kind: target_tracking, metric: cpu, target: 50%, min: 1, max: 1")},
               "M/M/1", "latency_mean_ms", 10.0 / 0.3);
}

TEST(TheoryStatements, OverloadIsAPlainStatement) {
  const auto unbounded = statements({replicas("concurrency: 1, "), kExponential, "kind: poisson, rate: 150/s"});
  EXPECT_THAT(find(unbounded, "Stability")->says, testing::HasSubstr("load ρ = 1.5. Unstable (ρ ≥ 1)"));
  EXPECT_TRUE(find(unbounded, "Utilisation law")->predictions.empty());
  const auto bounded = statements({replicas("concurrency: 1, queue: 9, "), kExponential, "kind: poisson, rate: 150/s"});
  const TheoryPrediction* lost = find(find(bounded, "Stability"), "rejected_fraction");
  ASSERT_NE(lost, nullptr);
  EXPECT_NEAR(lost->low, 1.0 - 100.0 / 150.0 - 10.0 / (150.0 * 3'600.0), 1e-6);
  const auto scaled = statements({replicas("", "kind: target_tracking, metric: cpu, target: 50%, min: 1, max: 3"),
                                  kExponential, "kind: poisson, rate: 700/s"});
  EXPECT_THAT(find(scaled, "Stability")->says, testing::HasSubstr("unstable (ρ ≥ 1) at the peak"));
}

TEST(TheoryStatements, ShortWarmUpsAreNotJudged) {
  const auto list = statements({replicas("concurrency: 1, "), kExponential, "kind: poisson, rate: 99/s", "1min"});
  const TheoryPrediction* latency = find(find(list, "M/M/1"), "latency_mean_ms");
  ASSERT_NE(latency, nullptr);
  EXPECT_THAT(latency->not_judged, testing::HasSubstr("shorter than 10 relaxation times"));
}

TEST(TheoryStatements, BusyEnvironmentsAreRateTimesDuration) {
  expect_value({function()}, "M/G/∞", "replicas_busy_mean", 0.7);
  expect_value({function(), kExponential, "kind: ramp, from: 0/s, to: 100/s, over: 1h"}, "M(t)/G/∞",
               "replicas_busy_mean", 0.5);
  // Half the vCPU takes twice as long.
  expect_value({"kind: lambda, memory: 885MiB"}, "M/G/∞", "replicas_busy_mean", 0.7 / 0.5);
}

TEST(TheoryStatements, AQuotaThatBindsIsErlangs) {
  const std::string quota = ", concurrency_quota: 2, requests_per_concurrency: 1000/s";
  const Case wanted{function(", init: 0s" + quota), "wait: {kind: lognormal, mean: 20ms, cv: 2}"};
  expect_value(wanted, "M/G/2/2, Erlang B", "rejected_fraction", sim::theory::erlang_b(2, 1.4));
  const auto list = statements({function(", init: 100ms" + quota)});
  const TheoryPrediction* lost = find(find(list, "M/G/2/2, Erlang B"), "rejected_fraction");
  ASSERT_NE(lost, nullptr);
  EXPECT_EQ(lost->kind, TheoryKind::kApproximation) << "cold starts hold their place for longer";
  EXPECT_LT(lost->low, lost->high);
}

TEST(TheoryStatements, AQuotaThatBindsAtThePeakHasNoClosedForm) {
  const auto list = statements({function(", concurrency_quota: 20"), "wait: {kind: exponential, mean: 1s}",
                                "kind: ramp, from: 1/s, to: 90/s, over: 1h"});
  const TheoryStatement* statement = find(list, "M/G/20/20, Erlang B");
  ASSERT_NE(statement, nullptr);
  EXPECT_TRUE(statement->predictions.empty());
  EXPECT_THAT(statement->says, testing::HasSubstr("No closed form"));
  EXPECT_EQ(find(list, "M(t)/G/∞"), nullptr);
}

TEST(TheoryStatements, KeepAliveIsAnApproximation) {
  const auto constant = statements({function(", init: 1s, idle_expiry: 60s"), "wait: {kind: exponential, mean: 1s}"});
  const TheoryPrediction* cold = find(find(constant, "Keep-alive chain"), "cold_start_fraction");
  ASSERT_NE(cold, nullptr);
  EXPECT_EQ(cold->kind, TheoryKind::kApproximation);
  const auto law = sim::theory::keep_alive_law({70.0, 1.0, 2.0, 60.0, std::nullopt});
  EXPECT_NEAR(cold->value, law.cold_start_fraction, 1e-5 * law.cold_start_fraction);
  EXPECT_LT(cold->high, 1.06 * cold->value);
  const auto uniform = statements({function(", init: 1s, idle_expiry: {kind: uniform, low: 50s, high: 70s}"),
                                   "wait: {kind: exponential, mean: 1s}"});
  const TheoryPrediction* spread = find(find(uniform, "Keep-alive chain"), "cold_start_fraction");
  ASSERT_NE(spread, nullptr);
  EXPECT_LT(spread->low, cold->low);
  EXPECT_GT(spread->high, cold->high);
}

TEST(TheoryStatements, KeepAliveSaysWhatIsInTheWay) {
  const auto missed = [](const Case& wanted) {
    const auto list = statements(wanted);
    std::string text;
    for (const models::TheoryCondition& condition : find(list, "Keep-alive chain")->conditions) {
      text += condition.is_met ? "" : condition.text;
    }
    return text;
  };
  EXPECT_EQ(missed({function()}), "");
  EXPECT_EQ(missed({function(), "cpu_time: 10ms"}), "service is exponential");
  EXPECT_EQ(missed({function(), "wait: {kind: exponential, mean: 100s}"}),
            "only its steps decide how long a request stays (but invocations may be cut off after 15m)the concurrency "
            "limit is out of reachthe load is at most 500: not computed above");
  EXPECT_EQ(missed({function(), kExponential, "kind: ramp, from: 1/s, to: 9/s, over: 1h"}), "the rate is constant");
  EXPECT_EQ(missed({function(", reuse: random")}), "environments are taken by age, or the most recently used first");
  EXPECT_EQ(missed({function(", reuse: oldest")}), "");
  EXPECT_EQ(missed({function(", lifetime: 5h")}),
            "environments end by their idle expiry only (but environments are recycled at a certain age)");
  EXPECT_EQ(missed({function(", provisioned_concurrency: {scaling: {kind: fixed, replicas: 2}}")}),
            "environments end by their idle expiry only (but some environments are provisioned)");
  EXPECT_EQ(missed({function(", invocation_type: event")}),
            "only its steps decide how long a request stays (but events wait in Lambda's queue and are tried again)");
  EXPECT_EQ(missed({function(", timeout: 1s"), "wait: {kind: exponential, mean: 100ms}"}),
            "only its steps decide how long a request stays (but invocations may be cut off after 1s)");
  EXPECT_EQ(missed({function(", requests_per_concurrency: 0.07/s")}),
            "the limit of 70 requests per second is out of reach");
}

/// By age the chain is known within 1 %; the most recently used first may have 4 % more cold starts on top.
TEST(TheoryStatements, KeepAliveIsNearerToPoolsThatAreTakenByAge) {
  const auto spread = [](const std::string& reuse, const std::string& init) {
    const auto list = statements(
        {function(", idle_expiry: 60s, reuse: " + reuse + ", init: " + init), "wait: {kind: exponential, mean: 1s}"});
    const TheoryPrediction* cold = find(find(list, "Keep-alive chain"), "cold_start_fraction");
    return cold == nullptr ? 0.0 : cold->high / cold->value;
  };
  EXPECT_NEAR(spread("oldest", "0s"), 1.01, 1e-4);
  EXPECT_NEAR(spread("newest", "0s"), 1.01, 1e-4);
  EXPECT_NEAR(spread("newest", "1s"), 1.03, 1e-4);
  EXPECT_NEAR(spread("most_recently_used", "1s"), 1.05, 1e-4);
}

/// Faster than ten requests a second for each unit of concurrency the quota is no longer Erlang's.
TEST(TheoryStatements, ARateLimitThatBindsHasNoClosedForm) {
  const auto list = statements({function(", init: 0s, concurrency_quota: 2")});
  const TheoryStatement* statement = find(list, "M/G/2/2, Erlang B");
  ASSERT_NE(statement, nullptr);
  EXPECT_TRUE(statement->predictions.empty());
}

TEST(TheoryStatements, SayNothingOfNothing) {
  const auto list = statements({function(), "cpu_time: 0ms"});
  ASSERT_EQ(list.size(), 1U);
  EXPECT_EQ(list.front().theory, "Nothing to say");
}

}  // namespace
}  // namespace scenarios::theory
