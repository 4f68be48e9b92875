// What: connections are spread over the targets by a hash; all requests of a connection go to its target.
// Source: Elastic Load Balancing, Network Load Balancers guide, "Routing algorithm": a hash of protocol, addresses,
// ports
//   and sequence number chooses the target, and a connection stays there for its life; read 2023-06.
// Units: none.
// Assumes: a hash is a uniform choice; `connections` clients' connections are open at all times, the next request may
//   come over any of them, and one that has carried `requests_per_connection` is replaced. A connection whose target
//   leaves opens anew at once.
// Leaves out: zones (cross-zone balancing is taken to be on).
// Checked against: tests/unit/models/routing/flow_hash_test.cpp.
#include <vector>

#include "models/ports/catalog_entry.hpp"
#include "models/routing/random_target.hpp"
#include "sim/config/describe.hpp"

namespace models::routing {

namespace {

struct FlowHashConfig {
  std::int64_t connections = 1;
  static const sim::config::Schema& schema() {
    static const sim::config::Schema schema = [] {
      sim::config::Describe<FlowHashConfig> d{"flow_hash",
                                              "Connections are spread by a hash; their requests stay together."};
      d.field<&FlowHashConfig::connections>(
           "connections",
           "Clients' connections open at a time. It matters where a connection carries several requests "
           "(`traffic.requests_per_connection`): a new target gets only connections that are opened after it came.")
          .defaults_to("1000")
          .range("1", "1000000")
          .source("our choice", "2026-11")
          .unverified();
      return d.done();
    }();
    return schema;
  }
};

/// O(1) each; memory grows with the connections.
class FlowHash final : public Router {
 public:
  FlowHash(std::int64_t connections, const RoutingContext& context)
      : targets_{context.stream},
        requests_each_{context.requests_per_connection},
        connections_(static_cast<std::size_t>(connections)) {}

  void added(ReplicaId replica) override { targets_.add(replica); }
  void removed(ReplicaId replica) override { targets_.remove(replica); }
  ReplicaId assign(sim::Time) override {
    if (requests_each_ == 1) {
      return targets_.pick();
    }
    Connection& connection = connections_[targets_.draw_below(connections_.size())];
    if (connection.left == 0 || !targets_.holds(connection.target)) {
      connection = {targets_.pick(), requests_each_};
    }
    --connection.left;
    return connection.target;
  }
  void released(ReplicaId) override {}

 private:
  struct Connection {
    ReplicaId target{};
    std::int64_t left = 0;  ///< requests that it will carry yet
  };
  RandomTarget targets_;
  std::int64_t requests_each_;
  std::vector<Connection> connections_;
};

}  // namespace

RoutingEntry flow_hash() {
  return {{"flow_hash", "A hash spreads connections over the targets.", &FlowHashConfig::schema},
          [](const void* config, const RoutingContext& context) -> std::unique_ptr<Router> {
            return std::make_unique<FlowHash>(static_cast<const FlowHashConfig*>(config)->connections, context);
          }};
}

}  // namespace models::routing
