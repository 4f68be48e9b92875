// What: any target, each as likely as the others.
// Source: Elastic Load Balancing, Application Load Balancers guide, "Routing algorithms": weighted random spreads
//   requests evenly, in random order; read 2026-11.
// Units: none.
// Assumes: nothing.
// Leaves out: automatic target weights (anomaly mitigation), which are off by default: a target keeps its full weight
//   until its health checks fail.
// Checked against: tests/unit/models/routing/router_test.cpp.
#include "models/ports/catalog_entry.hpp"
#include "models/routing/random_target.hpp"
#include "sim/config/describe.hpp"

namespace models::routing {

namespace {

struct WeightedRandomConfig {
  static const sim::config::Schema& schema() {
    static const sim::config::Schema schema =
        sim::config::Describe<WeightedRandomConfig>{"weighted_random", "Any target, each as likely as the others."}
            .done();
    return schema;
  }
};

/// O(1) each.
class WeightedRandom final : public Router {
 public:
  explicit WeightedRandom(sim::random::Stream stream) : targets_{stream} {}
  void added(ReplicaId replica) override { targets_.add(replica); }
  void removed(ReplicaId replica) override { targets_.remove(replica); }
  ReplicaId assign(sim::Time) override { return targets_.pick(); }
  void released(ReplicaId) override {}

 private:
  RandomTarget targets_;
};

}  // namespace

RoutingEntry weighted_random() {
  return {{"weighted_random", "Any target, each as likely as the others.", &WeightedRandomConfig::schema},
          [](const void*, const RoutingContext& context) -> std::unique_ptr<Router> {
            return std::make_unique<WeightedRandom>(context.stream);
          }};
}

}  // namespace models::routing
