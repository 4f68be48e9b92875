// aws-behaviour 5.5: a Network Load Balancer spreads connections, and a connection stays with its target.
#include <cstdint>
#include <map>
#include <memory>
#include <string>

#include <gtest/gtest.h>

#include "models/catalog.hpp"
#include "tests/support/read_config.hpp"

namespace models::routing {
namespace {

std::unique_ptr<Router> make_router(const std::string& yaml, std::int64_t requests_per_connection) {
  const RoutingEntry entry = flow_hash();
  return entry.make(test_support::read_config(entry.schema(), yaml).get(),
                    {sim::random::Stream{11}, requests_per_connection});
}

std::map<std::uint32_t, int> send(Router& router, int requests) {
  std::map<std::uint32_t, int> counts;
  for (int request = 0; request < requests; ++request) {
    const ReplicaId picked = router.assign({});
    router.released(picked);
    ++counts[picked.index()];
  }
  return counts;
}

TEST(FlowHash, Rule5_5_ConnectionsOfOneRequestAreSpreadEvenly) {
  const auto router = make_router("{}", 1);
  for (std::uint32_t index = 0; index < 4; ++index) {
    router->added(ReplicaId{index});
  }
  // Binomial, 40,000 of 1/4: standard deviation 87.
  for (const auto& [index, count] : send(*router, 40'000)) {
    EXPECT_NEAR(count, 10'000, 350) << index;
  }
}

TEST(FlowHash, ANewTargetGetsOnlyConnectionsThatAreOpenedAfterIt) {
  const auto router = make_router("{connections: 100}", 1'000'000);
  router->added(ReplicaId{0});
  send(*router, 10'000);  // every connection is open, but for a chance of 100 x 0.99^10000
  router->added(ReplicaId{1});
  EXPECT_EQ(send(*router, 10'000).count(1), 0U);
}

TEST(FlowHash, WhenConnectionsAreReplacedTheNewTargetGetsItsShare) {
  const auto router = make_router("{connections: 100}", 10);
  router->added(ReplicaId{0});
  send(*router, 10'000);
  router->added(ReplicaId{1});
  send(*router, 5'000);  // 50 requests a connection: five times its life
  // Ten requests go together: 1,000 draws of 1/2, standard deviation 16 of them.
  EXPECT_NEAR(send(*router, 10'000)[1], 5'000, 640);
}

TEST(FlowHash, ConnectionsOfALeaverOpenAnewElsewhere) {
  const auto router = make_router("{connections: 100}", 1'000'000);
  router->added(ReplicaId{0});
  router->added(ReplicaId{1});
  send(*router, 10'000);
  router->removed(ReplicaId{0});
  EXPECT_EQ(send(*router, 10'000).count(0), 0U);
  router->added(ReplicaId{0});
  EXPECT_EQ(send(*router, 10'000).count(0), 0U) << "they do not come back by themselves";
}

}  // namespace
}  // namespace models::routing
