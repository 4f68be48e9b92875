// No balancer: clients find the replicas by their addresses.
//
// What: requests go to the replicas in turn, as clients do that are given several addresses by DNS.
// Units: none.
// Assumes: names are looked up for every request, and what is looked up is never old.
// Leaves out: caching of names, health checks, the addresses' price, which the compute model meters.
// Checked against: tests/unit/models/routing/no_balancer_test.cpp.
#include <memory>
#include <utility>

#include "models/ports/catalog_entry.hpp"
#include "models/routing/direct_routing.hpp"
#include "sim/config/describe.hpp"

namespace models::routing {
namespace {

struct NoBalancerConfig {
  sim::config::Choice routing{};

  static const sim::config::Schema& schema() {
    static const sim::config::Schema schema = [] {
      sim::config::Describe<NoBalancerConfig> d{"none", "No balancer: clients come to the replicas themselves."};
      d.one_of<&NoBalancerConfig::routing>("routing", "routing", "To which of them, where there are several.")
          .defaults_to("round_robin");
      return d.done();
    }();
    return schema;
  }
};

}  // namespace

LoadBalancerEntry none() {
  return {{"none", "No balancer: clients come to the replicas themselves.", &NoBalancerConfig::schema},
          [](const void*, const RunContext& context, std::unique_ptr<Router> router, Workers& workers) {
            auto balancer = std::make_unique<DirectRouting>(context, std::move(router), workers, Refusal::kQueueFull);
            WorkerEvents& events = *balancer;
            return BuiltLoadBalancer{std::move(balancer), &events};
          },
          [](const void* config) -> const sim::config::Choice& {
            return static_cast<const NoBalancerConfig*>(config)->routing;
          }};
}

}  // namespace models::routing
