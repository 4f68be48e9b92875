// Containers that end by themselves: what becomes of the requests in them, and who has to go when memory is short.
#include <cstdint>
#include <utility>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "models/worker/worker_pool.hpp"
#include "tests/support/run_context_builder.hpp"

namespace models::worker {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

constexpr std::int64_t kMs = 1'000'000;

/// A proxy of 64 MiB, then an app of 512 MiB in which each request takes 32 MiB.
Application proxy_and_app() {
  Application application;
  Container proxy = test_support::container_of();
  proxy.memory = sim::Bytes::mib(64);
  Container app = test_support::container_of();
  app.memory_per_request = sim::Bytes::mib(32);
  application.containers = {{"proxy", proxy}, {"app", app}};
  application.request = {test_support::step_in("proxy"), test_support::step_in("app")};
  return application;
}

/// One domain with as many vCPUs as anybody could want; whoever runs out of memory is stopped.
class World final : public WorkerEvents, public ContainerEvents {
 public:
  explicit World(Application application = proxy_and_app(), std::vector<std::int64_t> of_each = {1, 1},
                 std::int64_t vcpus = 64, const ReplicaLimits& limits = {})
      : run{std::move(application)}, workers{run.context, limits} {
    workers.set_events(*this);
    workers.set_container_events(*this);
    workers.set_containers(of_each);
    domain = workers.open_domain(sim::Vcpu::whole(vcpus), {}, run.kernel.now());
    replica = workers.add_replica(domain, run.kernel.now());
  }
  /// proxy CPU, proxy wait, app CPU, app wait.
  RequestId send(std::vector<std::int64_t> demands_ms) { return send_to(replica, std::move(demands_ms)); }
  RequestId send_to(ReplicaId to, std::vector<std::int64_t> demands_ms) {
    for (std::int64_t& demand : demands_ms) {
      demand *= kMs;
    }
    const RequestId request = run.request(demands_ms);
    EXPECT_TRUE(workers.offer(to, request, run.kernel.now()));
    return request;
  }
  void run_to_ms(std::int64_t ms) { run.run_until(sim::Time::at_nanoseconds(ms * kMs)); }
  std::int64_t used_mib() const { return run.level(Gauge::kMemoryUsed) >> 20; }

  void served(ReplicaId, RequestId request, sim::Time) override { end(request, served_list); }
  void queue_timed_out(ReplicaId, RequestId, sim::Time) override { ADD_FAILURE(); }
  void aborted(ReplicaId, RequestId request, sim::Time) override { end(request, aborted_list); }
  void out_of_memory(ReplicaId victim, std::uint32_t container, sim::Time now) override {
    killed.emplace_back(victim, container);
    workers.container_down(victim, container, now);
  }

  test_support::RunContextBuilder run;
  WorkerPool workers;
  DomainId domain{};
  ReplicaId replica{};
  std::vector<RequestId> served_list{};
  std::vector<RequestId> aborted_list{};
  std::vector<std::pair<ReplicaId, std::uint32_t>> killed{};

