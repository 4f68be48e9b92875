// What: a Network Load Balancer: connections are spread over the targets, requests follow their connection.
// Source: Elastic Load Balancing, Network Load Balancers guide, read 2023-06; NLCU dimensions recalled (aws-behaviour
//   5.5).
// Units: see capacity_units.hpp.
// Assumes: active connections are those with a request in progress; cross-zone balancing is on.
// Leaves out: TLS and UDP listeners, whose NLCU cover less.
// Checked against: tests/unit/models/routing/elastic_load_balancer_test.cpp, flow_hash_test.cpp.
#include <fmt/core.h>

#include "models/ports/skus.hpp"
#include "models/routing/elastic_load_balancer.hpp"
#include "sim/config/describe.hpp"

namespace models::routing {

namespace {

constexpr CapacityUnit kNlcu{800, 100'000, std::int64_t{1} << 30, 0};

struct NlbConfig {
  sim::config::Choice routing{};
  TargetGroupConfig targets{};
  static const sim::config::Schema& schema();
};

void check_routing(const NlbConfig& config, sim::config::Checker& check) {
  if (config.routing.kind != "flow_hash") {
    check.error("routing", fmt::format("a Network Load Balancer sees connections, not requests, and so has no `{}`: "
                                       "write `flow_hash`",
                                       config.routing.kind));
  }
}

const sim::config::Schema& NlbConfig::schema() {
  static const sim::config::Schema schema = [] {
    sim::config::Describe<NlbConfig> d{"nlb",
                                       "A Network Load Balancer in front of the replicas. It is in their zones, and "
                                       "has a public address in each."};
    d.one_of<&NlbConfig::routing>("routing", "routing", "How the balancer picks a target.")
        .defaults_to("flow_hash")
        .source("Elastic Load Balancing, NLB guide, routing algorithm", "2023-06");
    d.embed<&NlbConfig::targets>();
    d.check(&check_routing);
    return d.done();
  }();
  return schema;
}

}  // namespace

LoadBalancerEntry nlb() {
  return {
      {"nlb", "A Network Load Balancer.", &NlbConfig::schema},
      [](const void* config, const RunContext& context, std::unique_ptr<Router> router, Workers& workers) {
        return build({static_cast<const NlbConfig*>(config)->targets, {}, {sku::kNlbHour, sku::kNlbLcu, kNlcu, 0}},
                     context, std::move(router), workers);
      },
      [](const void* config) -> const sim::config::Choice& { return static_cast<const NlbConfig*>(config)->routing; }};
}

}  // namespace models::routing
