// What: the router of Lambda Managed Instances: an invocation goes to an execution environment that has a free place,
// or is
//   throttled; it is billed when it is taken on.
// Source: AWS Lambda developer guide, scaling Lambda Managed Instances (read 2026-11): a router sends invocations to
//   environments, and tries another one where the first is too busy; throttles where all are. Prices: see the book.
// Units: invocations.
// Assumes: the environment with the fewest invocations is tried, so that an invocation is throttled only when all are
// full;
//   an environment's load is its invocations, not also its CPU.
// Leaves out: quotas of requests per second, event sources.
// Checked against: tests/unit/scenarios/lambda_managed_instances_test.cpp.
#include <memory>
#include <string>
#include <utility>

#include "models/ports/catalog_entry.hpp"
#include "models/ports/skus.hpp"
#include "models/routing/direct_routing.hpp"
#include "sim/config/describe.hpp"

namespace models::routing {
namespace {

struct LambdaRouterConfig {
  sim::config::Choice routing{};

  static const sim::config::Schema& schema() {
    static const sim::config::Schema schema = [] {
      sim::config::Describe<LambdaRouterConfig> d{"lambda_router", "Lambda's own router; it costs nothing."};
      d.one_of<&LambdaRouterConfig::routing>("routing", "routing", "Which execution environment gets an invocation.")
          .defaults_to("least_outstanding_requests")
          .source("AWS documents that busy environments are passed over, not how one is found", "2026-11")
          .unverified();
      return d.done();
    }();
    return schema;
  }
};

class LambdaRouter final : public DirectRouting {
 public:
  LambdaRouter(const RunContext& context, std::unique_ptr<Router> router, Workers& workers)
      : DirectRouting{context, std::move(router), workers, Refusal::kThrottled},
        meters_{context.meters},
        requests_{meters_.open({std::string{sku::kLambdaManagedRequest}, "", std::string{sku::kOnDemand}})} {}

 private:
  void accepted(sim::Time now, std::int64_t requests) override { meters_.add(requests_, now, requests); }

  Meters& meters_;
  MeterId requests_;
};

}  // namespace

LoadBalancerEntry lambda_router() {
  return {{"lambda_router", "Lambda's own router.", &LambdaRouterConfig::schema},
          [](const void*, const RunContext& context, std::unique_ptr<Router> router, Workers& workers) {
            auto balancer = std::make_unique<LambdaRouter>(context, std::move(router), workers);
            WorkerEvents& events = *balancer;
            return BuiltLoadBalancer{std::move(balancer), &events};
          },
          [](const void* config) -> const sim::config::Choice& {
            return static_cast<const LambdaRouterConfig*>(config)->routing;
          }};
}

}  // namespace models::routing
