// Replicas at work on rates: what they use, what they carry on, what they turn away.
#include "models/worker/flow_pool.hpp"

#include <memory>
#include <optional>
#include <vector>

#include <gtest/gtest.h>

#include "tests/support/run_context_builder.hpp"
#include "tests/unit/models/worker/constant_work.hpp"

namespace models::worker {
namespace {

using sim::literals::operator""_s;

/// A pool that is fed by hand; two replicas of one vCPU each, on a machine of their own: 20 requests a second.
class Fed final : public FlowSource {
 public:
  explicit Fed(const ReplicaLimits& limits)
      : run{constant_work()},
        pool{run.context, limits, sim::theory::Choice::kRandom, *this,
             std::make_shared<const FlowLaws>(run.context.application)},
        router{pool.router()} {
    for (int i = 0; i < 2; ++i) {
      domains.push_back(pool.open_domain(sim::Vcpu::whole(1), {}, run.kernel.now()));
      replicas.push_back(pool.add_replica(domains.back(), run.kernel.now()));
      router->added(replicas.back());
    }
  }
  void settle(sim::Time) override {}

  /// Ten seconds of so many requests.
  FlowStep pass(std::int64_t requests) {
    FlowStep step;
    step.from = now;
    now = now + 10_s;
    step.to = now;
    step.expected = static_cast<double>(requests);
    step.offered = requests;
    step.cpu = static_cast<double>(requests) * 0.1;
    pool.flow(step);
    return step;
  }

  test_support::RunContextBuilder run;
  FlowPool pool;
  std::unique_ptr<Router> router;
  std::vector<DomainId> domains{};
  std::vector<ReplicaId> replicas{};
  sim::Time now{};
};

TEST(FlowPool, UsesTheCpuThatItsRequestsAskFor) {
  Fed fed{{}};
  const FlowStep step = fed.pass(100);
  EXPECT_EQ(fed.pool.cpu_used_total(fed.now), 10'000'000'000);
  EXPECT_EQ(fed.pool.cpu_used(fed.replicas[0], fed.now), 5'000'000'000);
  EXPECT_NEAR(step.load, 0.5, 1e-12);
  EXPECT_EQ(step.rejected, 0.0);
}

/// 100 requests wait for each of two replicas; a third one that comes gets a third of the next ones, and nothing else.
TEST(FlowPool, WhatWaitsForAReplicaStaysWithItWhenAnotherOneComes) {
  Fed fed{{}};
  fed.pass(400);
  const DomainId domain = fed.pool.open_domain(sim::Vcpu::whole(1), {}, fed.now);
  const ReplicaId late = fed.pool.add_replica(domain, fed.now);
  fed.router->added(late);
  fed.pass(150);
  EXPECT_EQ(fed.pool.cpu_used(late, fed.now), 5'000'000'000);
  EXPECT_EQ(fed.pool.cpu_used(fed.replicas[0], fed.now), 20'000'000'000);
  fed.pass(0);
  EXPECT_EQ(fed.pool.cpu_used(fed.replicas[0], fed.now), 25'000'000'000) << "the 50 that were left";
  EXPECT_EQ(fed.pool.cpu_used(late, fed.now), 5'000'000'000);
  fed.pass(90);  // all have caught up, and are one group again
  EXPECT_EQ(fed.pool.cpu_used(fed.replicas[0], fed.now), 28'000'000'000);
  EXPECT_EQ(fed.pool.cpu_used(late, fed.now), 8'000'000'000);
}

TEST(FlowPool, KeepsAReplicasCpuWhenItsSurroundingsChange) {
  Fed fed{{}};
  fed.pass(100);
  fed.router->removed(fed.replicas[0]);
  fed.pass(50);
  EXPECT_EQ(fed.pool.cpu_used(fed.replicas[0], fed.now), 5'000'000'000);
  EXPECT_EQ(fed.pool.cpu_used(fed.replicas[1], fed.now), 10'000'000'000);
  fed.pool.remove_replica(fed.replicas[0], fed.now);
  EXPECT_EQ(fed.pool.cpu_used_in(fed.domains[0], fed.now), 5'000'000'000);
  fed.pool.close_domain(fed.domains[0], fed.now);
  EXPECT_EQ(fed.pool.cpu_used_total(fed.now), 15'000'000'000);
}

TEST(FlowPool, CarriesOnWhatItCannotDo) {
  Fed fed{{}};
  const FlowStep step = fed.pass(300);  // it can do 200
  EXPECT_EQ(fed.pool.cpu_used_total(fed.now), 20'000'000'000);
  EXPECT_GE(step.in_system, 100.0);
  double mean = 0.0;
  double begin = 0.0;
  for (std::size_t i = 0; i < LatencySlices::kCount; ++i) {
    mean += (LatencySlices::ends()[i] - begin) * step.parts[0].latency().nanoseconds[i] * 1e-9;
    begin = LatencySlices::ends()[i];
  }
  EXPECT_NEAR(mean, 0.1 + 2.5, 1e-3);  // up to 100 requests too many at 20 a second, half of it on average
  const FlowStep next = fed.pass(50);
  EXPECT_EQ(fed.pool.cpu_used_total(fed.now), 35'000'000'000);
  EXPECT_EQ(next.rejected, 0.0);
}

TEST(FlowPool, TurnsAwayWhatItsQueuesHaveNoPlaceFor) {
  ReplicaLimits limits;
  limits.concurrency = 1;
  limits.queue = 10;
  Fed fed{limits};
  const FlowStep step = fed.pass(300);
  EXPECT_NEAR(step.rejected, 80.0, 1e-6);  // 100 too many, 20 of which wait
}

// A queue that is full all the time: ten before everybody, 100 ms each.
TEST(FlowPool, EverybodyWaitsAlikeInAFullQueue) {
  ReplicaLimits limits;
  limits.concurrency = 1;
  limits.queue = 10;
  Fed fed{limits};
  fed.pass(300);
  const FlowStep step = fed.pass(300);
  EXPECT_NEAR(step.rejected, 100.0, 1e-6);
  EXPECT_NEAR(step.parts[0].latency().nanoseconds.front(), 1.1e9, 1e7);
  EXPECT_NEAR(step.parts[0].latency().nanoseconds.back(), 1.1e9, 1e7);
}

TEST(FlowPool, LetsGoWhoWaitsTooLong) {
  ReplicaLimits limits;
  limits.concurrency = 1;
  limits.queue_timeout = 2_s;
  Fed fed{limits};
  EXPECT_NEAR(fed.pass(300).timed_out, 60.0, 1e-6);  // 2 s at 20 a second may wait
}

TEST(FlowPool, HasNobodyToSendTo) {
  Fed fed{{}};
  fed.router->removed(fed.replicas[0]);
  fed.router->removed(fed.replicas[1]);
  const FlowStep step = fed.pass(30);
  EXPECT_FALSE(step.is_routed);
  EXPECT_EQ(step.rejected, 30.0);
  EXPECT_EQ(fed.pool.cpu_used_total(fed.now), 0);
}

TEST(FlowPool, SharesByReplicasNotByMachines) {
  Fed fed{{}};
  const DomainId large = fed.pool.open_domain(sim::Vcpu::whole(2), {}, fed.now);
  for (int i = 0; i < 2; ++i) {
    fed.router->added(fed.pool.add_replica(large, fed.now));
  }
  fed.pass(100);
  EXPECT_EQ(fed.pool.cpu_used(fed.replicas[0], fed.now), 2'500'000'000);
  EXPECT_EQ(fed.pool.cpu_used_in(large, fed.now), 5'000'000'000);
}

}  // namespace
}  // namespace models::worker
