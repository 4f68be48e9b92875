// What scenarios/library/retry_storm.yaml is there to show, with the short overrides of its `x-ci`: the burst is over
// at 11 min; what is answered afterwards depends on what clients do.
#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <string>
#include <string_view>

#include <gtest/gtest.h>

#include "sim/config/document.hpp"
#include "tests/support/scenario_run.hpp"

namespace scenarios {
namespace {

using models::MetricId;
using models::TickColumn;
using test_support::column_of;
using test_support::metric_of;

constexpr std::size_t kFixed = 0;
constexpr std::size_t kScaled = 1;

models::ExperimentResult storm(const test_support::Sets& more) {
  const char* source = std::getenv("HEADROOM_SOURCE");
  const std::filesystem::path file =
      std::filesystem::path{source == nullptr ? "." : source} / "scenarios" / "library" / "retry_storm.yaml";
  sim::config::Diagnostics diagnostics;
  test_support::Sets sets = sim::config::Document::load_file(file.string(), diagnostics).ci_overrides();
  sets.insert(sets.end(), more.begin(), more.end());
  return test_support::run_file(file.string(), sets);
}

/// Answered over offered from one minute to another, in every replication the worst or the best.
double goodput(const models::ExperimentResult& result, std::size_t architecture, std::size_t from, std::size_t to,
               bool worst) {
  double found = worst ? 1e9 : 0.0;
  for (const models::RunResult& run : result.runs) {
    if (run.architecture != architecture) {
      continue;
    }
    double offered = 0.0;
    double completed = 0.0;
    for (std::size_t tick = 6 * from; tick < 6 * to; ++tick) {  // ticks of ten seconds
      offered += column_of(run.ticks.at(tick), TickColumn::kRequestsOffered);
      completed += column_of(run.ticks.at(tick), TickColumn::kRequestsCompleted);
    }
    found = worst ? std::min(found, completed / offered) : std::max(found, completed / offered);
  }
  return found;
}

TEST(RetryStorm, StaysAfterItsCauseIsGone) {
  const auto result = storm({});
  EXPECT_GT(goodput(result, kFixed, 0, 10, true), 0.99) << "62 % of the capacity";
  EXPECT_LT(goodput(result, kFixed, 12, 30, false), 0.01) << "a quarter of an hour and more after the burst";
  for (const models::RunResult& run : result.runs) {
    if (run.architecture == kFixed) {
      const double attempts = metric_of(run, MetricId::kAttempts) / metric_of(run, MetricId::kRequestsOffered);
      EXPECT_GT(attempts, 3.0) << "nearly every request is tried four times";
      EXPECT_GT(metric_of(run, MetricId::kCpuUtilisation), 0.8) << "the servers are busy with what nobody waits for";
    }
  }
}

TEST(RetryStorm, WithoutRetriesItEndsWithItsCause) {
  const auto result = storm({{"client.retries", "0"}});
  EXPECT_GT(goodput(result, kFixed, 12, 30, true), 0.99);
}

TEST(RetryStorm, ABudgetEndsIt) {
  const auto result = storm({{"client.retry_budget", "{}"}});
  EXPECT_GT(goodput(result, kFixed, 12, 30, true), 0.99);
  for (const models::RunResult& run : result.runs) {
    const double offered = metric_of(run, MetricId::kRequestsOffered);
    // A fifth of the requests and ten a second over half an hour and the window of the budget before it, at most.
    EXPECT_LE(metric_of(run, MetricId::kAttempts), 1.2 * offered + 10.0 * (30.0 * 60.0 + 10.0));
  }
}

/// 50 requests a second need 2.5 vCPUs; the storm is over when what clients still wait for is answered in time again.
TEST(RetryStorm, ScalingServesItAtAPrice) {
  const auto result = storm({});
  EXPECT_LT(goodput(result, kScaled, 12, 15, false), 0.5) << "alarms take minutes";
  EXPECT_GT(goodput(result, kScaled, 26, 30, true), 0.99);
  for (const models::RunResult& run : result.runs) {
    if (run.architecture == kScaled) {
      EXPECT_GE(metric_of(run, MetricId::kReplicasMax), 8.0);
    }
  }
}

}  // namespace
}  // namespace scenarios
