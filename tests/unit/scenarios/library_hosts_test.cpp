// What the library's scenarios about VMs, containers and microVMs say, recomputed by hand.
#include <cmath>
#include <map>
#include <stdexcept>
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/support/bill.hpp"
#include "tests/support/library_run.hpp"

namespace scenarios {
namespace {

using models::MetricId;
using test_support::charged;
using test_support::metric_of;
using test_support::shortened;
using test_support::times_of;
using testing::Each;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;

double cost_of_a_copy(const models::RunResult& run) {
  return metric_of(run, MetricId::kCostPerMonth) / metric_of(run, MetricId::kReplicasMean);
}

/// Rules 6.1 to 6.3 of the AWS notes: what a guest OS, a shared one and a microVM take, how they start, how many fit.
/// One m5.metal: 96 vCPU, 384 GiB. VMs of two vCPUs: 96 / 2. VMs of 16 vCPU and 64 GiB: 96 / 16, and on each as many
/// containers as (65,536 x 96 % - 200) / 512 = 122.5 MiB. MicroVMs of 0.25 vCPU: 96 / 0.25; by memory, with 5 MiB for
/// each VMM, they would be 393,216 / 517 = 760.
TEST(LibraryHosts, HowManyCopiesAHostHolds) {
  const auto runs = shortened("vm_or_container");
  const double expected[] = {48.0, 6 * 122.0, 384.0};
  for (std::size_t i = 0; i < runs.size(); ++i) {
    EXPECT_EQ(metric_of(runs[i], MetricId::kReplicasMax), expected[i]);
    EXPECT_EQ(metric_of(runs[i], MetricId::kReplicasMean), expected[i]);
    EXPECT_EQ(metric_of(runs[i], MetricId::kFleetHostsMean), 1.0);
  }
  EXPECT_EQ(metric_of(runs[0], MetricId::kVmsMax), 48.0);
  EXPECT_EQ(metric_of(runs[1], MetricId::kVmsMax), 6.0);
  // One more copy on each host, and the first of them would be killed at once.
  try {
    test_support::load_file(test_support::library_file("vm_or_container").string(),
                            {{"architectures.containers.copies", "123"}});
    ADD_FAILURE() << "123 copies fit";
  } catch (const std::runtime_error& refused) {
    EXPECT_THAT(refused.what(), HasSubstr("the kernel would kill some at once"));
  }
}

/// Asked for at -600 s. VM: 4.8 + 17.81 + 3.22 s of boot. App: 2 s. Images: 350 MB at 27.5 MB/s. Docker: 0.175 s.
TEST(LibraryHosts, HowFastACopyStarts) {
  const auto runs = shortened("vm_or_container");
  const double boot = 4.8 + 17.81 + 3.22;
  const double pull = 350.0 / 27.5;
  const auto near = [](double time) { return testing::DoubleNear(time, 1e-6); };
  EXPECT_THAT(times_of(runs[0], "in_service"), Each(near(-600.0 + boot + 2.0)));
  EXPECT_THAT(times_of(runs[1], "images_pulled"), Each(near(-600.0 + boot + pull)));
  EXPECT_THAT(times_of(runs[1], "in_service"), Each(near(-600.0 + boot + pull + 0.175 + 2.0)));
  EXPECT_THAT(times_of(runs[1], "in_service"), SizeIs(732));
  // Tasks: 41.9 s on average with a coefficient of variation of 0.076, then the pull and the app.
  std::map<std::string, double> launched;
  std::vector<double> took;
  for (const models::RunEvent& event : runs[2].events) {
    if (event.what == "task_launched") {
      launched[event.subject] = event.at.seconds();
    } else if (event.what == "in_service") {
      took.push_back(event.at.seconds() - launched.at(event.subject));
    }
  }
  ASSERT_THAT(took, SizeIs(384));
  double sum = 0.0;
  for (const double time : took) {
    sum += time;
  }
  // Four standard errors, and that the first 384 of 400 are the quicker ones: up to 0.4 s.
  EXPECT_NEAR(sum / 384.0, 41.9 + pull + 2.0, 4.0 * 41.9 * 0.076 / std::sqrt(384.0) + 0.4);
}

/// Ten minutes at list prices: 48 x 0.096 = 6 x 0.768 = 4.608 USD an hour, the price of the whole m5.metal; Fargate
/// 0.25 x 0.04048 + 0.5 x 0.004445 USD for a task.
TEST(LibraryHosts, WhatACopyCosts) {
  const auto runs = shortened("vm_or_container");
  constexpr double kRounding = 1e-9;
  EXPECT_NEAR(charged(runs[0], "ec2_instance"), 4.608 / 6, kRounding);
  EXPECT_NEAR(charged(runs[1], "ec2_instance"), 4.608 / 6, kRounding);
  EXPECT_NEAR(charged(runs[2], "fargate_vcpu"), 384 * 0.25 * 0.04048 / 6, kRounding);
  EXPECT_NEAR(charged(runs[2], "fargate_memory"), 384 * 0.5 * 0.004445 / 6, kRounding);
  EXPECT_NEAR(charged(runs[0], "ebs_gp3"), 48 * 8 * 0.08 / 730 / 6, kRounding);
  EXPECT_NEAR(charged(runs[1], "ebs_gp3"), 6 * 8 * 0.08 / 730 / 6, kRounding);
  // A month: instances and volumes, endpoints (three in one zone at 0.01), the balancer (0.0225), its addresses (0.005
  // in each of two zones, which is the least for an ALB) and its units: 50 requests a second of 11 kB are 180,000 x 11
  // kB / 2^30 = 1.844 GB an hour, the largest dimension.
  const double balancer = 730 * (0.0225 + 2 * 0.005 + 0.008 * 180'000.0 * 11'000.0 / 1'073'741'824.0);
  const double endpoints = 730 * 3 * 0.01;
  EXPECT_NEAR(cost_of_a_copy(runs[0]), (4.608 * 730 + 48 * 0.64 + balancer) / 48, 0.005);
  EXPECT_NEAR(cost_of_a_copy(runs[1]), (4.608 * 730 + 6 * 0.64 + balancer + endpoints) / 732, 0.005);
  EXPECT_NEAR(cost_of_a_copy(runs[2]), 0.0123425 * 730 + (balancer + endpoints) / 384, 0.005);
}

/// Fixed hosts stay as many; those of a group pull their images when they come, VMs with an AMI have theirs.
TEST(LibraryHosts, WhatOneGetsForLeavingCompose) {
  const auto runs = shortened("compose_or_scheduler");
  EXPECT_EQ(metric_of(runs[0], MetricId::kVmsMax), 5.0);
  EXPECT_EQ(metric_of(runs[0], MetricId::kVmsMean), 5.0);
  EXPECT_GT(metric_of(runs[1], MetricId::kVmsMax), metric_of(runs[1], MetricId::kVmsMean));
  EXPECT_THAT(times_of(runs[1], "images_pulled"), testing::Not(IsEmpty()));
  EXPECT_THAT(times_of(runs[2], "images_pulled"), IsEmpty());
}

/// 302 requests of 24 MiB fit beside 400 MiB in the 7,664 MiB of an m7i.large.
TEST(LibraryHosts, AQueueIsBetterThanTheKernel) {
  const auto runs = shortened("killed_or_queued");
  const auto& without = runs.at(0);
  const auto& queue = runs.at(1);
  const auto& larger = runs.at(2);
  EXPECT_GT(metric_of(without, MetricId::kOomKills), 3.0);
  EXPECT_GE(metric_of(without, MetricId::kRequestsFailed), 303.0 * metric_of(without, MetricId::kOomKills));
  EXPECT_EQ(metric_of(queue, MetricId::kOomKills), 0.0);
  EXPECT_EQ(metric_of(queue, MetricId::kRequestsFailed), 0.0);
  EXPECT_GT(metric_of(larger, MetricId::kOomKills), 3.0);
  EXPECT_GT(metric_of(queue, MetricId::kRequestsCompleted), metric_of(without, MetricId::kRequestsCompleted));
  EXPECT_GT(metric_of(queue, MetricId::kSloMetFraction), metric_of(without, MetricId::kSloMetFraction));
  EXPECT_GT(metric_of(queue, MetricId::kSloMetFraction), metric_of(larger, MetricId::kSloMetFraction));
}

}  // namespace
}  // namespace scenarios