 private:
  void end(RequestId request, std::vector<RequestId>& list) {
    list.push_back(request);
    run.requests.release(request);
  }
};

constexpr std::uint32_t kProxy = 0;
constexpr std::uint32_t kApp = 1;

TEST(Containers, WhoIsInTheOneThatEndsIsLostAndWhoIsElsewhereIsNot) {
  World world;
  const RequestId computing = world.send({0, 0, 50, 0});
  const RequestId waiting = world.send({0, 0, 0, 50});
  const RequestId elsewhere = world.send({20, 0, 5, 0});
  world.run_to_ms(10);
  world.workers.container_down(world.replica, kApp, world.run.kernel.now());
  EXPECT_THAT(world.aborted_list, ElementsAre(computing, waiting));
  EXPECT_EQ(world.workers.outstanding(world.replica), 1);
  world.run_to_ms(15);
  world.workers.container_up(world.replica, kApp, world.run.kernel.now());
  world.run_to_ms(100);
  EXPECT_THAT(world.served_list, ElementsAre(elsewhere));
}

TEST(Containers, WhoComesToOneThatIsDownIsLostThenAndThere) {
  World world;
  world.workers.container_down(world.replica, kApp, world.run.kernel.now());
  const RequestId later = world.send({10, 0, 5, 0});
  const RequestId at_once = world.send({0, 0, 5, 0});
  EXPECT_THAT(world.aborted_list, ElementsAre(at_once));
  world.run_to_ms(100);
  EXPECT_THAT(world.aborted_list, ElementsAre(at_once, later));
  EXPECT_EQ(world.workers.outstanding(world.replica), 0);
  EXPECT_EQ(world.run.level(Gauge::kReplicasBusy), 0);
}

TEST(Containers, TheQueueIsLostWithTheContainerThatItStandsBefore) {
  World world{proxy_and_app(), {1, 1}, 64, {1, 10, std::nullopt}};
  const RequestId first = world.send({0, 0, 50, 0});
  const RequestId second = world.send({10, 0, 5, 0});
  world.run_to_ms(1);
  world.workers.container_down(world.replica, kProxy, world.run.kernel.now());
  EXPECT_THAT(world.aborted_list, ElementsAre(second));  // `first` is in the app already
  world.run_to_ms(100);
  EXPECT_THAT(world.served_list, ElementsAre(first));
}

TEST(Containers, ThePlaceOfOneThatIsLostGoesToTheQueue) {
  World world{proxy_and_app(), {1, 1}, 64, {1, 10, std::nullopt}};
  const RequestId first = world.send({0, 0, 50, 0});
  const RequestId second = world.send({10, 0, 0, 0});
  world.run_to_ms(1);
  world.workers.container_down(world.replica, kApp, world.run.kernel.now());
  EXPECT_THAT(world.aborted_list, ElementsAre(first));
  world.run_to_ms(100);
  EXPECT_THAT(world.served_list, ElementsAre(second));
}

/// Four requests in two containers: two of them are in each.
TEST(Containers, OneOfTwoTakesHalfOfTheRequestsWithIt) {
  World world{proxy_and_app(), {1, 2}};
  for (int i = 0; i < 4; ++i) {
    world.send({0, 0, 50, 0});
  }
  world.workers.container_down(world.replica, kApp, world.run.kernel.now());
  EXPECT_EQ(world.aborted_list.size(), 2U);
  world.run_to_ms(100);
  EXPECT_EQ(world.served_list.size(), 2U);
}

/// Two containers of half a vCPU serve two requests of 50 ms in 100 ms. With one of them gone after 20 ms, what is left
/// of the other request takes as long as before; two that come then share the one half that is left.
TEST(Containers, WhatIsLeftMayUseWhatIsLeft) {
  Application application = proxy_and_app();
  application.containers[kApp].second.cpu_limit = sim::Vcpu::milli(500);
  World world{application, {1, 2}};
  world.send({0, 0, 50, 0});
  world.send({0, 0, 50, 0});
  world.run_to_ms(20);
  world.workers.container_down(world.replica, kApp, world.run.kernel.now());
  EXPECT_EQ(world.aborted_list.size(), 1U);
  world.run_to_ms(100);
  EXPECT_THAT(world.served_list, IsEmpty());
  world.run_to_ms(101);
  EXPECT_EQ(world.served_list.size(), 1U);
  world.send({0, 0, 10, 0});
  world.send({0, 0, 10, 0});
  world.run_to_ms(140);  // 2 x 10 ms at half a vCPU
  EXPECT_EQ(world.served_list.size(), 1U);
  world.run_to_ms(142);
  EXPECT_EQ(world.served_list.size(), 3U);
  world.workers.container_up(world.replica, kApp, world.run.kernel.now());
  world.send({0, 0, 10, 0});
  world.send({0, 0, 10, 0});
  world.run_to_ms(163);
  EXPECT_EQ(world.served_list.size(), 5U);
}

TEST(Containers, RequestsTakeMemoryWhereTheyAre) {
  World world;
  world.send({10, 0, 10, 10});
  world.send({0, 0, 10, 0});
  EXPECT_EQ(world.used_mib(), 32);
  world.run_to_ms(11);
  EXPECT_EQ(world.used_mib(), 32);  // one left, one came
  world.run_to_ms(25);
  EXPECT_EQ(world.used_mib(), 32);  // it waits there
  world.run_to_ms(31);
  EXPECT_EQ(world.used_mib(), 0);
}

/// 512 MiB and 32 for each request: the fourth is more than 630 MiB hold.
TEST(Containers, OneAboveItsLimitIsKilled) {
  Application application = proxy_and_app();
  application.containers[kApp].second.memory_limit = sim::Bytes::mib(630);
  World world{application};
  for (int i = 0; i < 3; ++i) {
    world.send({0, 0, 50, 0});
  }
  world.run_to_ms(1);
  EXPECT_THAT(world.killed, IsEmpty());
  world.send({0, 0, 50, 0});
  world.run_to_ms(2);
  EXPECT_THAT(world.killed, ElementsAre(std::pair{world.replica, kApp}));
  EXPECT_EQ(world.aborted_list.size(), 4U);
  EXPECT_EQ(world.used_mib(), 0);
}

/// With two of them the limit of each holds twice as many.
TEST(Containers, TheLimitIsThatOfEachOfThem) {
  Application application = proxy_and_app();
  application.containers[kApp].second.memory_limit = sim::Bytes::mib(630);
  World world{application, {1, 2}};
  for (int i = 0; i < 6; ++i) {
    world.send({0, 0, 50, 0});
  }
  world.run_to_ms(1);
  EXPECT_THAT(world.killed, IsEmpty());
  world.send({0, 0, 50, 0});
  world.run_to_ms(2);
  EXPECT_EQ(world.killed.size(), 1U);
}

/// Two replicas take 2 x (64 + 512) = 1,152 MiB; 1,280 leave 128 for requests. The kernel takes the largest.
TEST(Containers, WhereTheDomainHasTooLittleTheLargestIsKilled) {
  World world;
  const ReplicaId other = world.workers.add_replica(world.domain, world.run.kernel.now());
  world.workers.set_memory(world.domain, sim::Bytes::mib(1'280));
  world.send({0, 0, 50, 0});
  for (int i = 0; i < 3; ++i) {
    world.send_to(other, {0, 0, 50, 0});
  }
  world.run_to_ms(1);
  EXPECT_THAT(world.killed, IsEmpty());
  world.send({0, 0, 50, 0});
  world.run_to_ms(2);
  EXPECT_THAT(world.killed, ElementsAre(std::pair{other, kApp}));
  EXPECT_EQ(world.used_mib(), 64);
}

TEST(Containers, WhatIsDownTakesNoMemory) {
  World world;
  const ReplicaId other = world.workers.add_replica(world.domain, world.run.kernel.now());
  world.workers.set_memory(world.domain, sim::Bytes::mib(1'200));
  world.workers.container_down(other, kApp, world.run.kernel.now());
  for (int i = 0; i < 10; ++i) {
    world.send({0, 0, 50, 0});
  }
  world.run_to_ms(1);
  EXPECT_THAT(world.killed, IsEmpty());
  world.workers.container_up(other, kApp, world.run.kernel.now());
  world.run_to_ms(2);
  EXPECT_THAT(world.killed, ElementsAre(std::pair{world.replica, kApp}));
}

TEST(Containers, AReplicaThatGoesTakesItsMemoryWithIt) {
  World world;
  world.send({0, 0, 50, 0});
  world.workers.remove_replica(world.replica, world.run.kernel.now());
  EXPECT_EQ(world.used_mib(), 0);
  world.workers.set_memory(world.domain, sim::Bytes::mib(600));
  const ReplicaId next = world.workers.add_replica(world.domain, world.run.kernel.now());
  world.run_to_ms(1);
  EXPECT_THAT(world.killed, IsEmpty());
  world.send_to(next, {0, 0, 50, 0});
  world.run_to_ms(2);
  EXPECT_EQ(world.killed.size(), 1U);
}

}  // namespace
}  // namespace models::worker
