// No balancer: in turn to whoever runs, and who leaves finishes what it holds.
#include <cstdint>
#include <memory>
#include <optional>
#include <utility>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "models/catalog.hpp"
#include "models/worker/worker_pool.hpp"
#include "tests/support/run_context_builder.hpp"

namespace models::routing {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

constexpr std::int64_t kMs = 1'000'000;

/// Replicas that serve one request at a time and let one wait.
class World final : public TargetOwner {
 public:
  World() : workers{run.context, {1, 1, std::nullopt}} {
    auto router = round_robin().make(nullptr, {run.context.stream("routing"), 1});
    BuiltLoadBalancer built = none().make(nullptr, run.context, std::move(router), workers);
    balancer = std::move(built.balancer);
    workers.set_events(*built.events);
    balancer->set_owner(*this);
    domain = workers.open_domain(sim::Vcpu::whole(8), {}, run.kernel.now());
  }
  ReplicaId add() {
    const ReplicaId replica = workers.add_replica(domain, run.kernel.now());
    balancer->register_target(replica, false, run.kernel.now());
    return replica;
  }
  void send(std::int64_t ms) { balancer->arrive(run.request({ms * kMs}), run.kernel.now()); }
  void run_to_ms(std::int64_t ms) { run.run_until(sim::Time::at_nanoseconds(ms * kMs)); }
  std::vector<std::optional<Refusal>> endings() const {
    std::vector<std::optional<Refusal>> all;
    for (const test_support::Ending& ending : run.outcomes.endings) {
      all.push_back(ending.refusal);
    }
    return all;
  }

  void in_service(ReplicaId replica, sim::Time) override { ready.push_back(replica); }
  void out_of_service(ReplicaId, sim::Time) override {}
  void back_in_service(ReplicaId, sim::Time) override {}
  void drained(ReplicaId replica, sim::Time) override { gone.push_back(replica); }

  test_support::RunContextBuilder run;
  worker::WorkerPool workers;
  std::unique_ptr<LoadBalancer> balancer{};
  DomainId domain{};
  std::vector<ReplicaId> ready{};
  std::vector<ReplicaId> gone{};
};

TEST(NoBalancer, WhoRunsIsKnownAtOnceAndTakesItsTurn) {
  World world;
  const ReplicaId first = world.add();
  const ReplicaId second = world.add();
  EXPECT_THAT(world.ready, ElementsAre(first, second));
  for (int i = 0; i < 4; ++i) {
    world.send(10);
  }
  EXPECT_EQ(world.workers.outstanding(first), 2);
  EXPECT_EQ(world.workers.outstanding(second), 2);
  world.send(10);
  EXPECT_THAT(world.endings(), ElementsAre(Refusal::kQueueFull));
  EXPECT_EQ(world.balancer->requests_routed(), 5);
}

TEST(NoBalancer, WithNobodyThereRequestsAreRefused) {
  World world;
  world.send(10);
  EXPECT_THAT(world.endings(), ElementsAre(Refusal::kNoHealthyTarget));
}

TEST(NoBalancer, WhoLeavesFinishesWhatItHolds) {
  World world;
  const ReplicaId busy = world.add();
  world.send(10);
  const ReplicaId idle = world.add();
  world.balancer->deregister_target(idle, world.run.kernel.now());
  world.balancer->deregister_target(busy, world.run.kernel.now());
  EXPECT_THAT(world.gone, ElementsAre(idle));
  world.run_to_ms(9);
  EXPECT_THAT(world.endings(), IsEmpty());
  world.run_to_ms(11);
  EXPECT_THAT(world.gone, ElementsAre(idle, busy));
  EXPECT_THAT(world.endings(), ElementsAre(std::nullopt));
}

TEST(NoBalancer, CostsNothing) {
  World world;
  world.balancer->start(world.run.kernel.now());
  world.balancer->finish(world.run.kernel.now());
  EXPECT_EQ(world.run.metered(sku::kAlbHour), 0);
  EXPECT_EQ(world.run.metered(sku::kPublicIpv4), 0);
}

}  // namespace
}  // namespace models::routing
