// M/M/1, M/M/c, M/M/c/K, M/G/1 and M/G/1-PS, each a scenario file against its closed form. Run lengths come from the
// variance of the mean (Whitt, "Planning queueing simulations", Management Science 35, 1989), doubled.
#include <gtest/gtest.h>

#include "tests/theory/formulas.hpp"
#include "tests/theory/queue_scenario.hpp"
#include "tests/theory/theory_check.hpp"

namespace theory {
namespace {

using models::MetricId;
using test_support::run_text;
using test_support::summary_of;

constexpr const char* kExponential10ms = "{kind: exponential, mean: 10ms}";

TEST(Queues, MM1) {
  const Queue queue{"70/s", kExponential10ms, "4000s", on_instance("m7i.large", "concurrency: 1")};
  const auto result = run_text(yaml_of(queue));
  const double wait = mmc_wait(1, 70.0, 0.010);
  EXPECT_NEAR(wait, 0.7 * 0.010 / 0.3, 1e-12);  // rho / (mu - lambda)
  expect_exact(summary_of(result, MetricId::kLatencyMean), 1e3 * (wait + 0.010), "mean time in M/M/1");
  expect_exact(summary_of(result, MetricId::kQueueWaitMean), 1e3 * wait, "mean wait in M/M/1");
  // The time in the system is exponential, with rate mu - lambda = 30/s (Kleinrock I, 3.2); the histogram's cells are
  // 1 % wide at most, and quantiles are their representative values.
  EXPECT_NEAR(summary_of(result, MetricId::kLatencyP99).mean, 1e3 * std::log(100.0) / 30.0, 0.015 * 153.5);
  // m7i.large bills two vCPUs, of which 0.7 are busy.
  expect_exact(summary_of(result, MetricId::kCpuUtilisation), 0.35, "utilisation");
}

// Clients give up after 20 ms and the server does not learn of it: the queue is the one without clients' patience,
// whose time in the system is exponential with a = mu - lambda, cut off at 20 ms.
TEST(Queues, MM1WhoseClientsGiveUpIsAsBusyAsWithPatientOnes) {
  const Queue queue{"70/s", kExponential10ms, "4000s", on_instance("m7i.large", "concurrency: 1"), "60s", 17};
  const auto result = run_text(yaml_of(queue) + "client: {timeout: 20ms}\n");
  const double a = 30.0;
  const double late = std::exp(-a * 0.020);
  expect_exact(summary_of(result, MetricId::kSloMetFraction), 1.0 - late, "answered in time");
  expect_exact(summary_of(result, MetricId::kLatencyMean), 1e3 * (1.0 / a - 0.020 * late / (1.0 - late)),
               "mean time of those who were answered");
  expect_exact(summary_of(result, MetricId::kCpuUtilisation), 0.35, "utilisation");
}

// The same clients at 150/s, more than the server can do: it learns when they hang up, and drops what they left,
// wherever it stands.
TEST(Queues, MM1WhoseServerLearnsThatClientsGiveUp) {
  const Queue queue{"150/s", kExponential10ms, "4000s", on_instance("m7i.large", "concurrency: 1"), "60s", 23};
  const auto result = run_text(yaml_of(queue) + "client: {timeout: 30ms, cancel_on_disconnect: true}\n");
  const Impatient exact = mm1_impatient(150.0, 0.010, 0.030);
  expect_exact(summary_of(result, MetricId::kSloMetFraction), exact.answered, "answered in time");
  expect_exact(summary_of(result, MetricId::kCpuUtilisation), exact.busy / 2.0, "utilisation");
}

TEST(Queues, MM2) {
  const Queue queue{"150/s", kExponential10ms, "3000s", on_instance("m7i.large", "concurrency: 2"), "60s", 2};
  const auto result = run_text(yaml_of(queue));
  const double wait = mmc_wait(2, 150.0, 0.010);
  expect_exact(summary_of(result, MetricId::kLatencyMean), 1e3 * (wait + 0.010), "mean time in M/M/2");
  expect_exact(summary_of(result, MetricId::kQueueWaitMean), 1e3 * wait, "mean wait in M/M/2");
}

TEST(Queues, MM2OnADockerHost) {
  const Queue queue{"150/s", kExponential10ms, "3000s", on_docker_host("m7i.large", "concurrency: 2"), "60s", 18};
  const auto result = run_text(yaml_of(queue));
  const double wait = mmc_wait(2, 150.0, 0.010);
  expect_exact(summary_of(result, MetricId::kLatencyMean), 1e3 * (wait + 0.010), "mean time in M/M/2");
  expect_exact(summary_of(result, MetricId::kQueueWaitMean), 1e3 * wait, "mean wait in M/M/2");
}

/// A container that may use one of two vCPUs, without a limit of concurrency.
TEST(Queues, MM1PSInALimitedContainer) {
  const Queue queue{"70/s", kExponential10ms, "4000s", on_docker_host("m7i.large", ""), "60s", 19};
  const auto result = run_text(yaml_of(queue), {{"application.containers.app.cpu_limit", "1"}});
  expect_exact(summary_of(result, MetricId::kLatencyMean), 1e3 * 0.010 / 0.3, "mean time in M/M/1-PS");
}

TEST(Queues, MM10) {
  // Ten at a time on sixteen vCPUs: nobody shares.
  const Queue queue{
      "80/s", "{kind: exponential, mean: 100ms}", "12000s", on_instance("m7i.4xlarge", "concurrency: 10"), "60s", 3};
  const auto result = run_text(yaml_of(queue));
  const double wait = mmc_wait(10, 80.0, 0.100);
  expect_exact(summary_of(result, MetricId::kLatencyMean), 1e3 * (wait + 0.100), "mean time in M/M/10");
  expect_exact(summary_of(result, MetricId::kQueueWaitMean), 1e3 * wait, "mean wait in M/M/10");
}

TEST(Queues, MM2WithTenPlaces) {
  const Queue queue{"190/s", kExponential10ms, "1500s", on_instance("m7i.large", "concurrency: 2, queue: 8"), "60s", 4};
  const auto result = run_text(yaml_of(queue));
  const Mmck exact = mmck(2, 10, 190.0, 0.010);
  expect_exact(summary_of(result, MetricId::kRejectedFraction), exact.lost, "loss in M/M/2/10");
  expect_exact(summary_of(result, MetricId::kLatencyMean), 1e3 * exact.sojourn, "mean time in M/M/2/10");
}

TEST(Queues, MM1WithoutQueueLosesAsErlangSaid) {
  const Queue queue{"100/s", kExponential10ms, "800s", on_instance("m7i.large", "concurrency: 1, queue: 0"), "60s", 5};
  const auto result = run_text(yaml_of(queue));
  expect_exact(summary_of(result, MetricId::kRejectedFraction), erlang_b(1, 1.0), "loss in M/M/1/1");
  expect_exact(summary_of(result, MetricId::kLatencyMean), 10.0, "time of those who get in");
}

TEST(Queues, MD1) {
  const Queue queue{"70/s", "10ms", "2000s", on_instance("m7i.large", "concurrency: 1"), "60s", 6};
  const auto result = run_text(yaml_of(queue));
  expect_exact(summary_of(result, MetricId::kQueueWaitMean), 1e3 * mg1_wait(70.0, 0.010, 0.0), "mean wait in M/D/1");
}

TEST(Queues, MG1WithLognormalService) {
  const Queue queue{
      "50/s", "{kind: lognormal, mean: 10ms, cv: 1.5}", "16000s", on_instance("m7i.large", "concurrency: 1"), "60s", 7};
  const auto result = run_text(yaml_of(queue));
  expect_exact(summary_of(result, MetricId::kQueueWaitMean), 1e3 * mg1_wait(50.0, 0.010, 1.5), "mean wait in M/G/1");
}

/// Processor sharing doesn't care about the law of the work, only about its mean.
class ProcessorSharing : public testing::TestWithParam<const char*> {};

TEST_P(ProcessorSharing, OneVcpuTask) {
  const Queue queue{"70/s", GetParam(), "3000s", on_one_vcpu_task(), "60s", 8};
  const auto result = run_text(yaml_of(queue));
  expect_exact(summary_of(result, MetricId::kLatencyMean), 1e3 * mg1_ps_sojourn(70.0, 0.010), "mean time in M/G/1-PS");
  expect_exact(summary_of(result, MetricId::kCpuUtilisation), 0.7, "utilisation of one vCPU");
  EXPECT_EQ(summary_of(result, MetricId::kQueueWaitMean).mean, 0.0);
}

INSTANTIATE_TEST_SUITE_P(Laws, ProcessorSharing,
                         testing::Values("{kind: exponential, mean: 10ms}", "10ms",
                                         "{kind: erlang, mean: 10ms, stages: 4}",
                                         "{kind: lognormal, mean: 10ms, cv: 2}"));

/// A lone container on two vCPUs, each request on one of them at most: M/M/2 with the sharing beyond two requests. For
/// exponential work the number in the system is that of M/M/2, so the mean time is too (Kleinrock I, 3.5).
TEST(Queues, TwoVcpusSharedByAnyNumber) {
  const Queue queue{"150/s", kExponential10ms, "3000s", on_instance("m7i.large", ""), "60s", 9};
  const auto result = run_text(yaml_of(queue));
  expect_exact(summary_of(result, MetricId::kLatencyMean), 1e3 * (mmc_wait(2, 150.0, 0.010) + 0.010),
               "mean time under limited processor sharing");
}

}  // namespace
}  // namespace theory
