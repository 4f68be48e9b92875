// What holds whatever clients do, and whatever serves them: requests and attempts balance, open load is offered alike.
#include <string>

#include <fmt/core.h>
#include <gtest/gtest.h>
#include <rapidcheck.h>
#include <rapidcheck/gtest.h>

#include "tests/support/scenario_run.hpp"

namespace {

using models::MetricId;
using test_support::metric_of;

/// Small enough to be overloaded by what is drawn.
constexpr const char* kArchitectures = R"(
architectures:
  ec2:
    kind: ec2_asg
    instance_type: m7i.large
    concurrency: 4
    queue: 20
    queue_timeout: 700ms
    scaling: {kind: target_tracking, metric: cpu, target: 50%, min: 1, max: 3}
  fargate: {kind: ecs, launch_type: fargate, task: {cpu: 1, memory: 2GiB}, scaling: {kind: fixed, replicas: 2}}
  lambda: {kind: lambda, memory: 1769MiB, concurrency_quota: 6}
)";

constexpr const char* kOneClass =
    "  request: [{container: app, cpu_time: {kind: exponential, mean: 40ms}, wait: 20ms}]\n";
constexpr const char* kTwoClasses =
    "  classes:\n"
    "    browse: {weight: 3, request: [{container: app, cpu_time: {kind: exponential, mean: 20ms}}]}\n"
    "    order: {weight: 1, request: [{container: app, cpu_time: 60ms, wait: 50ms}, {container: app, cpu_time: "
    "5ms}]}\n";

std::string drawn_client() {
  const int timeout = *rc::gen::element(0, 50, 300, 2'000);
  const int retries = *rc::gen::inRange(0, 5);
  const int base = *rc::gen::element(0, 1, 100, 5'000);
  const char* jitter = *rc::gen::element("none", "full", "equal");
  const bool has_budget = *rc::gen::arbitrary<bool>();
  return fmt::format("client: {{{}retries: {}, backoff: {{base: {}ms, jitter: {}}}{}}}\n",
                     timeout == 0 ? "" : fmt::format("timeout: {}ms, ", timeout), retries, base, jitter,
                     has_budget && retries > 0 ? ", retry_budget: {}" : "");
}

RC_GTEST_PROP(EveryClient, RequestsAndAttemptsBalance, ()) {
  const bool is_closed = *rc::gen::arbitrary<bool>();
  const int size = *rc::gen::inRange(1, 120);
  const std::string workload = is_closed ? fmt::format("{{kind: closed, users: {}, think_time: 1s}}", size)
                                         : fmt::format("{{kind: poisson, rate: {}/s}}", size);
  const bool has_classes = *rc::gen::arbitrary<bool>();
  const auto result = test_support::run_text(
      fmt::format("schema: 1\nname: clients\nduration: 5min\nwarm_up: 1min\nreplications: 1\nseed: {}\nworkload: {}\n",
                  *rc::gen::inRange(1, 100'000), workload) +
      "application:\n  containers: {app: {cpu: 1, memory: 512MiB, image: 50MB, start: 2s}}\n" +
      (has_classes ? kTwoClasses : kOneClass) + drawn_client() + kArchitectures);
  for (const models::RunResult& run : result.runs) {
    const auto metric = [&](MetricId id) { return metric_of(run, id); };
    RC_ASSERT(metric(MetricId::kRequestsOffered) ==
              metric(MetricId::kRequestsCompleted) + metric(MetricId::kRequestsRejected) +
                  metric(MetricId::kRequestsTimedOut) + metric(MetricId::kRequestsFailed) +
                  metric(MetricId::kRequestsInFlightEnd));
    RC_ASSERT(is_closed ||
              metric(MetricId::kRequestsOffered) == metric_of(result.runs.front(), MetricId::kRequestsOffered));
    RC_ASSERT(metric(MetricId::kAttempts) >= metric(MetricId::kRequestsOffered));
    RC_ASSERT(metric(MetricId::kAttempts) <= 5.0 * metric(MetricId::kRequestsOffered));
    RC_ASSERT(metric(MetricId::kAttemptsRejected) >= metric(MetricId::kRequestsRejected));
    RC_ASSERT(metric(MetricId::kAttemptsTimedOut) >= metric(MetricId::kRequestsTimedOut));
    RC_ASSERT(metric(MetricId::kColdStartFraction) <= 1.0);
    if (is_closed) {
      // At most one at a time for each user, and a second of thinking between two.
      RC_ASSERT(metric(MetricId::kRequestsInFlightEnd) <= size);
      RC_ASSERT(metric(MetricId::kRequestsOffered) <= 301.0 * size);
    }
  }
}

}  // namespace
