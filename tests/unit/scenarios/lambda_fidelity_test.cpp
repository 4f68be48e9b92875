// Lambda as rates and as requests: environments, cold starts, throttles and the bill are as near to each other as
// docs/fluid.md says, from few requests an hour to a crowd that a limit turns away.
#include <algorithm>
#include <cmath>
#include <string>

#include <fmt/core.h>
#include <gtest/gtest.h>

#include "sim/theory/erlang.hpp"
#include "tests/support/conservation.hpp"
#include "tests/support/scenario_run.hpp"

namespace scenarios {
namespace {

using models::MetricId;
using test_support::summary_of;

/// 50 ms of CPU and 50 ms for others; one vCPU of the reference's speed.
std::string yaml(const std::string& workload, const std::string& more, const std::string& duration) {
  return fmt::format(
      "schema: 1\nname: two-fidelities\nduration: {}\nwarm_up: 20min\nreplications: 4\n"
      "workload: {{{}}}\n"
      "application:\n"
      "  containers: {{app: {{cpu: 1, memory: 512MiB}}}}\n"
      "  request: [{{container: app, cpu_time: {{kind: exponential, mean: 50ms}}, "
      "wait: {{kind: exponential, mean: 50ms}}}}]\n"
      "architectures:\n  only: {{kind: lambda, memory: 1769MiB, cpu_speed: 1{}}}\n",
      duration, workload, more);
}

models::ExperimentResult fluid_of(const std::string& text) {
  return test_support::run_text(text, {{"fidelity", "fluid"}});
}

double mean_of(const models::ExperimentResult& result, MetricId id) {
  return summary_of(result, id).mean;
}

/// `cold`: how far cold starts may be off, relatively. Environments on average scatter by 2.4 % from run to run: means
/// of four differ by 5 % at three deviations.
void expect_agreement(const std::string& text, double cold) {
  const models::ExperimentResult fluid = fluid_of(text);
  const models::ExperimentResult requests = test_support::run_text(text);
  const auto expect = [&](MetricId id, double bound) {
    EXPECT_NEAR(mean_of(fluid, id) / mean_of(requests, id), 1.0, bound) << static_cast<int>(id) << text;
  };
  const double replicas = mean_of(requests, MetricId::kReplicasMean);
  expect(MetricId::kRequestsCompleted, 0.02);  // the scatter of counts
  expect(MetricId::kReplicasMean, std::max(0.05, 0.5 / replicas));
  expect(MetricId::kCostTotal, std::max(0.01, 0.5 / replicas));
  expect(MetricId::kLatencyP99, 0.1);
  expect(MetricId::kColdStartFraction, cold);
  test_support::expect_conserved(fluid);
}

/// Nearly each of them starts cold: 4 x 400 and more, known to some 3 %.
TEST(LambdaFidelity, RareRequestsStartCold) {
  expect_agreement(yaml("kind: poisson, rate: 0.002/s", "", "4d"), 0.1);
}

/// 4 x some 80 cold starts; 15 % is what two such counts differ by at two deviations.
TEST(LambdaFidelity, ACrowdWithinMinutesStartsAsMany) {
  expect_agreement(
      yaml("kind: poisson, rate: 20/s, flash_crowds: [{at: 2min, factor: 15, rise: 5min, hold: 10min}]", "", "20min"),
      0.15);
}

/// Whatever the law of invocations: Erlang's loss formula, with 60 requests in progress for 50 places.
TEST(LambdaFidelity, TheConcurrencyLimitLosesWhatErlangSays) {
  const models::ExperimentResult fluid =
      fluid_of(yaml("kind: poisson, rate: 600/s", ", concurrency_quota: 50, requests_per_concurrency: 100/s", "2h"));
  const double lost = mean_of(fluid, MetricId::kRequestsRejected) / mean_of(fluid, MetricId::kRequestsOffered);
  EXPECT_NEAR(lost, sim::theory::erlang_b(50, 60.0), 0.002);
  EXPECT_NEAR(mean_of(fluid, MetricId::kReplicasMean), 50.0, 0.5);
  test_support::expect_conserved(fluid);
}

/// 10 a second for each unit of concurrency, 500 of 800; 600 environments would suffice for none to be lost.
TEST(LambdaFidelity, TheRateOfRequestsIsLimited) {
  const models::ExperimentResult fluid = fluid_of(
      yaml("kind: poisson, rate: 800/s", ", concurrency_quota: 200, requests_per_concurrency: 2.5/s", "30min"));
  EXPECT_NEAR(mean_of(fluid, MetricId::kRequestsCompleted) / 1'800.0, 500.0, 2.0);
  test_support::expect_conserved(fluid);
}

/// 2 ms of rounding and INIT aside, the bill is that of the requests: 0.2 USD a million of them and 16.67 USD for a
/// million GB-seconds (us-east-1, on demand).
TEST(LambdaFidelity, TheBillIsThatOfMillisecondsAndRequests) {
  const models::ExperimentResult fluid = fluid_of(yaml("kind: constant, rate: 100/s", "", "2h"));
  const double requests = 7.2e5;
  const double gb_seconds = requests * 0.1005 * 1769.0 / 1024.0;
  EXPECT_NEAR(mean_of(fluid, MetricId::kCostTotal), requests * 0.2e-6 + gb_seconds * 1.66667e-5, 0.01);
}

std::string problem_of(const std::string& text) {
  try {
    fluid_of(text);
  } catch (const std::runtime_error& error) {
    return error.what();
  }
  return "none";
}

TEST(LambdaFidelity, RefusesWhatRatesCannotCarry) {
  const auto expect = [](const std::string& more, const std::string& why) {
    const std::string problem = problem_of(yaml("kind: poisson, rate: 5/s", more, "10min"));
    EXPECT_NE(problem.find("single requests only: " + why), std::string::npos) << problem;
  };
  expect(", reuse: random", "only where the last used");
  expect(", lifetime: 5h", "an environment's age");
  expect(", invocation_type: event", "events wait");
  expect(", provisioned_concurrency: {scaling: {kind: fixed, replicas: 5}}", "what spills over");
}

}  // namespace
}  // namespace scenarios
