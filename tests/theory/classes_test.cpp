// Classes of requests are a mixture: Pollaczek-Khinchine needs no more of it than two moments, sharing only one.
#include <string>

#include <fmt/core.h>
#include <gtest/gtest.h>

#include "tests/theory/queue_scenario.hpp"
#include "tests/theory/theory_check.hpp"

namespace theory {
namespace {

using models::MetricId;
using test_support::run_text;
using test_support::summary_of;

/// Nine of ten take 5 ms on average, exponentially, the tenth 40 ms always: E[S] = 8.5 ms, E[S^2] = 205 ms^2.
std::string mixture_on(const std::string& architecture, const std::string& duration, int seed) {
  const Queue queue{"70/s", "1ms", duration, architecture, "60s", seed};
  std::string yaml = yaml_of(queue);
  const std::string one = "  request: [{container: app, cpu_time: 1ms}]\n";
  yaml.replace(yaml.find(one), one.size(),
               "  classes:\n"
               "    small: {weight: 9, request: [{container: app, cpu_time: {kind: exponential, mean: 5ms}}]}\n"
               "    large: {weight: 1, request: [{container: app, cpu_time: 40ms}]}\n");
  return yaml;
}

TEST(Classes, MG1) {
  const auto result = run_text(mixture_on(on_instance("m7i.large", "concurrency: 1"), "3000s", 41));
  const double wait = 70.0 * 205e-6 / (2.0 * (1.0 - 70.0 * 0.0085));
  expect_exact(summary_of(result, MetricId::kQueueWaitMean), 1e3 * wait, "mean wait");
  expect_exact(summary_of(result, MetricId::kLatencyMean), 1e3 * wait + 8.5, "mean time");
}

TEST(Classes, MG1ProcessorSharing) {
  const auto result = run_text(mixture_on(on_one_vcpu_task(), "3000s", 42));
  expect_exact(summary_of(result, MetricId::kLatencyMean), 8.5 / (1.0 - 70.0 * 0.0085), "mean time");
}

}  // namespace
}  // namespace theory
